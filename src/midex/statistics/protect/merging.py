"""Small citizenships are merged into OTH, per participant and for the region by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from midex.kernel.indicator import Table
from midex.kernel.period import Frequency, Period
from midex.statistics.protect.crossings import broken_down, position, replaced
from midex.statistics.protect.figures import HIDDEN, Figure, Key, Reported

SMALL_CITIZENSHIP = 10
"""Persons in a year below which a citizenship is merged."""

MERGED_INTO = "OTH"
_NEVER_MERGED = frozenset({"UNK", MERGED_INTO})


def small_citizenships(table: Table, parts: Iterable[Reported]) -> dict[tuple[str, str], frozenset[str]]:
    """Per participant and period, the citizenships to merge.

    A yearly figure is judged by its own year. A month or quarter is judged by the year before, so that the pattern
    stands still from January to December; where there is no year before, by what this release holds of its own year.
    A citizenship whose count its reporter gives nowhere is not judged, and not merged.
    """
    parts = list(parts)
    if "CITIZEN" not in table.dimension:
        return {(part.participant, part.period): frozenset() for part in parts}
    yearly: dict[tuple[str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    withheld: dict[tuple[str, str], set[str]] = defaultdict(set)
    for part in parts:
        for citizen, figure in _by_citizenship(table, part):
            if figure.known is None or figure.hidden:
                withheld[part.participant, part.period].add(citizen)
            yearly[part.participant, Period.parse(part.period).year][citizen] += figure.known or 0
    merged = {}
    for part in parts:
        period = Period.parse(part.period)
        last_year = (part.participant, period.year - 1)
        judged_by_last = period.frequency is not Frequency.YEAR and last_year in yearly
        counts = yearly[last_year if judged_by_last else (part.participant, period.year)]
        mergeable = _citizens(table, part) - withheld[part.participant, part.period]
        merged[part.participant, part.period] = _small(counts, mergeable)
    return merged


def _small(counts: Mapping[str, int], mergeable: frozenset[str]) -> frozenset[str]:
    """Those below the threshold; never one alone, for OTH would then be but another name for it."""
    small = {citizen for citizen in mergeable if counts.get(citizen, 0) < SMALL_CITIZENSHIP}
    named = [citizen for citizen in small if counts.get(citizen, 0)]
    others = sorted(mergeable - small, key=lambda citizen: (counts.get(citizen, 0), citizen))
    return frozenset(small | set(others[:1])) if len(named) == 1 else frozenset(small)


def merge(table: Table, part: Reported, merged: frozenset[str]) -> Reported:
    """The same figures with ``merged`` citizenships added up under OTH."""
    if not merged:
        return part
    at = position(table, "CITIZEN")
    cells: dict[Key, Figure] = {}
    for key, figure in part.cells.items():
        if key[at] not in merged:
            cells[key] = figure
            continue
        target = replaced(key, at, MERGED_INTO)
        cells[target] = _add(cells[target], figure) if target in cells else replace(figure, obs_status=_gap(figure))
    return replace(part, cells=cells)


def _add(one: Figure, other: Figure) -> Figure:
    """A sum is hidden where a part is, and missing where a part is unknown."""
    if one.hidden or other.hidden:
        return HIDDEN
    if one.known is None or other.known is None:
        return Figure(None, "O")
    return Figure(one.known + other.known)


def _gap(figure: Figure) -> str:
    return figure.obs_status if figure.value is None else ""


def _by_citizenship(table: Table, part: Reported) -> Iterable[tuple[str, Figure]]:
    """Each citizenship's figure with all other breakdowns at their total."""
    at = position(table, "CITIZEN")
    return ((key[at], figure) for key, figure in part.cells.items() if broken_down(table, key) <= {"CITIZEN"})


def _citizens(table: Table, part: Reported) -> frozenset[str]:
    at, total = position(table, "CITIZEN"), table.dimension["CITIZEN"].codelist.total
    return frozenset(key[at] for key in part.cells) - _NEVER_MERGED - {str(total)}
