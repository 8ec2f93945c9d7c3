"""From the grid of a table page to its picture: one line, bars of one period, or small multiples on one scale."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from midex.kernel.period import Period
from midex.statistics.coverage import SHOWN
from midex.statistics.remarks import remarks
from midex.statistics.series import Dataflow
from midex.web import naming
from midex.web.public.charts.bars import Bar, bar_chart
from midex.web.public.charts.line import NARROW, PANEL, WIDE, Axes, Event, Frame, Line, Point, line_chart
from midex.web.public.grid import Cell, Grid, Row
from midex.web.public.story import Panel, svg

LINES = 6  # more would be spaghetti
BARS = 12
SHORT = 3  # years
ROOMY = Frame(width=WIDE.width, right=64)


def label(flow: Dataflow, grid: Grid, row: Row) -> str:
    """What tells a series apart from the others shown; one word where nothing does."""
    named = [naming.code(flow.table.dimension[d].codelist, c) for d, c in zip(grid.varying, row.codes, strict=True)]
    return ", ".join(named) or gettext("Figure")


def pictures(flow: Dataflow, grid: Grid) -> tuple[SafeString, ...]:
    """A wide and a narrow drawing of one series over time, or of one period's bars; nothing for other shapes."""
    if not any(_value(cell) is not None for cell in grid.cells):
        return ()
    title = naming.titled(flow.title, grid.periods)
    if len(grid.periods) > 1 and len(grid.rows) == 1:
        row, axes = grid.rows[0], Axes(step=_step(grid), labels=_labels(grid))
        return tuple(_over_time(flow, grid, row, frame, title, axes) for frame in (ROOMY, NARROW))
    if len(grid.periods) == 1 and 1 < len(grid.rows) <= BARS and len(grid.varying) == 1:
        bars = tuple(Bar(row.codes[0], _value(row.cells[0])) for row in grid.rows)
        return tuple(svg(bar_chart(bars, frame=frame, title=title, words=naming.number)) for frame in (ROOMY, NARROW))
    return ()


def panels(flow: Dataflow, grid: Grid) -> tuple[Panel, ...]:
    """Small multiples on one scale for the first few series of a view over time."""
    known = [row for row in grid.rows if any(_value(cell) is not None for cell in row.cells)][:LINES]
    if len(grid.periods) < 2 or len(grid.rows) < 2 or not known:
        return ()
    axes = Axes(
        top=max(_value(cell) or 0 for row in known for cell in row.cells),
        span=(_at(grid.periods[0]), _at(grid.periods[-1])),
        step=_step(grid),
        labels=_labels(grid),
    )
    return tuple(
        Panel(_hue(row), name, _over_time(flow, grid, row, PANEL, name, axes))
        for row in known
        for name in (label(flow, grid, row),)
    )


def _over_time(flow: Dataflow, grid: Grid, row: Row, frame: Frame, title: str, axes: Axes) -> SafeString:
    events = tuple(
        Event(_at(r.period), gettext(r.label))
        for r in remarks(flow.id)
        if r.label and r.period in grid.periods and (not r.participant or r.participant in row.key)
    )
    line = Line("", tuple(map(_point, grid.periods, row.cells)), _hue(row) or "s1")
    return svg(line_chart((line,), frame=frame, title=title, words=naming.number, events=events, axes=axes))


def _point(period: str, cell: Cell) -> Point:
    return Point(
        at=_at(period),
        value=_value(cell),
        breaks="B" in cell.flags,
        provisional="P" in cell.flags,
        generated=cell.generated,
    )


def _value(cell: Cell) -> int | None:
    return cell.observation.value if cell.observation else None


def _hue(row: Row) -> str:
    """The hue of the participant a series is about, where it is about one."""
    return next((code.lower() for code in row.codes if code in SHOWN), "")


def _at(period: str) -> float:
    one = Period.parse(period)
    return one.year + (one.number - 1) / one.frequency.per_year


def _step(grid: Grid) -> float:
    return 1 / Period.parse(grid.periods[-1]).frequency.per_year


def _labels(grid: Grid) -> tuple[tuple[float, str], ...]:
    """The first and the last period where the view spans too little for whole years; else none."""
    ends = (grid.periods[0], grid.periods[-1])
    if _at(ends[1]) - _at(ends[0]) >= SHORT or _step(grid) == 1:
        return ()
    return tuple((_at(period), naming.period(period)) for period in ends)
