"""The regional aggregate WB6: for each cell a sum only where all six gave it, else no value and how many did.

Refuses to fill a gap: five participants are never shown as the region, in no cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from midex.kernel.codelist import CodeKind
from midex.kernel.indicator import Table
from midex.statistics.protect.crossings import broken_down, position, replaced
from midex.statistics.protect.figures import HIDDEN, Figure, Key, Reported
from midex.statistics.registry.catalogue import PARTICIPANTS

REGION = "WB6"

_OPEN_LISTS = frozenset({"CL_CITIZEN", "CL_C_DEST"})
"""Codelists of which a file need only name the codes that occur: an absent one is zero."""


@dataclass(frozen=True)
class RegionalFigure:
    """A regional cell and how many of the six gave it."""

    figure: Figure
    reporters: int


@dataclass(frozen=True)
class _Given:
    """What a participant broke its figures down by, and the codes it used at each place of a key."""

    crossings: frozenset[frozenset[str]]
    codes: tuple[frozenset[str], ...]


def regional(table: Table, parts: Sequence[Reported]) -> dict[Key, RegionalFigure]:
    """The regional cells of one period from the raw figures of those who reported it."""
    geo = position(table, "GEO")
    six = [(part, _given(table, part)) for part in parts if part.participant in PARTICIPANTS]
    keys = {replaced(key, geo, REGION) for part in parts for key in part.cells}
    return {
        key: _sum([_figure(table, part, given, replaced(key, geo, part.participant)) for part, given in six])
        for key in keys
    }


def _sum(figures: Sequence[Figure]) -> RegionalFigure:
    reporters = sum(figure.known is not None or figure.hidden for figure in figures)
    if any(figure.hidden for figure in figures):
        return RegionalFigure(HIDDEN, reporters)
    if reporters < len(PARTICIPANTS):
        return RegionalFigure(Figure(None, "O"), reporters)
    return RegionalFigure(Figure(sum(figure.known or 0 for figure in figures)), reporters)


def _figure(table: Table, part: Reported, given: _Given, key: Key) -> Figure:
    """A participant's figure; an absent row is zero only in a crossing that was given, by a code it may omit."""
    if key in part.cells:
        return part.cells[key]
    broken = broken_down(table, key)
    places = [position(table, dimension_id) for dimension_id in broken]
    optional = broken in given.crossings and all(
        key[at] in given.codes[at] or _may_be_left_out(table, at, key[at]) for at in places
    )
    return Figure(0) if optional else Figure(None, "O")


def _may_be_left_out(table: Table, at: int, code: str) -> bool:
    codelist = table.dimensions[at].codelist
    return codelist.id in _OPEN_LISTS or codelist.by_id[code].kind is CodeKind.RESIDUAL


def _given(table: Table, part: Reported) -> _Given:
    return _Given(
        crossings=frozenset(broken_down(table, key) for key in part.cells),
        codes=tuple(frozenset(codes) for codes in zip(*part.cells, strict=True)),
    )


def by_period(parts: Sequence[Reported]) -> dict[str, list[Reported]]:
    """The parts of each period, in order of period."""
    found: dict[str, list[Reported]] = defaultdict(list)
    for part in sorted(parts, key=lambda part: part.period):
        found[part.period].append(part)
    return found
