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
from midex.kernel.tier import Tier

GDPR = "Regulation (EU) 2016/679"
PROCEDURES = "Directive 2013/32/EU"

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


class Language(Enum):
    """Languages in which a person can be told their rights (ISO 639-1; sr in both scripts)."""

    ALBANIAN = "sq"
    ARABIC = "ar"
    BENGALI = "bn"
    BOSNIAN = "bs"
    CROATIAN = "hr"
    ENGLISH = "en"
    FRENCH = "fr"
    KURDISH = "ku"
    MACEDONIAN = "mk"
    MONTENEGRIN = "cnr"
    PASHTO = "ps"
    PERSIAN = "fa"
    RUSSIAN = "ru"
    SERBIAN = "sr"
    SOMALI = "so"
    TIGRINYA = "ti"
    TURKISH = "tr"
    URDU = "ur"
    OTHER = "other"


class Accompanied(Enum):
    """Whether a child has a responsible adult (Directive 2013/32/EU, art. 2(m))."""

    ADULT = "adult"
    WITH_FAMILY = "with-family"
    SEPARATED = "separated"
    ALONE = "alone"
    UNKNOWN = "unknown"


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


class Closer(Enum):
    """Tiers in which fewer people see a case than in the standard one (`kernel.tier`)."""

    PROTECTED = Tier.PROTECTED.value
    CHILD = Tier.CHILD.value
    TRAFFICKING = Tier.TRAFFICKING.value


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
    safe_contact: Sealed[str] = sealed(CIRCUMSTANCES, FOUND, longest=400, default="")
    concerns_staff: str = unsealed(STAFF, STAFF_TARGETED, longest=64, default="")


@dataclass(frozen=True, kw_only=True)
class Corrected(Event):
    """The person corrected what was recorded; what was recorded before stays in the history."""

    given_names: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")
    family_names: Sealed[str] = sealed(IDENTITY, FOUND, longest=200, default="")
    birth: Sealed[PartialDate | None] = sealed(IDENTITY, FOUND, longest=11, default=None)
    reason: Sealed[str] = sealed(CIRCUMSTANCES, PRESSURED, longest=400)


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

    other_case: str = unsealed(RECORD, SINGLED_OUT, longest=16)
    reason: Sealed[str] = sealed(CIRCUMSTANCES, PRESSURED, longest=400)


@dataclass(frozen=True, kw_only=True)
class ToldApart(Event):
    """Another case is about somebody else, however alike; it is not proposed again."""

    other_case: str = unsealed(RECORD, SINGLED_OUT, longest=16)
    reason: Sealed[str] = sealed(CIRCUMSTANCES, PRESSURED, longest=400, default="")


@dataclass(frozen=True, kw_only=True)
class ComparisonTakenBack(Event):
    """What was noted about another case does not hold any more."""

    other_case: str = unsealed(RECORD, SINGLED_OUT, longest=16)
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
