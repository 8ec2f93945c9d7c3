"""How many needs stand how, by need, age group and sex, without identities: counts in which nobody is recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
    """One need of somebody, and nothing else of them."""

    need: SpecificNeed
    standing: Standing
    age: AgeGroup
    sex: str


@dataclass(frozen=True, kw_only=True)
class NeedsRow:
    """Coarse counts of one need in one group; None stands for fewer than ``COARSE``, none among them."""

    need: SpecificNeed
    age: str
    sex: str
    counts: Mapping[Standing, int | None]


def needs_of(case: Screening, age: AgeGroup, sex: str) -> Iterator[CountedNeed]:
    """The needs of one screening as they stand now."""
    known = sex if sex in SEXES else "UNK"
    group = AgeGroup.CHILD if case.needs_guardian else age
    for need, stands in case.needs.items():
        yield CountedNeed(need=need, standing=stands.standing, age=group, sex=known)


def table_of_needs(counted: Iterable[CountedNeed]) -> tuple[NeedsRow, ...]:
    """Every need in every group, always the same rows: that a row is there says nothing."""
    found: Counter[tuple[SpecificNeed, str, str, Standing]] = Counter()
    for one in counted:
        for age, sex in product((TOTAL, one.age.value), (TOTAL, one.sex)):
            found[one.need, age, sex, one.standing] += 1
    return tuple(
        NeedsRow(
            need=need, age=age, sex=sex, counts={stands: coarse(found[need, age, sex, stands]) for stands in Standing}
        )
        for need, age, sex in product(SpecificNeed, AGES, SEXES)
    )


def coarse(count: int) -> int | None:
    """The nearest multiple of ``COARSE``; None below the first."""
    return None if count < COARSE else COARSE * ((count + COARSE // 2) // COARSE)
