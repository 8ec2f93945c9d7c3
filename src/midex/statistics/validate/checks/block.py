"""V-S07: the mandatory figures are there.

It asks nobody about their own citizens, and nobody about citizens of Kosovo*: there the answer may be "not applicable",
which is no zero.
"""

from __future__ import annotations

from collections.abc import Iterator

from midex.kernel.indicator import TIME
from midex.statistics.validate.coded import Axis, Coded
from midex.statistics.validate.hits import SHOWN, Hits, Spot
from midex.statistics.validate.rules import Rule


def block(coded: Coded, rule: Rule) -> Iterator[Hits]:
    """Each period in the file where a demanded citizenship, all else in total, has no row."""
    if "CITIZEN" not in coded.axes or coded.participant is None:
        return
    citizens = [c for c in rule.parameters["citizens"] if c != coded.participant]
    given = _given(coded, citizens)
    spots = []
    for period in sorted(coded.axes[TIME].codes):
        missing = [citizen for citizen in citizens if (period, citizen) not in given]
        if missing:
            spots.append(_spot(coded, period, missing))
    if spots:
        yield Hits(count=len(spots), spots=tuple(spots[:SHOWN]))


def _given(coded: Coded, citizens: list[str]) -> set[tuple[str, str]]:
    """The demanded figures of the reporter that have a row."""
    totals = {d: coded.table.dimension[d].codelist.total for d in coded.table.breakdowns if d != "CITIZEN"}
    wanted = {d: total for d, total in totals.items() if total is not None} | {"GEO": coded.participant or ""}
    if any(code not in coded.axes[d].position for d, code in wanted.items()):
        return set()
    where = " AND ".join(_is(coded.axes[d], (code,)) for d, code in wanted.items())
    found = coded.query(f"SELECT key FROM cell WHERE {where} AND {_is(coded.axes['CITIZEN'], citizens)}")  # noqa: S608
    return {(coded.axes[TIME].code_of(key), coded.axes["CITIZEN"].code_of(key)) for (key,) in found}


def _is(axis: Axis, codes: tuple[str, ...] | list[str]) -> str:
    numbers = ", ".join(str(axis.position[code]) for code in codes if code in axis.position) or "NULL"
    return f"key // {axis.stride} % {len(axis.codes)} IN ({numbers})"


def _spot(coded: Coded, period: str, missing: list[str]) -> Spot:
    key = {"GEO": coded.participant or "", TIME: period}
    return Spot(key=key, details={"citizens": ", ".join(missing), "period": period})
