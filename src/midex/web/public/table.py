"""A page per dataflow: what it counts, a chart and a table of the chosen view, and everything needed to trust it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from midex.kernel.text import mark
from midex.services.ports import PublicCatalogue
from midex.statistics.revisions import Revision
from midex.statistics.series import Dataflow, Observation, SeriesKind, Vintage
from midex.web import naming
from midex.web.public.downloads import Download, citation, downloads
from midex.web.public.drawing import label, panels, pictures
from midex.web.public.grid import Cell, Grid, lay_out
from midex.web.public.selection import (
    ALL,
    GENERATED,
    REPORTED,
    SIX,
    SUM,
    Selection,
    addable,
    choose,
    columns,
    shown_origin,
    sixes,
)
from midex.web.public.spreadsheet import MOST_ROWS
from midex.web.public.story import told

ORIGINS = {REPORTED: mark("reported"), GENERATED: mark("generated for demonstration")}
COLUMNS = 8  # more series than this stand as rows
NEVER_ASKED = ("FREQ", "UNIT")

Since = Callable[[str, int], Revision | None]
"""What a release of a dataflow changed against the one before."""


@dataclass(frozen=True)
class Choice:
    """One list of the filter: the codes that occur, and the one chosen."""

    id: str
    name: str
    chosen: str
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What an address asks of a dataflow: the release, its figures of every origin, and those that are shown."""

    flow: Dataflow
    view: Selection
    keys: tuple[tuple[str, ...], ...]
    vintages: tuple[Vintage, ...]
    vintage: Vintage | None
    found: tuple[Observation, ...]
    origin: str

    @property
    def shown(self) -> tuple[Observation, ...]:
        """The figures of the origin that is shown."""
        return tuple(one for one in self.found if one.origin == self.origin) if self.origin else self.found

    @property
    def fits_a_workbook(self) -> bool:
        """Whether the view is short enough for one."""
        return len(self.found) <= MOST_ROWS

    @property
    def downloads(self) -> tuple[Download, ...]:
        """The files of the view."""
        return downloads(self.view, self.vintages, self.vintage, self.origin, spreadsheet=self.fits_a_workbook)


def chosen(catalogue: PublicCatalogue, flow: Dataflow, query: Mapping[str, str]) -> Chosen:
    """Read the address, and the figures it asks for."""
    vintages = catalogue.vintages(flow.id)
    keys = catalogue.series(flow.id) if vintages else ()
    view = choose(flow, keys, query)
    vintage = next((v for v in vintages if v.number == view.vintage), vintages[0] if vintages else None)
    found = observed(catalogue, view, vintage)
    return Chosen(
        flow=flow, view=view, keys=keys, vintages=vintages, vintage=vintage, found=found,
        origin=shown_origin(view, found),
    )  # fmt: skip


def table(catalogue: PublicCatalogue, flow: Dataflow, query: Mapping[str, str], since: Since) -> dict[str, Any]:
    """What the page of a dataflow shows for an address."""
    asked_for = chosen(catalogue, flow, query)
    view, vintages, vintage, found = asked_for.view, asked_for.vintages, asked_for.vintage, asked_for.found
    shown = asked_for.shown
    grid = lay_out(view, shown)
    changed = since(flow.id, vintage.number) if vintage else None
    newest = vintages[0] if vintages else None
    return {
        "here": "table",
        "flow": flow,
        "table": flow.table,
        "submitted": flow.kind is SeriesKind.SUBMITTED,
        "view": view,
        "vintage": vintage,
        "newest": newest,
        "vintages": vintages,
        "choices": choices(flow, asked_for.keys, view),
        "asks_origin": flow.kind is SeriesKind.SUBMITTED,
        "spans": spans(found),
        "with_generated": f"?{urlencode({**query, 'ORIGIN': ALL})}",
        "left_aside": len(found) - len(shown) if not view.origin else 0,
        "grid": grid,
        "last": grid.periods[-1] if grid.periods else "",
        "by_period": by_period(grid),
        "heads": tuple((row, label(flow, grid, row)) for row in grid.rows),
        "generated": any(cell.generated for cell in grid.cells),
        "reporters": reporters(grid),
        "flags": tuple((letter, naming.flag(letter)) for letter in grid.flags),
        "pictures": pictures(flow, grid),
        "panels": panels(flow, grid),
        "remarks": told(flow.id) or tuple(gettext(note) for note in flow.table.notes),
        "comments": grid.comments,
        "asked": asked(flow, view, grid),
        "since": changed,
        "revised": tuple((_series_name(flow, change.key), change) for change in changed.largest) if changed else (),
        "downloads": asked_for.downloads,
        "cite": citation(flow, vintage) if vintage else None,
        "unit": naming.unit(flow.table.unit),
        "dimensions": flow.table.dimensions,
    }


