"""What happened to asylum claims: recognised, rejected, or closed without a decision."""

from __future__ import annotations

from django.utils.translation import gettext

from midex.kernel.text import mark
from midex.services.ports import PublicCatalogue
from midex.statistics.coverage import SHOWN
from midex.statistics.totals import added
from midex.web import naming
from midex.web.public.charts.bars import Part, Stack, stack_chart
from midex.web.public.charts.line import Frame
from midex.web.public.story import Sheet, Story, drawn, svg, told

DATAFLOW = "UNHCR_ASYDEC"
LEVELS = ("FI", "FA")  # first instance, or first instance and appeal together where that is all UNHCR prints
PARTS = (
    ("p1", mark("Recognised, complementary protection included"), ("REC", "OTHER")),
    ("p2", mark("Rejected"), ("REJ",)),
    ("p3", mark("Otherwise closed, undecided"), ("CLOSED",)),
)
WIDE = Frame(width=720, left=222, right=2, css="wide")
NARROW = Frame(width=340, left=0, right=2, css="narrow")


def outcomes(catalogue: PublicCatalogue) -> Story:
    """Shares of a whole by participant, in the newest year of the data."""
    title = gettext("What happened to asylum claims")
    measure = gettext(
        "Persons whose claim was decided or closed in the year, as shares of all, with the number in each part"
    )
    keep = ("GEO", "LEVEL", "OUTCOME")
    found = drawn(catalogue, DATAFLOW, keep=keep, fixed={"UNIT": "PER"}, among={"GEO": frozenset(SHOWN)})
    if not found or not found.observations:
        return Story(id="outcomes", title=title, measure=measure)
    sums = added(found.flow.table, found.observations, keep=keep)
    year = max(period for by in sums.values() for period in by)
    stacks = tuple(stack for code in SHOWN if (stack := _stack(code, sums, year)))
    pictures = tuple(
        svg(stack_chart(stacks, frame=frame, title=f"{title}, {year}", desc=measure, words=naming.number))
        for frame in (WIDE, NARROW)
    )
    return Story(
        id="outcomes",
        title=gettext("%(title)s, %(year)s") % {"title": title, "year": year},
        measure=measure,
        flow=found.flow,
        vintage=found.vintage,
        pictures=pictures,
        key=tuple((css, gettext(label)) for css, label, _ in PARTS),
        remarks=told(DATAFLOW),
        coverage=gettext("%(count)d reporters; Kosovo* within Serbia") % {"count": len(stacks)},
        sheet=Sheet(
            (gettext("Participant"), *(gettext(label) for _, label, _ in PARTS), gettext("Together")),
            tuple((f"{s.label}{s.note}", (*(part.value for part in s.parts), s.total)) for s in stacks),
        ),
    )


def _stack(code: str, sums: dict[tuple[str, ...], dict[str, int]], year: str) -> Stack | None:
    """One participant at the first level it has figures for; None where it has none or nothing happened."""
    level = next((lv for lv in LEVELS if any(k[:2] == (code, lv) and year in by for k, by in sums.items())), None)
    if level is None:
        return None
    parts = tuple(
        Part(gettext(label), sum(sums.get((code, level, outcome), {}).get(year, 0) for outcome in outcomes_), css)
        for css, label, outcomes_ in PARTS
    )
    note = gettext(" (with appeals)") if level == "FA" else ""
    stack = Stack(naming.participant(code), parts, note)
    return stack if stack.total else None
