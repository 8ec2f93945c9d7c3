"""V-C09: own citizens are not counted in tables about citizens of others."""

from __future__ import annotations

from collections.abc import Iterator

from midex.kernel.indicator import MEASURE
from midex.statistics.validate.coded import Coded
from midex.statistics.validate.hits import SHOWN, Hits, Spot
from midex.statistics.validate.rules import Rule


def own_citizens(coded: Coded, _rule: Rule) -> Iterator[Hits]:
    """Figures above zero whose citizenship is the reporter's own."""
    if not coded.table.own_citizens_excluded or "CITIZEN" not in coded.axes:
        return
    citizen, geo = coded.axes["CITIZEN"], coded.axes["GEO"]
    # a total or a union of reporters has no citizens of its own
    single = coded.table.dimension["CITIZEN"].codelist.partition
    pairs = ", ".join(
        f"({citizen.position[c]}, {n})" for c, n in geo.position.items() if c in citizen.position and c in single
    )
    if not pairs:
        return
    own = (
        f"FROM cell WHERE v > 0 AND (key // {citizen.stride} % {len(citizen.codes)}, "
        f"key // {geo.stride} % {len(geo.codes)}) IN ({pairs})"
    )
    count = coded.query(f"SELECT count(*) {own}")[0][0]
    if count:
        shown = coded.query(f"SELECT i, v {own} ORDER BY i LIMIT {SHOWN}")
        yield Hits(count=count, spots=tuple(_spot(coded, i, v) for i, v in shown))


def _spot(coded: Coded, i: int, value: int) -> Spot:
    key = coded.key(i)
    details: dict[str, str | int] = {"observed": value, "citizen": key["CITIZEN"], "geo": key["GEO"]}
    return Spot(place=coded.place(i, MEASURE), key=key, details=details)
