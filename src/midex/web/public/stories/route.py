"""Detections on the Western Balkan route: at EU borders, of crossings and not of persons."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext

from midex.kernel.period import Period
from midex.services.ports import PublicCatalogue
from midex.statistics.remarks import remarks
from midex.statistics.totals import added
from midex.web import naming
from midex.web.public.charts.line import NARROW, WIDE, Axes, Event, Frame, Line, Point, line_chart
from midex.web.public.story import Story, drawn, sheet, svg, told

DATAFLOW = "FRONTEX_IBC"
ROUTE = "WBR"
MONTHLY = Axes(step=1 / 12)
FRAME = Frame(width=WIDE.width, right=64)


def route(catalogue: PublicCatalogue) -> Story:
    """One line, month by month, with 2015 said on it."""
    title = gettext("Detections of irregular border crossing on the Western Balkan route")
    measure = gettext("Detections a month, not persons, not in the six: they are made at EU borders")
    found = drawn(catalogue, DATAFLOW, keep=("GEO",), among={"GEO": frozenset({ROUTE})})
    if not found or not found.observations:
        return Story(id="route", title=title, measure=measure)
    by_month = added(found.flow.table, found.observations, keep=("GEO",))[(ROUTE,)]
    months = sorted(by_month)
    line = Line("", tuple(Point(_at(month), by_month[month]) for month in months), css="s1")
    events = tuple(
        Event(_at(r.period), gettext(r.label)) for r in remarks(DATAFLOW) if r.label and r.period in by_month
    )
    named = gettext("%(title)s, %(span)s") % {"title": title, "span": naming.span(months[0], months[-1])}
    chart = partial(line_chart, (line,), title=named, desc=measure, words=naming.number, events=events, axes=MONTHLY)
    pictures = tuple(svg(chart(frame=frame)) for frame in (FRAME, NARROW))
    return Story(
        id="route",
        title=named,
        measure=measure,
        flow=found.flow,
        vintage=found.vintage,
        pictures=pictures,
        remarks=told(DATAFLOW),
        coverage=gettext("no participant reports this figure; it is Frontex's, of EU borders"),
        sheet=sheet([(gettext("Detections"), by_month)], [(month, naming.period(month)) for month in months]),
    )


def _at(month: str) -> float:
    one = Period.parse(month)
    return one.year + (one.number - 1) / 12
