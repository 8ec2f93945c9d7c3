"""What happens in a registration. Each field says its purpose, basis, retention, readers and the harm if it leaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from midex.kernel.event import Event
from midex.kernel.field import Handling, Retention, Sealed, Starts, counted, sealed, unsealed
from midex.kernel.law import Law
from midex.kernel.partial_date import PartialDate
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.kernel.text import mark
from midex.procedures.codes import Closer as Closer  # noqa: PLC0414 - named here, too
from midex.procedures.codes import Language as Language  # noqa: PLC0414 - named here, too
from midex.procedures.codes import SpecificNeed as SpecificNeed  # noqa: PLC0414 - named here, too

GDPR = "Regulation (EU) 2016/679"
PROCEDURES = "Directive 2013/32/EU"
RECEPTION = "Directive 2013/33/EU"

CASEWORK = frozenset({Role.REGISTRATION_OFFICER, Role.CASEWORKER, Role.GUARDIAN, Role.TRAFFICKING_OFFICER})
WITH_SUPERVISOR = CASEWORK | {Role.SUPERVISOR}

IDENTITY = Handling(
    purpose=Purpose.REGISTRATION,
    basis=Law(PROCEDURES, "art. 6(1)"),
    retention=Retention(10),
    readers=WITH_SUPERVISOR,
)
CIRCUMSTANCES = Handling(
    purpose=Purpose.PROTECTION,
    basis=Law(PROCEDURES, "art. 24"),
    retention=Retention(5),
    readers=CASEWORK,
)
RECORD = Handling(
    purpose=Purpose.REGISTRATION,
    basis=Law(GDPR, "art. 5(2)"),
    retention=Retention(10),
    readers=WITH_SUPERVISOR,
)
OF_ANOTHER = Handling(  # the number of somebody else's case stands on nobody's paper
    purpose=Purpose.PROTECTION,
    basis=Law(GDPR, "art. 5(1)(d)"),
    retention=Retention(10),
    readers=WITH_SUPERVISOR,
)
DECIDED_BY_TWO = Handling(
    purpose=Purpose.PROTECTION,
    basis=Law(PROCEDURES, "art. 24"),
    retention=Retention(5),
    readers=WITH_SUPERVISOR,
)
STAFF = Handling(
    purpose=Purpose.SUPERVISION,
    basis=Law(GDPR, "art. 5(2)"),
    retention=Retention(10, Starts.RECORDED),
    readers=frozenset({Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER}),
)

FOUND = mark("those the person fled from find the person or the family")
PRESSURED = mark("the person is put under pressure or loses a claim")
SINGLED_OUT = mark("the person is singled out in a small group")
STAFF_TARGETED = mark("a member of staff is threatened or coerced")
NONE_ALONE = mark("none alone; with other fields it narrows down who the person is")


class Sex(Enum):
    """As the person says; figures have CL_SEX, in which OTHER is counted as unknown (UNK)."""

    MALE = "M"
    FEMALE = "F"
    OTHER = "OTH"
    UNKNOWN = "UNK"


class Accompanied(Enum):
    """Whether a child has a responsible adult (Directive 2013/32/EU, art. 2(m))."""

    ADULT = "adult"
    WITH_FAMILY = "with-family"
    SEPARATED = "separated"
    ALONE = "alone"
    UNKNOWN = "unknown"


class Emptied(Enum):
    """Fields of a registration of which nothing holds; each is the field's own name."""

    FAMILY_NAMES = "family_names"
    ALSO_CITIZEN = "also_citizen"
    LANGUAGES = "languages"
    BIRTH_PLACE = "birth_place"


class NameKind(Enum):
    """Which of a person's names it is."""

    OWN_SCRIPT = "own-script"
    AT_BIRTH = "at-birth"
    ALSO_KNOWN_AS = "also-known-as"


class DocumentKind(Enum):
    """What was shown; a document proves what stands in it to whoever sees it, and is not kept."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity-card"
    BIRTH_CERTIFICATE = "birth-certificate"
    FAMILY_BOOK = "family-book"
    RESIDENCE_PERMIT = "residence-permit"
    ATTESTATION = "asylum-attestation"
    UNHCR_NUMBER = "unhcr-number"
    OTHER_SYSTEM = "number-of-another-system"
    OTHER = "other"


class Relation(Enum):
    """What the person is to somebody (Directive 2011/95/EU, art. 2(j), and beyond it, as the person says)."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDCHILD = "grandchild"
    GRANDPARENT = "grandparent"
    OTHER = "other-relative"


