"""A page per dataflow: what it counts, a chart and a table of the chosen view, and everything needed to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from midex.kernel.calendar import Period
from midex.services.ports import PublicCatalogue
from midex.statistics.coverage import SHOWN
from midex.statistics.series import Dataflow, SeriesKind, Vintage
from midex.web import naming
from midex.web.public.charts.bars import Bar, bar_chart
from midex.web.public.charts.line import NARROW, PANEL, WIDE, Frame, Line, Point, line_chart
from midex.web.public.downloads import Download, citation, downloads
from midex.web.public.grid import Cell, Grid, Row, lay_out
from midex.web.public.home import since
from midex.web.public.selection import ALL, SIX, SUM, Selection, addable, choose, columns, sixes
from midex.web.public.story import Panel, svg, told

LINES = 6  # more would be spaghetti
SHOWN_PERIODS = 400
NEVER_ASKED = ("FREQ", "UNIT")


@dataclass(frozen=True)
class Choice:
    """One list of the filter: the codes that occur, and the one chosen."""

    id: str
    name: str
    chosen: str
    codes: tuple[tuple[str, str], ...]


def table(catalogue: PublicCatalogue, flow: Dataflow, query: Mapping[str, str]) -> dict[str, Any]:
    """What the page of a dataflow shows for an address."""
    vintages = catalogue.vintages(flow.id)
    keys = catalogue.series(flow.id) if vintages else ()
    view = choose(flow, keys, query)
    vintage = next((v for v in vintages if v.number == view.vintage), vintages[0] if vintages else None)
    grid = _grid(catalogue, view, vintage)
    changed = since(catalogue, flow.id, vintage.number) if vintage else None
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
        "choices": choices(flow, keys, view),
        "asks_origin": flow.kind is SeriesKind.SUBMITTED,
        "grid": grid,
        "last": grid.periods[-1] if grid.periods else "",
        "by_period": by_period(grid),
        "heads": tuple((row, label(flow, grid, row)) for row in grid.rows),
        "generated": any(cell.generated for cell in grid.cells),
        "reporters": reporters(grid),
        "flags": tuple((letter, naming.flag(letter)) for letter in grid.flags),
        "pictures": pictures(view, grid) if vintage else (),
        "panels": panels(view, grid) if vintage else (),
        "remarks": told(flow.id) or tuple(gettext(note) for note in flow.table.notes),
        "comments": grid.comments,
        "asked": asked(flow, view),
        "since": changed,
        "revised": tuple((_series_name(flow, change.key), change) for change in changed.largest) if changed else (),
        "downloads": downloads(view, vintage, newest) if vintage else (),
        "cite": citation(flow, vintage) if vintage else None,
        "unit": naming.unit(flow.table.unit),
        "dimensions": tuple(d for d in flow.table.dimensions),
    }


def _grid(catalogue: PublicCatalogue, view: Selection, vintage: Vintage | None) -> Grid:
    if vintage is None:
        return lay_out(view, ())
    keys = [key for key in catalogue.series(view.flow.id, vintage.number) if view.admits(key)]
    found = catalogue.observations(view.flow.id, keys=keys, start=view.start, end=view.end, vintage=vintage.number)
    return lay_out(view, found, periods=SHOWN_PERIODS)


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


def asked(flow: Dataflow, view: Selection) -> str:
    """The view in words: every dimension that is held at one code or added up, totals left unsaid."""
    said = []
    for dimension in flow.table.dimensions:
        pick = view.picks[dimension.id]
        if dimension.id in NEVER_ASKED or not pick.codes or pick.text in (SIX, dimension.codelist.total):
            continue
        names = (
            ", ".join(naming.code(dimension.codelist, code) for code in sorted(pick.codes)) if pick.text != SUM else ""
        )
        said.append(f"{gettext(dimension.name)}: {names or gettext('all, added up')}")
    return " · ".join(said)


def label(flow: Dataflow, grid: Grid, row: Row) -> str:
    """What tells a series apart from the others shown; the whole view where nothing does."""
    named = [naming.code(flow.table.dimension[d].codelist, c) for d, c in zip(grid.varying, row.codes, strict=True)]
    return ", ".join(named) or gettext("Figure")


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
    if len(grid.rows) > 8 or len(grid.periods) < len(grid.rows):
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


def _hue(grid: Grid, row: Row) -> str:
    """The hue of the participant a series is about, where it is about one."""
    return next((code.lower() for code in row.codes if code in SHOWN), "")


def _line(view: Selection, grid: Grid, row: Row, css: str) -> Line:
    points = tuple(
        Point(
            at=_at(period),
            value=cell.observation.value if cell.observation else None,
            breaks="B" in cell.flags,
            provisional="P" in cell.flags,
            generated=cell.generated,
        )
        for period, cell in zip(grid.periods, row.cells, strict=True)
    )
    return Line(label(view.flow, grid, row) if grid.varying else "", points, css)


def _at(period: str) -> float:
    one = Period.parse(period)
    return one.year + (one.number - 1) / one.frequency.per_year


def _step(grid: Grid) -> float:
    return 1 / Period.parse(grid.periods[-1]).frequency.per_year


def pictures(view: Selection, grid: Grid) -> tuple[SafeString, ...]:
    """A line chart of one series, or bars of one period; several series are small multiples (``panels``)."""
    if not grid.rows or not _figures(grid):
        return ()
    title = naming.titled(view.flow.title, grid.periods)
    if len(grid.periods) > 1 and len(grid.rows) == 1:
        line = _line(view, grid, grid.rows[0], "s1")
        frames = (Frame(width=WIDE.width, right=64), NARROW)
        return tuple(
            svg(line_chart((line,), frame=frame, title=title, words=naming.number, step=_step(grid)))
            for frame in frames
        )
    if len(grid.periods) == 1 and 1 < len(grid.rows) <= 12 and grid.varying == ("GEO",):
        place = grid.varying.index("GEO")
        bars = tuple(
            Bar(row.codes[place], row.cells[0].observation.value if row.cells[0].observation else None)
            for row in grid.rows
        )
        return tuple(
            svg(bar_chart(bars, frame=frame, title=title, words=naming.number))
            for frame in (Frame(width=WIDE.width, height=260, right=24), NARROW)
        )
    return ()


def panels(view: Selection, grid: Grid) -> tuple[Panel, ...]:
    """Small multiples on one scale for the first few series of a view over time."""
    known = [row for row in grid.rows if any(c.observation and c.observation.value is not None for c in row.cells)]
    if len(grid.periods) < 2 or len(grid.rows) < 2 or not known:
        return ()
    kept = known[:LINES]
    top = max(c.observation.value or 0 for row in kept for c in row.cells if c.observation)
    span = (_at(grid.periods[0]), _at(grid.periods[-1]))
    made = []
    for row in kept:
        name, hue = label(view.flow, grid, row), _hue(grid, row)
        line = _line(view, grid, row, hue or "s1")
        drawing = line_chart(
            (Line("", line.points, line.css),), frame=PANEL, title=name, words=naming.number, top=top, span=span,
            step=_step(grid),
        )  # fmt: skip
        made.append(Panel(hue, name, svg(drawing)))
    return tuple(made)


def _figures(grid: Grid) -> bool:
    return any(cell.observation and cell.observation.value is not None for cell in grid.cells)
