"""How many needs stand how, by need, age group and sex, without identities: counts in which nobody is recognised."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import product

from midex.procedures.codes import SpecificNeed
from midex.procedures.protection.case import Screening, Standing

TOTAL = "T"
SEXES = (TOTAL, "F", "M", "UNK")
"""As CL_SEX has them; whoever says another one is counted as unknown there."""

COARSE = 5
"""Counts are told in steps of so many, and none below it: neither one person nor that one more came is seen."""


class AgeGroup(Enum):
    """Whether a person is a child, as far as it was said; no date of birth is looked at."""

    CHILD = "child"
    ADULT = "adult"
    UNKNOWN = "unknown"


AGES = (TOTAL, *(group.value for group in AgeGroup))


@dataclass(frozen=True, kw_only=True)
class CountedNeed:
    """One need of somebody, and nothing else of them; ``since`` where nobody has answered it."""

    need: SpecificNeed
    standing: Standing
    age: AgeGroup
    sex: str
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class NeedsRow:
    """Coarse counts of one need in one group; None stands for fewer than ``COARSE``, none among them.

    ``since`` is the first day of the month until whose end ``COARSE`` of them had been noted that nobody has answered;
    None where fewer than that stand unanswered.
    """

    need: SpecificNeed
    age: str
    sex: str
    counts: Mapping[Standing, int | None]
    since: date | None = None


def needs_of(
    case: Screening, age: AgeGroup, sex: str, since: Mapping[SpecificNeed, date] | None = None
) -> Iterator[CountedNeed]:
    """The needs of one screening as they stand now; ``since`` has those that nobody has answered."""
    waiting = since or {}
    known = sex if sex in SEXES else "UNK"
    group = AgeGroup.CHILD if case.needs_guardian else age
    for need, stands in case.needs.items():
        yield CountedNeed(need=need, standing=stands.standing, age=group, sex=known, since=waiting.get(need))


def table_of_needs(counted: Iterable[CountedNeed]) -> tuple[NeedsRow, ...]:
    """Every need in every group, always the same rows: that a row is there says nothing."""
    found: Counter[tuple[SpecificNeed, str, str, Standing]] = Counter()
    noted: dict[tuple[SpecificNeed, str, str], list[date]] = defaultdict(list)
    for one in counted:
        for age, sex in product((TOTAL, one.age.value), (TOTAL, one.sex)):
            found[one.need, age, sex, one.standing] += 1
            noted[one.need, age, sex] += [one.since] if one.since else []
    return tuple(
        NeedsRow(
            need=need,
            age=age,
            sex=sex,
            counts={stands: coarse(found[need, age, sex, stands]) for stands in Standing},
            since=_shared(noted[need, age, sex]),
        )
        for need, age, sex in product(SpecificNeed, AGES, SEXES)
    )


def _shared(noted: list[date]) -> date | None:
    """The month that so many share with all who waited longer that nobody is seen in it."""
    return sorted(noted)[COARSE - 1].replace(day=1) if len(noted) >= COARSE else None


def coarse(count: int) -> int | None:
    """The nearest multiple of ``COARSE``; None below the first."""
    return None if count < COARSE else COARSE * ((count + COARSE // 2) // COARSE)