class ContactWay(Enum):
    """How the person may be reached outside this office, if at all."""

    NONE = "none"
    IN_PERSON = "in-person"
    PHONE = "phone"
    MESSAGE = "message"
    THROUGH_OTHERS = "through-others"


class LeftFor(Enum):
    """Why a registration ends."""

    LEFT = "left"
    DIED = "died"
    REGISTERED_TWICE = "registered-twice"
    HANDED_OVER = "handed-over"


class ErasureGround(Enum):
    """Why fields are erased (Regulation (EU) 2016/679, art. 17(1)(a) to (e)); a code, for it outlives them."""

    NO_LONGER_NEEDED = "no-longer-needed"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    OBJECTED = "objected"
    UNLAWFUL = "unlawful"
    OBLIGATION = "legal-obligation"


@dataclass(frozen=True, kw_only=True)
class Informed(Event):
    """The person was told what is recorded, why, and their rights, in a language they understand."""

    language: Language = counted(RECORD, "CL_LANGUAGE", NONE_ALONE)
    interpreter: bool = unsealed(RECORD, NONE_ALONE, default=False)
    on: date = unsealed(RECORD, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class Registered(Event):
    """The person's own statement of who they are; nothing else is asked for."""

    given_names: Sealed[str] = sealed(IDENTITY, FOUND, longest=200)
    family_names: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")
    birth: Sealed[PartialDate] = sealed(IDENTITY, FOUND, longest=11)
    sex: Sex = counted(IDENTITY, "CL_SEX_RECORDED", SINGLED_OUT)
    citizenship: str = counted(IDENTITY, "CL_CITIZEN", SINGLED_OUT)
    accompanied: Accompanied = counted(IDENTITY, "CL_ACCOMPANIED", SINGLED_OUT)
    also_citizen: tuple[str, ...] = counted(IDENTITY, "CL_CITIZEN", SINGLED_OUT, longest=100, default=())
    languages: tuple[Language, ...] = counted(IDENTITY, "CL_LANGUAGE", SINGLED_OUT, longest=200, default=())
    birth_place: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")
    safe_contact: Sealed[str] = sealed(CIRCUMSTANCES, FOUND, longest=400, default="")
    concerns_staff: str = unsealed(STAFF, STAFF_TARGETED, longest=64, default="")


@dataclass(frozen=True, kw_only=True)
class Corrected(Event):
    """The person corrected what was recorded; what was recorded before stays in the history.

    Of what is ``emptied`` nothing holds, unless the same correction says something else instead.
    """

    given_names: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")
    family_names: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")
    birth: Sealed[PartialDate | None] = sealed(IDENTITY, FOUND, longest=11, default=None)
    sex: Sex | None = counted(IDENTITY, "CL_SEX_RECORDED", SINGLED_OUT, default=None)
    citizenship: str = counted(IDENTITY, "CL_CITIZEN", SINGLED_OUT, default="")
    accompanied: Accompanied | None = counted(IDENTITY, "CL_ACCOMPANIED", SINGLED_OUT, default=None)
    also_citizen: tuple[str, ...] = counted(IDENTITY, "CL_CITIZEN", SINGLED_OUT, longest=100, default=())
    languages: tuple[Language, ...] = counted(IDENTITY, "CL_LANGUAGE", SINGLED_OUT, longest=200, default=())
    birth_place: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")
    emptied: tuple[Emptied, ...] = counted(IDENTITY, "CL_EMPTIED", NONE_ALONE, longest=100, default=())
    reason: Sealed[str] = sealed(CIRCUMSTANCES, PRESSURED, longest=400)


@dataclass(frozen=True, kw_only=True)
class NameAdded(Event):
    """One more name of the person, or the same name in another script."""

    kind: NameKind = counted(IDENTITY, "CL_NAME_KIND", NONE_ALONE)
    given_names: Sealed[str] = sealed(IDENTITY, FOUND, longest=200)
    family_names: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")


@dataclass(frozen=True, kw_only=True)
class DocumentSeen(Event):
    """A document was shown. What stands in it is kept beside what the person says, and takes its place nowhere."""

    kind: DocumentKind = counted(IDENTITY, "CL_DOCUMENT", NONE_ALONE)
    number: Sealed[str] = sealed(IDENTITY, FOUND, longest=40, default="")
    issued_by: str = counted(IDENTITY, "CL_CITIZEN", SINGLED_OUT)
    given_names: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")
    family_names: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")
    birth: Sealed[PartialDate | None] = sealed(IDENTITY, FOUND, longest=11, default=None)
    valid_until: date | None = unsealed(RECORD, NONE_ALONE, default=None)


@dataclass(frozen=True, kw_only=True)
class EntryRecorded(Event):
    """When, where and from where the person came in, as the person says; where they mean to go is not asked."""

    arrived: Sealed[PartialDate] = sealed(IDENTITY, FOUND, longest=11)
    place: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")
    came_from: str = counted(IDENTITY, "CL_CITIZEN", SINGLED_OUT)


@dataclass(frozen=True, kw_only=True)
class ContactAgreed(Event):
    """How the person may be reached, what may be said then and to whom; the newest agreement holds."""

    way: ContactWay = counted(CIRCUMSTANCES, "CL_CONTACT_WAY", NONE_ALONE)
    at: Sealed[str] = sealed(CIRCUMSTANCES, FOUND, longest=200, default="")
    may_be_said: Sealed[str] = sealed(CIRCUMSTANCES, PRESSURED, longest=400, default="")


@dataclass(frozen=True, kw_only=True)
class Related(Event):
    """The person is somebody's relative; whose is sealed, for relatives are found through each other."""

    relation: Relation = counted(IDENTITY, "CL_RELATION", SINGLED_OUT)
    to: Sealed[str] = sealed(OF_ANOTHER, FOUND, longest=16)


@dataclass(frozen=True, kw_only=True)
class Reunited(Event):
    """The person is together again with a relative."""

    relation: Relation = counted(IDENTITY, "CL_RELATION", SINGLED_OUT)
    to: Sealed[str] = sealed(OF_ANOTHER, FOUND, longest=16, default="")
    on: date = unsealed(RECORD, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class NeedsNoted(Event):
    """Specific needs that were seen or told, so that somebody answers them; nobody is ranked by them."""

    needs: tuple[SpecificNeed, ...] = counted(CIRCUMSTANCES, "CL_SPECIFIC_NEED", PRESSURED, longest=100)
    at_once: Sealed[str] = sealed(CIRCUMSTANCES, PRESSURED, longest=400, default="")


@dataclass(frozen=True, kw_only=True)
class AbsenceNoted(Event):
    """The person was not where they were expected; nothing ends by it."""

    since: date = unsealed(RECORD, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class CameBack(Event):
    """The person is here again after an absence."""

    on: date = unsealed(RECORD, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class CopyHandedOver(Event):
    """The person got a printed copy of what was recorded."""

    language: Language = counted(RECORD, "CL_LANGUAGE", NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class KeptCloser(Event):
    """The case is seen by fewer people from now on; why is sealed."""

    tier: Closer = counted(CIRCUMSTANCES, "CL_TIER", PRESSURED)
    reason: Sealed[str] = sealed(CIRCUMSTANCES, PRESSURED)


@dataclass(frozen=True, kw_only=True)
class KeptAsStandard(Event):
    """Two persons agreed that the case needs no closer keeping any more; each of them reads why."""

    reason: Sealed[str] = sealed(DECIDED_BY_TWO, PRESSURED)


@dataclass(frozen=True, kw_only=True)
class Assigned(Event):
    """The case is in somebody's caseload."""

    account: str = unsealed(STAFF, STAFF_TARGETED, longest=64)


@dataclass(frozen=True, kw_only=True)
class FoundSame(Event):
    """Another case is about the same person, as somebody found who compared both; each stays as it is."""

    other_case: str = unsealed(OF_ANOTHER, SINGLED_OUT, longest=16)
    reason: Sealed[str] = sealed(CIRCUMSTANCES, PRESSURED, longest=400)


@dataclass(frozen=True, kw_only=True)
class ToldApart(Event):
    """Another case is about somebody else, however alike; it is not proposed again."""

    other_case: str = unsealed(OF_ANOTHER, SINGLED_OUT, longest=16)
    reason: Sealed[str] = sealed(CIRCUMSTANCES, PRESSURED, longest=400, default="")


@dataclass(frozen=True, kw_only=True)
class ComparisonTakenBack(Event):
    """What was noted about another case does not hold any more."""

    other_case: str = unsealed(OF_ANOTHER, SINGLED_OUT, longest=16)
    reason: Sealed[str] = sealed(CIRCUMSTANCES, PRESSURED, longest=400, default="")


@dataclass(frozen=True, kw_only=True)
class Departed(Event):
    """The registration ended."""

    why: LeftFor = counted(RECORD, "CL_LEFT_FOR", NONE_ALONE)
    on: date = unsealed(RECORD, NONE_ALONE)


@dataclass(frozen=True, kw_only=True)
class ErasureOrdered(Event):
    """Two persons ordered that the person's fields be made unreadable for ever; the steps remain."""

    ground: ErasureGround = counted(RECORD, "CL_ERASURE_GROUND", NONE_ALONE)
