"""Disclosure control, profile P1: fixed crossings, small citizenships merged, every cell rounded from its raw value.

Works on whole releases: it decides for each revision whether it may leave, and never looks at single cells on request.
Source: statistics reference §4.4 and §0.9-0.11; the threats are in §4.1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from midex.kernel.calendar import Frequency, Period
from midex.kernel.indicator import MEASURE, TIME, Table
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Released, Withheld
from midex.statistics.region import with_region
from midex.statistics.series import Observation

SMALL_CITIZENSHIP = 10
"""Persons in a year below which a citizenship is merged into OTH."""

SMALL_REVISION = 10
"""Changed person-records below which a revision waits."""

MERGED_INTO = "OTH"
_NEVER_MERGED = frozenset({"UNK", MERGED_INTO})
_HIDDEN = frozenset({"C", "N", "A", "D"})

Key = tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """One raw cell: a count, or None with the status that says why."""

    value: int | None
    obs_status: str = ""
    conf_status: str = ""


@dataclass(frozen=True, kw_only=True)
class Reported:
    """The accepted raw figures of one participant for one period. ``cells`` is keyed by codes in DSD order."""

    participant: str
    period: str
    version: int
    origin: str
    cells: Mapping[Key, Figure]
    rounded_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class RevisionVerdict:
    """Whether the figures of a participant and period may leave in this release, and how many of them changed."""

    participant: str
    period: str
    verdict: Released | Withheld
    changed: int


@dataclass(frozen=True, kw_only=True)
class ProtectedCube:
    """What a release publishes, the verdicts that shaped it, and the raw figures it was really made from.

    ``made_from`` is the next release's ``previous``: a revision that was held is not in it.
    """

    observations: tuple[Observation, ...]
    verdicts: tuple[RevisionVerdict, ...]
    made_from: tuple[Reported, ...]


def reported(
    table: Table, participant: str, version: int, cells: pa.Table, *, rounded_to: int | None = None
) -> tuple[Reported, ...]:
    """Split accepted cells (string columns, ``table.columns``) of one submission by period."""
    columns = {name: cells.column(name).to_pylist() for name in cells.column_names if not name.startswith("_")}
    absent: list[str | None] = [None] * cells.num_rows
    keys = zip(*(columns[d.id] for d in table.dimensions), strict=True)
    by_period: dict[str, dict[Key, Figure]] = defaultdict(dict)
    origins: dict[str, set[str]] = defaultdict(set)
    for key, period, value, obs, conf, origin in zip(
        keys,
        columns[TIME],
        columns[MEASURE],
        columns.get("OBS_STATUS", absent),
        columns.get("CONF_STATUS", absent),
        columns.get("ORIGIN", absent),
        strict=True,
    ):
        by_period[period][key] = Figure(int(value) if value not in (None, "") else None, obs or "", conf or "")
        origins[period].add(origin or "REPORTED")
    return tuple(
        Reported(
            participant=participant,
            period=period,
            version=version,
            origin="GENERATED" if "GENERATED" in origins[period] else "REPORTED",
            cells=figures,
            rounded_to=rounded_to,
        )
        for period, figures in sorted(by_period.items())
    )


def protect(table: Table, current: Sequence[Reported], previous: Sequence[Reported] = ()) -> ProtectedCube:
    """The public cube of a table from all current raw figures, given those the last vintage was made from."""
    kept, verdicts = guard_vintage(table, current, previous)
    merged = small_citizenships(table, kept)
    public = [_crossings(table, _merge(table, part, merged[part.participant, part.period])) for part in kept]
    observations = [
        Observation(
            key,
            part.period,
            round_half_up(figure.value, table.rounding),
            figure.obs_status,
            "C" if figure.conf_status == "C" else "F",
            "",
            part.origin,
            f"reported rounded to {part.rounded_to}" if part.rounded_to else "",
        )
        for part in public
        for key, figure in part.cells.items()
    ]
    observations += with_region(table, _for_region(table, kept), lambda n: round_half_up(n, table.rounding))
    observations.sort(key=lambda o: (o.key, o.period))
    return ProtectedCube(observations=tuple(observations), verdicts=verdicts, made_from=tuple(kept))


def round_half_up(value: int | None, base: int) -> int | None:
    """Round a count to the nearest multiple of ``base``; a half goes up."""
    return None if value is None else (2 * value + base) // (2 * base) * base


def guard_vintage(
    table: Table, current: Sequence[Reported], previous: Sequence[Reported]
) -> tuple[list[Reported], tuple[RevisionVerdict, ...]]:
    """Hold revisions that would show who was added: outside a window, or of fewer than ten person-records.

    A release is a window for revisions when it brings a period that the last vintage did not have.
    """
    before = {(part.participant, part.period): part for part in previous}
    window = any((part.participant, part.period) not in before for part in current)
    changed = {
        (part.participant, part.period): changed_records(table, before[part.participant, part.period], part)
        for part in current
        if (part.participant, part.period) in before
    }
    per_participant: dict[str, int] = defaultdict(int)
    for (participant, _), count in changed.items():
        per_participant[participant] += count
    kept: list[Reported] = []
    verdicts: list[RevisionVerdict] = []
    for part in current:
        place = (part.participant, part.period)
        count = changed.get(place, 0)
        verdict: Released | Withheld = Released()
        if count and not window:
            verdict = Withheld(Message(mark("a revision waits for the next release that brings a new period")))
        elif count and per_participant[part.participant] < SMALL_REVISION:
            too_few = mark("fewer than {limit} person-records changed; held until more do")
            verdict = Withheld(Message(too_few, {"limit": SMALL_REVISION}))
        kept.append(before[place] if isinstance(verdict, Withheld) else part)
        verdicts.append(RevisionVerdict(participant=place[0], period=place[1], verdict=verdict, changed=count))
    return kept, tuple(verdicts)


def changed_records(table: Table, old: Reported, new: Reported) -> int:
    """Changed person-records: the largest sum of |new - old| over the parts of any one crossing."""
    sums: dict[frozenset[str], int] = defaultdict(int)
    for key in old.cells.keys() | new.cells.keys():
        if not _is_part(table, key):
            continue
        was = old.cells[key].value if key in old.cells else None
        now = new.cells[key].value if key in new.cells else None
        if was != now:
            sums[_broken_down(table, key)] += abs((now or 0) - (was or 0)) or 1
    return max(sums.values(), default=0)


def small_citizenships(table: Table, parts: Iterable[Reported]) -> dict[tuple[str, str], frozenset[str]]:
    """Per participant and period, the citizenships below ten persons in the year that decides.

    A yearly figure is judged by its own year. A month or quarter is judged by the year before, so that the pattern
    stands still from January to December; where there is no year before, by what this release holds of its own year.
    """
    yearly: dict[tuple[str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    parts = list(parts)
    for part in parts:
        for citizen, count in _by_citizenship(table, part).items():
            yearly[part.participant, Period.parse(part.period).year][citizen] += count
    merged = {}
    for part in parts:
        period = Period.parse(part.period)
        year = period.year
        if period.frequency is not Frequency.YEAR and (part.participant, year - 1) in yearly:
            year -= 1
        counts = yearly[part.participant, year]
        named = {key[_citizen(table)] for key in part.cells} if "CITIZEN" in table.dimension else set()
        total = table.dimension["CITIZEN"].codelist.total if "CITIZEN" in table.dimension else None
        merged[part.participant, part.period] = frozenset(
            citizen
            for citizen in named
            if citizen != total and citizen not in _NEVER_MERGED and counts.get(citizen, 0) < SMALL_CITIZENSHIP
        )
    return merged


def _by_citizenship(table: Table, part: Reported) -> dict[str, int]:
    """Persons per citizenship, all other breakdowns at their total."""
    if "CITIZEN" not in table.dimension:
        return {}
    return {
        key[_citizen(table)]: figure.value or 0
        for key, figure in part.cells.items()
        if _broken_down(table, key) <= {"CITIZEN"}
    }


def _merge(table: Table, part: Reported, merged: frozenset[str]) -> Reported:
    """The same figures with small citizenships added up under OTH; a hidden cell hides the sum it enters."""
    if not merged:
        return part
    at = _citizen(table)
    cells: dict[Key, Figure] = {}
    for key, figure in part.cells.items():
        if key[at] not in merged:
            cells[key] = figure
            continue
        target = (*key[:at], MERGED_INTO, *key[at + 1 :])
        cells[target] = _add(cells[target], figure) if target in cells else replace(figure, obs_status="")
    return replace(part, cells=cells)


def _add(one: Figure, other: Figure) -> Figure:
    hidden = next((f.conf_status for f in (one, other) if f.conf_status in _HIDDEN), "")
    if one.value is None and other.value is None:
        return Figure(None, "O", hidden)
    return Figure((one.value or 0) + (other.value or 0), "", hidden)


def _crossings(table: Table, part: Reported) -> Reported:
    """Only the crossings that the registry lets out; a cell its reporter marked confidential keeps its place, empty."""
    cells = {
        key: Figure(None, "Q", "C") if figure.conf_status in _HIDDEN else figure
        for key, figure in part.cells.items()
        if is_published_crossing(table, key)
    }
    return replace(part, cells=cells)


def _for_region(table: Table, kept: Sequence[Reported]) -> list[Reported]:
    """Raw figures for the regional sum: citizenships are judged small over the whole region, not per participant."""
    region = small_citizenships(table, [replace(part, participant="WB6") for part in kept])
    return [_crossings(table, _merge(table, part, region["WB6", part.period])) for part in kept]


def is_published_crossing(table: Table, key: Key) -> bool:
    """Whether the registry lists this combination of breakdowns among the table's published crossings."""
    broken = _broken_down(table, key)
    return not broken or any(broken <= cube for cube in table.hypercubes)


def _broken_down(table: Table, key: Key) -> frozenset[str]:
    return frozenset(
        dimension.id
        for dimension, code in zip(table.dimensions, key, strict=True)
        if dimension.codelist.total is not None and code != dimension.codelist.total
    )


def _is_part(table: Table, key: Key) -> bool:
    """Whether every code is a total or a part of one, so that no person is counted twice within a crossing."""
    return all(
        code == dimension.codelist.total or code in dimension.codelist.partition
        for dimension, code in zip(table.dimensions, key, strict=True)
        if dimension.codelist.total is not None
    )


def _citizen(table: Table) -> int:
    return next(i for i, dimension in enumerate(table.dimensions) if dimension.id == "CITIZEN")
