"""Asylum applications in each participant, as UNHCR prints them."""

from __future__ import annotations

from django.utils.translation import gettext

from midex.services.ports import PublicCatalogue
from midex.statistics.coverage import SHOWN
from midex.statistics.remarks import remarks
from midex.statistics.totals import added, flagged
from midex.statistics.usual import codes
from midex.web import naming
from midex.web.public.charts.line import PANEL, Axes, Event, Line, Point, line_chart
from midex.web.public.story import Panel, Story, drawn, sheet, svg, told

DATAFLOW = "UNHCR_ASYAPP"
SINCE = "2009"


def asylum(catalogue: PublicCatalogue) -> Story:
    """Small multiples on one scale; a panel without figures says where its people are counted."""
    title = gettext("Asylum applications, by participant")
    measure = gettext("Persons applying in the year, since %(since)s; every panel has the same scale") % {
        "since": SINCE
    }
    among = {name: codes(DATAFLOW, name) for name in ("APPLICATION", "LEVEL")} | {"GEO": frozenset(SHOWN)}
    found = drawn(catalogue, DATAFLOW, keep=tuple(among), fixed={"UNIT": "PER"}, among=among, start=SINCE)
    if not found or not found.observations:
        return Story(id="asylum", title=title, measure=measure)
    by_geo = {key[0]: by for key, by in added(found.flow.table, found.observations, keep=("GEO",)).items()}
    shown = [code for code in SHOWN if code in by_geo]
    periods = sorted({period for code in shown for period in by_geo[code]})
    cut = flagged(found.flow.table, found.observations, keep=("GEO",), letter="B")
    axes = Axes(
        top=max(value for by in by_geo.values() for value in by.values()), span=(float(periods[0]), float(periods[-1]))
    )
    return Story(
        id="asylum",
        title=title,
        measure=measure,
        flow=found.flow,
        vintage=found.vintage,
        panels=tuple(_panel(code, by_geo.get(code, {}), cut, axes) for code in SHOWN),
        remarks=told(DATAFLOW),
        coverage=_coverage(shown),
        sheet=sheet([(_name(code), by_geo[code]) for code in shown], [(p, p) for p in periods]),
    )


def _panel(code: str, by_year: dict[str, int], cut: frozenset[tuple[tuple[str, ...], str]], axes: Axes) -> Panel:
    name = _name(code)
    if not by_year:
        return Panel(code.lower(), name, empty=_absent(code))
    line = Line("", tuple(Point(float(y), by_year[y], ((code,), y) in cut) for y in sorted(by_year)), css=code.lower())
    events = tuple(
        Event(float(r.period) - 0.5, gettext(r.label)) for r in remarks(DATAFLOW) if r.label and r.participant == code
    )
    peak = max(by_year, key=lambda year: by_year[year])
    newest = max(by_year)
    desc = gettext("Highest %(peak)s (%(when)s), newest %(last)s (%(year)s)") % {
        "peak": naming.number(by_year[peak]), "when": peak, "last": naming.number(by_year[newest]), "year": newest,
    }  # fmt: skip
    picture = line_chart(
        (line,),
        frame=PANEL,
        title=gettext("Asylum applications in %(name)s, %(span)s")
        % {"name": name, "span": naming.span(min(by_year), newest)},
        desc=desc,
        words=naming.number,
        events=events,
        axes=axes,
    )
    return Panel(code.lower(), name, svg(picture))


def _name(code: str) -> str:
    name = naming.participant(code)
    return gettext("%(name)s, with Kosovo*") % {"name": name} if code == "RS" else name


def _absent(code: str) -> str:
    if code == "XK":
        return gettext(
            "No separate figure: UNHCR counts Kosovo* within Serbia. Its own administration could report it here."
        )
    return gettext("UNHCR prints no figure. The participant's own administration could report it here.")


def _coverage(shown: list[str]) -> str:
    if "RS" in shown and "XK" not in shown:
        return gettext("%(count)d reporters covering %(covered)d participants") % {
            "count": len(shown), "covered": len(shown) + 1,
        }  # fmt: skip
    return gettext("%(count)d of 6 participants") % {"count": len(shown)}
