"""The first screen: what is known, by whom, how well. It shows no generated figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from midex.kernel.text import Message, mark
from midex.services.ports import PublicCatalogue
from midex.statistics.coverage import SHOWN, Cell, Spans, State, coverage
from midex.statistics.revisions import Revision, revision
from midex.statistics.series import Dataflow, SeriesKind, Vintage
from midex.statistics.topics import topics
from midex.web import naming
from midex.web.public.stories.asylum import asylum
from midex.web.public.stories.outcomes import outcomes
from midex.web.public.stories.returned import returned
from midex.web.public.stories.route import route


@dataclass(frozen=True)
class Released:
    """A release, and what changed in it since the one before; ``since`` is None where it is the first.

    Of submitted tables only ``own`` is told: a sentence for each participant whose reported figures changed.
    """

    flow: Dataflow
    vintage: Vintage
    since: Revision | None
    own: tuple[str, ...] = ()


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
    """The newest releases that changed figures which were not generated, newest first."""
    found = [
        released
        for flow in catalogue.dataflows()
        if (vintages := catalogue.vintages(flow.id)) and (released := _changed(catalogue, flow, vintages))
    ]
    found.sort(key=lambda one: (one.vintage.released_at, one.flow.id), reverse=True)
    return tuple(found[:show])


def _changed(catalogue: PublicCatalogue, flow: Dataflow, vintages: tuple[Vintage, ...]) -> Released | None:
    if flow.kind is SeriesKind.PUBLISHED:
        return Released(flow, vintages[0], since(catalogue, flow.id, vintages[0].number))
    after = reported(catalogue, flow, vintages[0])
    for newer, older in zip(vintages, (*vintages[1:], None), strict=True):
        before = reported(catalogue, flow, older) if older else {}
        if own := in_words(before, after):
            return Released(flow, newer, None, own)
        after = before
    return None


Figures = Mapping[tuple[str, tuple[str, ...], str], int]
"""Value by participant, series and period."""


def reported(catalogue: PublicCatalogue, flow: Dataflow, vintage: Vintage) -> Figures:
    """What participants themselves reported in a release; nothing generated, nothing regional."""
    place = [dimension.id for dimension in flow.table.dimensions].index("GEO")
    return {
        (one.key[place], one.key, one.period): one.value
        for one in catalogue.observations(flow.id, vintage=vintage.number)
        if one.value is not None and one.origin == "REPORTED" and one.key[place] in SHOWN
    }


def in_words(before: Figures, after: Figures) -> tuple[str, ...]:
    """For each participant, of which periods figures were added, revised or taken back."""
    kinds = (
        (mark("{participant}: its own figures for {span} added."), after.keys() - before.keys()),
        (
            mark("{participant}: its own figures for {span} revised."),
            {place for place in after.keys() & before.keys() if after[place] != before[place]},
        ),
        (mark("{participant}: its own figures for {span} taken back."), before.keys() - after.keys()),
    )
    told = []
    for code in SHOWN:
        for words, places in kinds:
            if periods := [period for participant, _, period in places if participant == code]:
                span = naming.span(min(periods), max(periods))
                told.append(naming.sentence(Message(words, {"participant": code, "span": span})))
    return tuple(told)


def since(catalogue: PublicCatalogue, dataflow: str, number: int) -> Revision | None:
    """What a release changed against the one before it."""
    before = max((v.number for v in catalogue.vintages(dataflow) if v.number < number), default=None)
    if before is None:
        return None
    return revision(catalogue.observations(dataflow, vintage=before), catalogue.observations(dataflow, vintage=number))
