"""Profile P1 as a whole: raw figures of all participants in, the public cube out.

Works on whole releases and never looks at single cells on request. Source: statistics reference §4.4, §0.9-0.11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from midex.kernel.indicator import Table
from midex.statistics.protect.crossings import is_published_crossing
from midex.statistics.protect.figures import HIDDEN, Figure, Key, Reported
from midex.statistics.protect.guard import RevisionVerdict, guard_vintage
from midex.statistics.protect.merging import merge, small_citizenships
from midex.statistics.protect.region import REGION, by_period, regional
from midex.statistics.protect.suppression import also_hidden
from midex.statistics.registry.catalogue import PARTICIPANTS
from midex.statistics.series import Observation


@dataclass(frozen=True, kw_only=True)
class ProtectedCube:
    """What a release publishes, the verdicts that shaped it, and the raw figures it was really made from.

    ``made_from`` is the next release's ``previous``: a revision that was held is not in it.
    """

    observations: tuple[Observation, ...]
    verdicts: tuple[RevisionVerdict, ...]
    made_from: tuple[Reported, ...]


def protect(table: Table, current: Sequence[Reported], previous: Sequence[Reported] = ()) -> ProtectedCube:
    """The public cube of a table from all current raw figures, given those the last vintage was made from."""
    kept, verdicts = guard_vintage(table, current, previous)
    own = _merged(table, kept)
    for_region = _merged_for_region(table, kept)
    observations = [
        observation
        for period, parts in by_period(own).items()
        for observation in _published(table, period, parts, for_region[period])
    ]
    observations.sort(key=lambda o: (o.key, o.period))
    return ProtectedCube(observations=tuple(observations), verdicts=verdicts, made_from=tuple(kept))


def round_half_up(value: int | None, base: int) -> int | None:
    """Round a count to the nearest multiple of ``base``; a half goes up."""
    return None if value is None else (2 * value + base) // (2 * base) * base


def _published(
    table: Table, period: str, parts: Sequence[Reported], for_region: Sequence[Reported]
) -> list[Observation]:
    """The public figures of one period: participants' and the region's, hidden together, rounded one by one."""
    region = regional(table, for_region)
    cells: dict[Key, Figure] = {key: figure for part in parts for key, figure in part.cells.items()}
    cells |= {key: one.figure for key, one in region.items()}
    secondary = also_hidden(table, cells)
    origins = {part.participant: part.origin for part in parts}
    origins[REGION] = "GENERATED" if "GENERATED" in origins.values() else "REPORTED"
    comments = {part.participant: f"reported rounded to {part.rounded_to}" for part in parts if part.rounded_to}
    return [
        _observation(
            table,
            key,
            period,
            HIDDEN if figure.hidden or key in secondary else figure,
            reporters=f"{region[key].reporters}/{len(PARTICIPANTS)}" if key in region else "",
            origin=origins[key[-1]],
            comment=comments.get(key[-1], ""),
        )
        for key, figure in cells.items()
    ]


def _observation(
    table: Table, key: Key, period: str, figure: Figure, *, reporters: str, origin: str, comment: str
) -> Observation:
    """One public figure; its place in the world is its last code, GEO."""
    status = figure.obs_status or ("O" if figure.value is None else "A")
    conf = "C" if figure.hidden else "F"
    value = round_half_up(figure.value, table.rounding)
    return Observation(key, period, value, status, conf, reporters, origin, comment)


def _merged(table: Table, kept: Sequence[Reported]) -> list[Reported]:
    """Published crossings with citizenships merged as each participant's own counts demand."""
    small = small_citizenships(table, kept)
    return [_only_published(table, merge(table, part, small[part.participant, part.period])) for part in kept]


def _merged_for_region(table: Table, kept: Sequence[Reported]) -> dict[str, list[Reported]]:
    """The same for the region, where a citizenship is small only if it is so over all participants."""
    small = small_citizenships(table, [replace(part, participant=REGION) for part in kept])
    merged = [_only_published(table, merge(table, part, small[REGION, part.period])) for part in kept]
    return by_period(merged)


def _only_published(table: Table, part: Reported) -> Reported:
    return replace(part, cells={key: f for key, f in part.cells.items() if is_published_crossing(table, key)})
