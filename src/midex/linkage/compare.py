"""How two records agree, field by field; a level for each field and no more.

Refuses to make one number of it: that is `weights`, and only to decide whether a human is asked.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from itertools import product

from midex.kernel.partial_date import PartialDate
from midex.linkage.fold import parts
from midex.linkage.person import Person, document_key
from midex.linkage.skeleton import skeletons


class Names(Enum):
    """How names agree; parts count, not their order."""

    SAME = "same"
    SOUND = "sound alike"
    PARTLY = "some parts alike"
    OTHER = "other"
    UNKNOWN = "unknown"


class Birth(Enum):
    """How birth dates agree, as far as both are known."""

    DAY = "same day"
    YEAR = "same year"
    NEAR = "near"
    OTHER = "other"
    UNKNOWN = "unknown"


class Said(Enum):
    """How what was said agrees."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A level for each field."""

    names: Names
    birth: Birth
    sex: Said
    citizenship: Said
    document: Said


NO_SEX = frozenset({"UNK", "OTH"})
"""What says nothing about whether two records are about one person."""

NEAR, NEAR_ESTIMATED = 1, 3
"""Years by which dates may differ and still be near; more where one is an estimate."""


def compare(one: Person, other: Person) -> Compared:
    """How two records agree; the same whichever comes first."""
    return Compared(
        names=_names(one.names, other.names),
        birth=_births(one.births, other.births),
        sex=_said(one.sexes - NO_SEX, other.sexes - NO_SEX),
        citizenship=_said(one.citizenships, other.citizenships),
        document=_said({document_key(it) for it in one.documents}, {document_key(it) for it in other.documents}),
    )


def alike(one: str, other: str) -> bool:
    """Whether two folded parts may be one name: a common key, or one letter changed in a long one."""
    return not skeletons(one).isdisjoint(skeletons(other)) or (min(len(one), len(other)) > 4 and _one_edit(one, other))


def begins_with(typed: Person, other: Person) -> bool:
    """Whether every part of a name that was typed begins, or is like, a part of the other's names."""
    theirs = [parts(name) for name in other.names]
    return any(
        all(any(one.startswith(part) or alike(part, one) for one in name) for part in parts(said))
        for said in typed.names
        for name in theirs
    )


_ORDER = tuple(Names)


def _names(ones: AbstractSet[str], others: AbstractSet[str]) -> Names:
    found = [_two_names(parts(one), parts(other)) for one, other in product(sorted(ones), sorted(others))]
    return min(found, key=_ORDER.index, default=Names.UNKNOWN)


def _two_names(one: frozenset[str], other: frozenset[str]) -> Names:
    if not one or not other:
        return Names.UNKNOWN
    few, many = sorted((one, other), key=lambda it: (len(it), sorted(it)))
    if few <= many and (len(few) > 1 or len(many) == 1):
        return Names.SAME
    matched = _matched(few, many)
    if matched == len(few) and (len(few) > 1 or len(many) == 1):
        return Names.SOUND
    return Names.PARTLY if matched else Names.OTHER


def _matched(few: frozenset[str], many: frozenset[str]) -> int:
    """How many parts find a part of their own; the most that any pairing gives (Kuhn's augmenting paths)."""
    partner: dict[str, str] = {}

    def find(part: str, tried: set[str]) -> bool:
        for one in sorted(many):
            if one not in tried and (part == one or alike(part, one)):
                tried.add(one)
                if one not in partner or find(partner[one], tried):
                    partner[one] = part
                    return True
        return False

    return sum(find(part, set()) for part in sorted(few))


def _births(ones: AbstractSet[PartialDate], others: AbstractSet[PartialDate]) -> Birth:
    levels = tuple(Birth)
    found = [_two_dates(one, other) for one, other in product(ones, others)]
    return min(found, key=levels.index, default=Birth.UNKNOWN)


def _two_dates(one: PartialDate, other: PartialDate) -> Birth:
    years = abs(one.year - other.year)
    if years == 0:
        return Birth.DAY if one == other and one.day and not _is_a_guess(one) else Birth.YEAR
    return Birth.NEAR if years <= (NEAR_ESTIMATED if one.estimated or other.estimated else NEAR) else Birth.OTHER


def _is_a_guess(one: PartialDate) -> bool:
    """Whether the day is none: an estimate, or the first of January, written for those who know the year only."""
    return one.estimated or (one.month, one.day) == (1, 1)


def _said(ones: AbstractSet[str], others: AbstractSet[str]) -> Said:
    if not ones or not others:
        return Said.UNKNOWN
    return Said.OTHER if ones.isdisjoint(others) else Said.SAME


def _one_edit(one: str, other: str) -> bool:
    """Whether one letter added, dropped, changed, or two neighbours exchanged makes one of the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start : start + 2][::-1] == long[start : start + 2] and short[start + 2 :] == long[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or swapped
