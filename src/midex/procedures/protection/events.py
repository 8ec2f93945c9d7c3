"""What happens in a protection screening. Each field says its purpose, basis, retention, readers and harm.

No event holds a score, a rank or a photograph, and none is written by a machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from midex.kernel.event import Event
from midex.kernel.field import Handling, Retention, Sealed, Starts, counted, sealed, unsealed
from midex.kernel.law import Law
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.kernel.text import mark
from midex.procedures.codes import Closer, Language, SpecificNeed

GDPR = "Regulation (EU) 2016/679"
PROCEDURES = "Directive 2013/32/EU"
RECEPTION = "Directive 2013/33/EU"
RECEPTION_2024 = "Directive (EU) 2024/1346"
CHILD = "Convention on the Rights of the Child"
TRAFFICKING = "CETS No. 197"

PROTECTORS = frozenset({Role.CASEWORKER, Role.GUARDIAN, Role.TRAFFICKING_OFFICER})
KEEPERS = frozenset({Role.SUPERVISOR, Role.GUARDIAN, Role.TRAFFICKING_OFFICER})
ALL = PROTECTORS | KEEPERS

SCREENING = Handling(
    purpose=Purpose.PROTECTION, basis=Law(RECEPTION, "art. 22(1)"), retention=Retention(5), readers=ALL
)
NEEDS = Handling(
    purpose=Purpose.PROTECTION, basis=Law(RECEPTION, "art. 22(1)"), retention=Retention(5), readers=PROTECTORS
)
OF_CHILD = Handling(
    purpose=Purpose.CHILD_PROTECTION, basis=Law(RECEPTION, "art. 24(1)"), retention=Retention(10), readers=ALL
)
CHILD_TOLD = Handling(
    purpose=Purpose.CHILD_PROTECTION, basis=Law(CHILD, "art. 12"), retention=Retention(10), readers=PROTECTORS
)
DECIDED_BY_TWO = Handling(  # whoever approves reads what is approved
    purpose=Purpose.CHILD_PROTECTION, basis=Law(CHILD, "art. 3(1)"), retention=Retention(10), readers=ALL
)
OF_TRAFFICKING = Handling(
    purpose=Purpose.TRAFFICKING_PROTECTION,
    basis=Law(TRAFFICKING, "art. 10(1)"),
    retention=Retention(5),
    readers=PROTECTORS,
)
STAFF = Handling(
    purpose=Purpose.SUPERVISION,
    basis=Law(GDPR, "art. 5(2)"),
    retention=Retention(10, Starts.RECORDED),
    readers=KEEPERS | {Role.DATA_PROTECTION_OFFICER},
)

FOUND = mark("those the person fled from find the person or the family")
PRESSURED = mark("the person is put under pressure or loses a claim")
SINGLED_OUT = mark("the person is singled out in a small group")
STAFF_TARGETED = mark("a member of staff is threatened or coerced")
NONE_ALONE = mark("none alone; with other fields it narrows down who the person is")


class Wish(Enum):
    """Who the person wishes to speak to, or through; it is met where it can be (Directive 2013/32/EU, art. 15(3))."""

    NONE = "none"
    WOMAN = "woman"
    MAN = "man"


class NotMet(Enum):
    """Why a need is not met yet."""

    NO_PLACE = "no-place"
    NO_SERVICE = "no-service"
    NO_INTERPRETER = "no-interpreter"
    NOT_WANTED = "not-wanted"
    WAITING = "waiting"
    OTHER = "other"


class BestInterestsFor(Enum):
    """For whom the best-interests procedure is begun."""

    ALONE = "alone"
    SEPARATED = "separated"
    AGE_DISPUTED = "age-disputed"


class ReplacedFor(Enum):
    """Why a child gets another guardian (Directive 2013/33/EU, art. 24(1): only when necessary)."""

    CHILD_ASKED = "child-asked"
    CONFLICT = "conflict-of-interest"
    LEFT_POST = "left-the-post"
    DUTY_NOT_MET = "duty-not-met"


class Determined(Enum):
    """What is best for the child, as two persons determined it."""

    STAYS = "stays-in-care"
    OTHER_CARE = "other-care"
    WITH_FAMILY = "with-family"
    DURABLE_HERE = "durable-solution-here"
    NOTHING_YET = "nothing-yet"


class AgeDoubtedBy(Enum):
    """Who says that the stated age may be another one."""

    PERSON = "the-person"
    GUARDIAN = "guardian"
    OFFICER = "officer"


class AgeDecision(Enum):
    """What was decided; where doubt remains the person is a child (Directive 2013/32/EU, art. 25(5))."""

    CHILD = "child"
    DOUBT_REMAINS = "doubt-remains"
    ADULT = "adult"


class ReferredFor(Enum):
    """What the person agrees that the indicators are handed over for."""

    SHELTER = "shelter"
    HEALTH = "health"
    LEGAL_AID = "legal-aid"
    IDENTIFICATION = "identification-as-victim"


class ScreeningEnded(Enum):
    """Why a screening ends."""

    ANSWERED = "needs-answered"
    NONE_FOUND = "no-needs-found"
    LEFT = "left"
    DIED = "died"
    ELSEWHERE = "goes-on-elsewhere"


@dataclass(frozen=True, kw_only=True)
class ScreeningOpened(Event):
    """The person was told what a screening is for, and said whether and with whom they would speak."""

    language: Language = counted(SCREENING, "CL_LANGUAGE", NONE_ALONE)
    agrees: bool = unsealed(SCREENING, PRESSURED, default=False)
    interviewer_wish: Wish = counted(SCREENING, "CL_GENDER_WISH", PRESSURED, default=Wish.NONE)
    interpreter_wish: Wish = counted(SCREENING, "CL_GENDER_WISH", PRESSURED, default=Wish.NONE)
    needs: tuple[SpecificNeed, ...] = counted(NEEDS, "CL_SPECIFIC_NEED", PRESSURED, longest=100, default=())
    on: date = unsealed(SCREENING, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class InterviewAgreed(Event):
    """The person agreed to be interviewed."""

    on: date = unsealed(SCREENING, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class InterviewDeclined(Event):
    """The person does not want to be interviewed, or not any more; nothing is lost by it."""

    on: date = unsealed(SCREENING, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class Interviewed(Event):
    """The vulnerability interview: what was observed, and the needs that were found; nobody is ranked by them."""

    on: date = unsealed(SCREENING, NONE_ALONE)
    language: Language = counted(SCREENING, "CL_LANGUAGE", NONE_ALONE)
    interpreter: bool = unsealed(SCREENING, NONE_ALONE, default=False)
    needs: tuple[SpecificNeed, ...] = counted(NEEDS, "CL_SPECIFIC_NEED", PRESSURED, longest=100, default=())
    observed: Sealed[str] = sealed(NEEDS, FOUND, default="")


@dataclass(frozen=True, kw_only=True)
class NeedNoted(Event):
    """A need was seen or told outside the interview."""

    need: SpecificNeed = counted(NEEDS, "CL_SPECIFIC_NEED", PRESSURED)
    at_once: Sealed[str] = sealed(NEEDS, PRESSURED, longest=400, default="")


@dataclass(frozen=True, kw_only=True)
class NeedMet(Event):
    """A need was answered."""

    need: SpecificNeed = counted(NEEDS, "CL_SPECIFIC_NEED", PRESSURED)
    how: Sealed[str] = sealed(NEEDS, FOUND, longest=400, default="")


@dataclass(frozen=True, kw_only=True)
class NeedNotMet(Event):
    """A need could not be answered yet: why, and when it is looked at again."""

    need: SpecificNeed = counted(NEEDS, "CL_SPECIFIC_NEED", PRESSURED)
    why_not: NotMet = counted(NEEDS, "CL_NEED_NOT_MET", PRESSURED)
    review_on: date = unsealed(SCREENING, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class NeedReviewed(Event):
    """A need that was not met was looked at again; it stays as it was until the next date."""

    need: SpecificNeed = counted(NEEDS, "CL_SPECIFIC_NEED", PRESSURED)
    review_on: date = unsealed(SCREENING, NONE_ALONE)
    note: Sealed[str] = sealed(NEEDS, PRESSURED, longest=400, default="")


@dataclass(frozen=True, kw_only=True)
class ChildFound(Event):
    """It came out that the person is a child alone, or separated from those responsible for them."""

    best_interests_for: BestInterestsFor = counted(OF_CHILD, "CL_BEST_INTERESTS_FOR", SINGLED_OUT)


@dataclass(frozen=True, kw_only=True)
class BestInterestsBegun(Event):
    """The best-interests procedure began."""

    best_interests_for: BestInterestsFor = counted(OF_CHILD, "CL_BEST_INTERESTS_FOR", SINGLED_OUT)
    on: date = unsealed(OF_CHILD, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class GuardianAppointed(Event):
    """The child has a guardian, who has the case in their caseload from here on."""

    guardian: str = unsealed(STAFF, STAFF_TARGETED, longest=64)
    first_visit_on: date = unsealed(OF_CHILD, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class GuardianReplaced(Event):
    """The child has another guardian; the one before sees the case no longer by having it in the caseload."""

    guardian: str = unsealed(STAFF, STAFF_TARGETED, longest=64)
    replaced_for: ReplacedFor = counted(OF_CHILD, "CL_GUARDIAN_REPLACED", STAFF_TARGETED)
    reason: Sealed[str] = sealed(DECIDED_BY_TWO, PRESSURED, longest=400, default="")
    first_visit_on: date = unsealed(OF_CHILD, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class GuardianVisited(Event):
    """The guardian visited the child, and said when the next visit is."""

    on: date = unsealed(OF_CHILD, NONE_ALONE)
    next_on: date = unsealed(OF_CHILD, NONE_ALONE)
    note: Sealed[str] = sealed(CHILD_TOLD, FOUND, default="")


@dataclass(frozen=True, kw_only=True)
class GuardianNotified(Event):
    """The guardian was told of an interview before it, in time to prepare the child."""

    interview_on: date = unsealed(OF_CHILD, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class ChildHeard(Event):
    """The child said what they think and wish, in a language of their own."""

    on: date = unsealed(OF_CHILD, NONE_ALONE)
    language: Language = counted(OF_CHILD, "CL_LANGUAGE", NONE_ALONE)
    view: Sealed[str] = sealed(CHILD_TOLD, FOUND)


@dataclass(frozen=True, kw_only=True)
class BestInterestsAssessed(Event):
    """What is best for the child was assessed."""

    on: date = unsealed(OF_CHILD, NONE_ALONE)
    assessment: Sealed[str] = sealed(DECIDED_BY_TWO, FOUND)


@dataclass(frozen=True, kw_only=True)
class BestInterestsDetermined(Event):
    """Two persons determined what is best for the child."""

    determined: Determined = counted(OF_CHILD, "CL_BEST_INTERESTS", SINGLED_OUT)
    reason: Sealed[str] = sealed(DECIDED_BY_TWO, FOUND)


@dataclass(frozen=True, kw_only=True)
class AgeDisputed(Event):
    """Somebody doubts the stated age; the person is treated as a child until it is decided."""

    doubted_by: AgeDoubtedBy = counted(OF_CHILD, "CL_AGE_DOUBTED_BY", PRESSURED)
    reason: Sealed[str] = sealed(DECIDED_BY_TWO, PRESSURED)


@dataclass(frozen=True, kw_only=True)
class AgeDecided(Event):
    """Two persons decided, with reasons; where doubt remains the person is a child."""

    decision: AgeDecision = counted(OF_CHILD, "CL_AGE_DECISION", PRESSURED)
    reason: Sealed[str] = sealed(DECIDED_BY_TWO, PRESSURED)


@dataclass(frozen=True, kw_only=True)
class TraffickingNoted(Event):
    """Indicators of trafficking were seen or told; from here on anti-trafficking officers alone keep the case."""

    indicators: Sealed[str] = sealed(OF_TRAFFICKING, FOUND)
    on: date = unsealed(OF_TRAFFICKING, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class HandOverAgreed(Event):
    """The person agreed that the indicators are handed over: for what, told in which language, by an interpreter."""

    referred_for: ReferredFor = counted(OF_TRAFFICKING, "CL_REFERRED_FOR", PRESSURED)
    language: Language = counted(OF_TRAFFICKING, "CL_LANGUAGE", NONE_ALONE)
    interpreter: bool = unsealed(OF_TRAFFICKING, NONE_ALONE, default=False)
    on: date = unsealed(OF_TRAFFICKING, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class HandOverWithdrawn(Event):
    """The person withdrew it; no help depends on it."""

    on: date = unsealed(OF_TRAFFICKING, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class Referred(Event):
    """The indicators are handed over because the adult agreed, and for what the consent says."""

    on: date = unsealed(OF_TRAFFICKING, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class ChildReferred(Event):
    """Two persons hand over the indicators of a child, with reasons and a date on which they look at it again."""

    reason: Sealed[str] = sealed(OF_TRAFFICKING, FOUND)
    review_on: date = unsealed(OF_TRAFFICKING, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class ReferredInDanger(Event):
    """Two persons hand over indicators without consent, for danger is imminent; they look at it again."""

    reason: Sealed[str] = sealed(OF_TRAFFICKING, FOUND)
    review_on: date = unsealed(OF_TRAFFICKING, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class ReferralReviewed(Event):
    """A referral without consent was looked at again: whether it was right, and whether it goes on."""

    stands: bool = unsealed(OF_TRAFFICKING, PRESSURED, default=False)
    reason: Sealed[str] = sealed(OF_TRAFFICKING, FOUND)


@dataclass(frozen=True, kw_only=True)
class ScreeningKeptCloser(Event):
    """The screening is seen by fewer people from now on; why is sealed."""

    tier: Closer = counted(SCREENING, "CL_TIER", PRESSURED)
    reason: Sealed[str] = sealed(NEEDS, PRESSURED)


@dataclass(frozen=True, kw_only=True)
class ScreeningAssigned(Event):
    """The screening is in somebody's caseload."""

    account: str = unsealed(STAFF, STAFF_TARGETED, longest=64)


@dataclass(frozen=True, kw_only=True)
class ScreeningClosed(Event):
    """The screening ended."""

    screening_ended: ScreeningEnded = counted(SCREENING, "CL_SCREENING_ENDED", NONE_ALONE)
    on: date = unsealed(SCREENING, NONE_ALONE)
