"""A figure with all that makes it trustworthy: title, measure, picture, remarks, table, source, release, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from midex.services.ports import PublicCatalogue
from midex.statistics.remarks import remarks
from midex.statistics.series import Dataflow, Observation, Vintage
from midex.statistics.totals import whole

NOTHING = SafeString("")


@dataclass(frozen=True)
class Panel:
    """One of several small pictures. ``code`` gives the participant's hue; without a picture ``empty`` says why."""

    code: str
    name: str
    picture: SafeString = NOTHING
    empty: str = ""


@dataclass(frozen=True)
class Sheet:
    """The figures behind a picture: a heading per column, then rows of a label and its figures (None: not reported)."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Story:
    """One figure of a page, with the dataflow it was drawn from; without one it is an empty place."""

    id: str
    title: str
    measure: str
    flow: Dataflow | None = None
    vintage: Vintage | None = None
    pictures: tuple[SafeString, ...] = ()
    panels: tuple[Panel, ...] = ()
    key: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    coverage: str = ""
    sheet: Sheet | None = None


@dataclass(frozen=True)
class Drawn:
    """A dataflow with the observations that a story draws."""

    flow: Dataflow
    vintage: Vintage
    observations: tuple[Observation, ...] = field(repr=False)


def drawn(
    catalogue: PublicCatalogue,
    dataflow: str,
    *,
    keep: Sequence[str],
    fixed: dict[str, str] | None = None,
    among: dict[str, frozenset[str]] | None = None,
    start: str = "",
) -> Drawn | None:
    """The reported observations of a dataflow that make totals by ``keep``; None where nothing is public."""
    flow = next((one for one in catalogue.dataflows() if one.id == dataflow), None)
    vintages = catalogue.vintages(dataflow) if flow else ()
    if flow is None or not vintages:
        return None
    known = {name: code for name, code in (fixed or {}).items() if name in flow.table.dimension}
    keys = whole(flow.table, catalogue.series(dataflow), keep=keep, fixed=known)
    order = [dimension.id for dimension in flow.table.dimensions]
    for name, codes in (among or {}).items():
        keys = tuple(key for key in keys if key[order.index(name)] in codes)
    found = catalogue.observations(dataflow, keys=keys, start=start)
    return Drawn(flow, vintages[0], tuple(one for one in found if one.origin != "GENERATED"))


def svg(markup: str) -> SafeString:
    """A picture made by ``charts``, which escapes every text itself."""
    return mark_safe(markup)  # noqa: S308


def told(dataflow: str) -> tuple[str, ...]:
    """The remarks on a dataflow in the reader's language."""
    return tuple(gettext(remark.text) for remark in remarks(dataflow))


def sheet(columns: Iterable[tuple[str, dict[str, int]]], periods: Iterable[tuple[str, str]]) -> Sheet:
    """Periods down, newest first, one column per series. ``periods`` are (period, its words)."""
    kept = list(columns)
    return Sheet(
        heads=(pgettext("column heading", "Period"), *(head for head, _ in kept)),
        rows=tuple((words, tuple(by.get(period) for _, by in kept)) for period, words in reversed(list(periods))),
    )