def observed(catalogue: PublicCatalogue, view: Selection, vintage: Vintage | None) -> tuple[Observation, ...]:
    """The figures of a view in a release, whatever their origin."""
    if vintage is None:
        return ()
    keys = [key for key in catalogue.series(view.flow.id, vintage.number) if view.admits(key)]
    told = catalogue.observations(view.flow.id, keys=keys, start=view.start, end=view.end, vintage=vintage.number)
    return tuple(told)


def spans(found: tuple[Observation, ...]) -> tuple[tuple[str, str], ...]:
    """Where figures were made up: from when to when each origin has any, in words, reported ones first."""
    periods: dict[str, list[str]] = {REPORTED: [], GENERATED: []}
    for one in found:
        if one.value is not None and one.origin in periods:
            periods[one.origin].append(one.period)
    if not periods[GENERATED]:
        return ()
    return tuple((gettext(ORIGINS[name]), naming.span(min(met), max(met))) for name, met in periods.items() if met)


def choices(flow: Dataflow, keys: tuple[tuple[str, ...], ...], view: Selection) -> tuple[Choice, ...]:
    """The lists of the filter; a dimension with one code has nothing to choose."""
    made = []
    for dimension, codes in zip(flow.table.dimensions, columns(flow, keys), strict=True):
        if len(codes) < 2 or dimension.id == "FREQ":
            continue
        named = [(code, naming.code(dimension.codelist, code)) for code in codes]
        chosen = view.picks[dimension.id].text
        whole = [(SIX, gettext("The six participants"))] if sixes(codes) else []
        if addable(dimension, codes):
            whole.append((SUM, gettext("All, added up")))
            if "," in chosen:
                whole.append((chosen, gettext("Added up: %(codes)s") % {"codes": chosen.replace(",", ", ")}))
        if dimension.id != "UNIT":
            whole.append((ALL, gettext("All, side by side")))
        made.append(Choice(dimension.id, gettext(dimension.name), chosen, (*whole, *named)))
    return tuple(made)


def asked(flow: Dataflow, view: Selection, grid: Grid) -> str:
    """The view in words: every dimension that is held at one code or added up, totals left unsaid."""
    said = []
    for place, dimension in enumerate(flow.table.dimensions):
        pick = view.picks[dimension.id]
        met = {row.key[place] for row in grid.rows}
        if pick.text == SUM:
            words = gettext("all, added up")
        elif pick.text in (ALL, SIX):  # all were asked for; where only one is left, nothing else would name it
            words = naming.code(dimension.codelist, *met) if len(met) == 1 else ""
        else:
            words = ", ".join(naming.code(dimension.codelist, code) for code in sorted(pick.codes or ()))
        if words and dimension.id not in NEVER_ASKED and dimension.codelist.total not in {pick.text, *met}:
            said.append(f"{gettext(dimension.name)}: {words}")
    return " · ".join(said)


def _series_name(flow: Dataflow, key: tuple[str, ...]) -> str:
    """A series outside the grid: the codes that are no total."""
    parts = [
        naming.code(dimension.codelist, code)
        for dimension, code in zip(flow.table.dimensions, key, strict=True)
        if dimension.id not in NEVER_ASKED and code != dimension.codelist.total
    ]
    return ", ".join(parts)


def by_period(grid: Grid) -> tuple[tuple[str, tuple[Cell, ...]], ...] | None:
    """The grid with periods down, newest first, where few series meet many periods; else None."""
    if len(grid.rows) > COLUMNS or len(grid.periods) < len(grid.rows):
        return None
    down = [(period, tuple(row.cells[i] for row in grid.rows)) for i, period in enumerate(grid.periods)]
    return tuple(reversed(down))


def reporters(grid: Grid) -> str:
    """How many of the six stand behind the newest regional figure of the view, e.g. ``5/6``; empty without one."""
    found = [
        (cell.observation.period, cell.observation.reporters)
        for cell in grid.cells
        if cell.observation is not None and cell.observation.reporters
    ]
    return max(found, default=("", ""))[1]
