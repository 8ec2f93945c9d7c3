"""V-C08, V-C10 and V-C11: what still holds where a sum cannot be tested, and how much is unknown or marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from midex.statistics.validate.checks.groups import Group, Sum, added, group, members, written_out
from midex.statistics.validate.coded import Coded
from midex.statistics.validate.hits import SHOWN, Hits, Spot
from midex.statistics.validate.rules import DEFAULT, Rule

_BESIDE = "*"
"""Whichever code beside the sum has the largest figure."""


def bounds(coded: Coded, _rule: Rule) -> Iterator[Hits]:
    """Parts larger than the whole, in groups whose sum cannot be tested."""
    for dimension in coded.table.breakdowns:
        laid = group(coded, dimension)
        claims = list(_claims(coded, laid))
        tallies = ", ".join(f"count(*) FILTER ({claim.broken})" for claim in claims)
        counts = coded.query(f"SELECT {tallies} FROM {laid.name}")[0] if claims else ()  # noqa: S608
        for claim, count in zip(claims, counts, strict=True):
            if count:
                case = DEFAULT if claim.part else "together"
                yield Hits(case=case, count=count, spots=tuple(_spots(coded, laid, claim)))


@dataclass(frozen=True)
class _Claim:
    """SQL: when it is broken, whose row that is and with what value; the part that may not exceed the whole.

    Without a ``part`` it is the sum of all parts that may not.
    """

    broken: str
    row: str
    value: str
    part: str
    whole: Sum


def _claims(coded: Coded, laid: Group) -> Iterator[_Claim]:
    total = laid.total
    for whole in laid.sums:
        s, parts = whole.name, laid.expected(whole)
        room = f"{s}_v + {coded.slack} * ({laid.covered(whole)} + 1)"
        yield _Claim(f"{s}_n > 0 AND {laid.blanks(whole)} > 0 AND {parts} > {room}", f"{s}_i", parts, "", whole)
        if total and not whole.is_total:
            alone = f"{total.name}_n = 0 AND {s}_v > {total.name}_v + {2 * coded.slack}"
            yield _Claim(alone, f"{s}_i", f"{s}_v", whole.code, total)
    if total:
        yield _Claim(f"other_v > {total.name}_v + {2 * coded.slack}", "other_i", "other_v", _BESIDE, total)


def _spots(coded: Coded, laid: Group, claim: _Claim) -> Iterator[Spot]:
    dimension, whole = laid.axis.id, claim.whole
    found = f"SELECT rest, {claim.row}, {claim.value}, {whole.name}_v FROM {laid.name} WHERE {claim.broken}"  # noqa: S608
    rows = coded.query(f"{found} ORDER BY 2 LIMIT {SHOWN}")
    figures = {} if claim.part else members(coded, laid, [row[0] for row in rows])
    for rest, i, observed, limit in rows:
        code = coded.key(i)[dimension] if claim.part == _BESIDE else claim.part or whole.code
        details = {
            "part": f"{dimension}={code}",
            "total": f"{dimension}={whole.code}",
            "observed": observed,
            "whole": limit,
        }
        if not claim.part:
            details["parts"] = written_out(added(laid, whole, figures[rest]))
        yield Spot(place=coded.place(i), key={**coded.decode(rest), dimension: code}, details=details)


def unknowns(coded: Coded, rule: Rule) -> Iterator[Hits]:
    """Dimensions where a large share of all is unknown, all other breakdowns in total."""
    asked = rule.parameters
    for dimension in coded.table.breakdowns:
        laid = group(coded, dimension)
        number = laid.axis.position.get(asked["code"])
        if laid.total is None or number is None:
            continue
        t = laid.total.name
        key = f"{number} * {laid.axis.stride} + rest"
        found = coded.query(
            f"SELECT c.key, c.i, c.v, {t}_v FROM {laid.name} JOIN cell c ON c.key = {key} "  # noqa: S608
            f"WHERE roles = 0 AND {t}_v >= {asked['at_least']} AND c.v > {asked['share']} * {t}_v ORDER BY c.i"
        )
        if found:
            spots = tuple(_unknown(coded, dimension, asked["code"], row) for row in found[:SHOWN])
            yield Hits(count=len(found), spots=spots)


def _unknown(coded: Coded, dimension: str, code: str, row: tuple[int, int, int, int]) -> Spot:
    key, i, observed, whole = row
    details: dict[str, str | int] = {
        "component": dimension,
        "unknown": code,
        "observed": observed,
        "whole": whole,
        "share": f"{100 * observed / whole:.1f}",
    }
    return Spot(place=coded.place(i), key=coded.decode(key), details=details)


def breaks(coded: Coded, _rule: Rule) -> Iterator[Hits]:
    """Totals marked as a break whose parts are not all marked."""
    if not coded.has_breaks:
        return
    for dimension in coded.table.breakdowns:
        laid = group(coded, dimension)
        if laid.total is None:
            continue
        t = laid.total.name
        found = f"FROM {laid.name} WHERE marked AND {t}_n > parts_marked"
        count = coded.query(f"SELECT count(*) {found}")[0][0]
        if count:
            code = laid.total.code
            shown = coded.query(f"SELECT rest, {t}_i {found} ORDER BY 2 LIMIT {SHOWN}")
            spots = tuple(
                Spot(
                    place=coded.place(i, "OBS_STATUS"),
                    key={**coded.decode(rest), dimension: code},
                    details={"total": f"{dimension}={code}"},
                )
                for rest, i in shown
            )
            yield Hits(count=count, spots=spots)
