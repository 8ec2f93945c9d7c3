"""Citizens of each participant returned by EU states, as those states report to Eurostat."""

from __future__ import annotations

from django.utils.translation import gettext

from midex.services.ports import PublicCatalogue
from midex.statistics.coverage import SHOWN
from midex.statistics.totals import added
from midex.web import naming
from midex.web.public.charts.bars import Bar, bar_chart
from midex.web.public.charts.line import PANEL
from midex.web.public.story import Panel, Story, drawn, sheet, svg, told

DATAFLOW = "ESTAT_MIGR_EIRTN"
REPORTER = "EU28"


def returned(catalogue: PublicCatalogue) -> Story:
    """A panel of bars per participant on one scale."""
    title = gettext("Citizens of each participant returned by EU states")
    measure = gettext(
        "Persons returned following an order to leave, reported by EU states; every panel has the same scale"
    )
    found = drawn(
        catalogue, DATAFLOW, keep=("CITIZEN", "GEO"),
        among={"CITIZEN": frozenset(SHOWN), "GEO": frozenset({REPORTER})},
    )  # fmt: skip
    if not found or not found.observations:
        return Story(id="returned", title=title, measure=measure)
    sums = {key[0]: by for key, by in added(found.flow.table, found.observations, keep=("CITIZEN", "GEO")).items()}
    years = sorted({period for by in sums.values() for period in by})
    top = max(value for by in sums.values() for value in by.values())
    return Story(
        id="returned",
        title=gettext("%(title)s, %(span)s") % {"title": title, "span": naming.span(years[0], years[-1])},
        measure=measure,
        flow=found.flow,
        vintage=found.vintage,
        panels=tuple(_panel(code, sums.get(code, {}), years, top) for code in SHOWN),
        remarks=told(DATAFLOW),
        coverage=gettext("reported by EU states about citizens; no participant's own figure"),
        sheet=sheet([(naming.participant(code), sums.get(code, {})) for code in SHOWN], [(y, y) for y in years]),
    )


def _panel(code: str, by_year: dict[str, int], years: list[str], top: int) -> Panel:
    name = naming.participant(code)
    if not by_year:
        return Panel(code.lower(), name, empty=gettext("EU states report no figure for its citizens."))
    bars = tuple(Bar(year, by_year.get(year)) for year in years)
    title = gettext("Citizens of %(name)s returned by EU states") % {"name": name}
    return Panel(
        code.lower(),
        name,
        svg(bar_chart(bars, frame=PANEL, title=title, words=naming.number, css=code.lower(), top=top)),
    )
