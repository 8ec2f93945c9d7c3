"""The first screen: what is known, by whom, how well. It shows no generated figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from midex.services.ports import PublicCatalogue
from midex.statistics.coverage import SHOWN, Cell, Spans, State, coverage
from midex.statistics.revisions import Revision, revision
from midex.statistics.series import Dataflow, Vintage
from midex.statistics.topics import topics
from midex.web.public.stories.asylum import asylum
from midex.web.public.stories.outcomes import outcomes
from midex.web.public.stories.returned import returned
from midex.web.public.stories.route import route


@dataclass(frozen=True)
class Released:
    """A release, and what changed in it since the one before; None where it is the first."""

    flow: Dataflow
    vintage: Vintage
    since: Revision | None


def home(catalogue: PublicCatalogue, known: Spans, nodes: Mapping[str, str]) -> dict[str, Any]:
    """What the first screen shows."""
    grid = coverage(known)
    return {
        "here": "home",
        "grid": grid,
        "tally": tally(grid),
        "own": sum(cell.state is State.OWN for row in grid for cell in row),
        "squares": sum(len(row) for row in grid),
        "shown": SHOWN,
        "topics": topics(),
        "stories": (asylum(catalogue), outcomes(catalogue), route(catalogue), returned(catalogue)),
        "changes": changes(catalogue),
        "nodes": tuple((code, nodes.get(code, "")) for code in SHOWN),
    }


def tally(grid: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[State, int], ...]:
    """How many squares of the grid are in each state, best first."""
    counted = Counter(cell.state for row in grid for cell in row)
    return tuple((state, counted[state]) for state in State)


def changes(catalogue: PublicCatalogue, *, show: int = 5) -> tuple[Released, ...]:
    """The newest releases of figures that were not generated, newest first."""
    newest = [
        (flow, vintages[0], len(vintages) > 1)
        for flow in catalogue.dataflows()
        if (vintages := catalogue.vintages(flow.id)) and not vintages[0].generated
    ]
    newest.sort(key=lambda one: (one[1].released_at, one[0].id), reverse=True)
    return tuple(
        Released(flow, vintage, since(catalogue, flow.id, vintage.number) if revised else None)
        for flow, vintage, revised in newest[:show]
    )


def since(catalogue: PublicCatalogue, dataflow: str, number: int) -> Revision | None:
    """What a release changed against the one before it."""
    before = max((v.number for v in catalogue.vintages(dataflow) if v.number < number), default=None)
    if before is None:
        return None
    return revision(catalogue.observations(dataflow, vintage=before), catalogue.observations(dataflow, vintage=number))
