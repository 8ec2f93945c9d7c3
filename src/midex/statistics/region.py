"""The regional aggregate WB6: a sum only where all six reported, else no value and the number of reporters.

Refuses to fill a gap: five participants are never shown as the region.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from midex.kernel.indicator import Table
from midex.statistics.registry.catalogue import PARTICIPANTS
from midex.statistics.series import Observation

if TYPE_CHECKING:
    from midex.statistics.protect import Reported

REGION = "WB6"


def with_region(
    table: Table, parts: Sequence[Reported], rounded: Callable[[int | None], int | None]
) -> list[Observation]:
    """Regional observations from raw ``parts``; each carries REPORTERS=n/6, and a value only at 6/6."""
    geo = next(i for i, dimension in enumerate(table.dimensions) if dimension.id == "GEO")
    by_period: dict[str, list[Reported]] = defaultdict(list)
    for part in parts:
        by_period[part.period].append(part)
    observations = []
    for period, present in sorted(by_period.items()):
        reporters = {part.participant for part in present} & set(PARTICIPANTS)
        complete = len(reporters) == len(PARTICIPANTS)
        origin = "GENERATED" if any(part.origin == "GENERATED" for part in present) else "REPORTED"
        keys = sorted({(*key[:geo], REGION, *key[geo + 1 :]) for part in present for key in part.cells})
        for key in keys:
            value, hidden = _sum(present, key, geo)
            shown = complete and not hidden
            observations.append(
                Observation(
                    key,
                    period,
                    rounded(value) if shown else None,
                    "" if shown else ("Q" if hidden else "O"),
                    "C" if hidden else "F",
                    f"{len(reporters)}/{len(PARTICIPANTS)}",
                    origin,
                    "",
                )
            )
    return observations


def _sum(parts: Sequence[Reported], key: tuple[str, ...], geo: int) -> tuple[int, bool]:
    """The raw sum over participants of one regional key, and whether a confidential cell is among them."""
    total, hidden = 0, False
    for part in parts:
        figure = part.cells.get((*key[:geo], part.participant, *key[geo + 1 :]))
        if figure is None:
            continue
        total += figure.value or 0
        hidden = hidden or figure.conf_status == "C"
    return total, hidden
