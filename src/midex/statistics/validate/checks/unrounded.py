"""V-S08: figures come unrounded, or declared as rounded."""

from __future__ import annotations

from collections.abc import Iterator

from midex.kernel.indicator import MEASURE
from midex.statistics.validate.coded import Coded, count_of
from midex.statistics.validate.hits import Hits, one
from midex.statistics.validate.rules import Rule


def unrounded(coded: Coded, rule: Rule) -> Iterator[Hits]:
    """Figures that all end in 0 or 5, a declaration that they do, and those that belie it."""
    if coded.rounded_to:
        yield from _declared(coded, coded.rounded_to)
        return
    asked = rule.parameters
    count, multiples = coded.query(
        f"SELECT count(*), count(*) FILTER (v % {asked['multiple_of']:d} = 0) FROM cell WHERE v > {asked['above']:d}"  # noqa: S608
    )[0]
    if count >= asked["at_least"] and multiples >= asked["share"] * count:
        yield one(share=100 * multiples // count, count=count)


def _declared(coded: Coded, base: int) -> Iterator[Hits]:
    yield one("declared", base=base)
    yield from coded.by_text(
        MEASURE,
        lambda text: "not_multiple" if (count_of(text) or 0) % base else None,
        lambda text: {"value": text, "base": base},
    )
