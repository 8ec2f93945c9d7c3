"""Where a view can be had as a file, and how it is cited. The files come from the SDMX interface, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import urlencode

from django.utils.translation import gettext

from midex.kernel.text import mark
from midex.statistics.series import Dataflow, SeriesKind, Vintage
from midex.web import naming
from midex.web.public.selection import Selection

FORMATS = (
    (
        {"format": "csvdata", "formatVersion": "2.0.0", "bom": "true"},
        mark("CSV (SDMX-CSV 2.0; opens in a spreadsheet)"),
    ),
    ({"format": "csvdata", "formatVersion": "1.0.0"}, mark("SDMX-CSV 1.0")),
    ({"format": "structurespecificdata", "formatVersion": "2.1"}, mark("SDMX-ML 2.1")),
)
LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Download:
    """One file: what it is, where the chosen view is, and where the whole table is (empty: there is none)."""

    name: str
    view: str
    whole: str


@dataclass(frozen=True)
class Citation:
    """How to cite a release, for people and for BibTeX."""

    text: str
    bibtex: str


def downloads(
    view: Selection, vintages: tuple[Vintage, ...], vintage: Vintage | None, origin: str, *, spreadsheet: bool
) -> tuple[Download, ...]:
    """The files of the release that is shown; one that is not the newest is named by the moment it came out."""
    if vintage is None:
        return ()
    older = {"asOf": f"{vintage.released_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"} if vintage != vintages[0] else {}
    chosen = {name: value for name, value in (("startPeriod", view.start), ("endPeriod", view.end)) if value}
    chosen |= {"ORIGIN": origin} if origin else {}
    key = view.key if view.key.replace(".", "") else "all"
    files = tuple(
        Download(gettext(name), _address(view, key, asked | chosen | older), _address(view, "all", asked | older))
        for asked, name in FORMATS
    )
    return (*_workbook(view, vintage), *files) if spreadsheet else files


def _workbook(view: Selection, vintage: Vintage) -> tuple[Download, ...]:
    query = {name: pick.text for name, pick in view.picks.items()} | {"release": str(vintage.number)}
    query |= {name: value for name, value in (("from", view.start), ("to", view.end), ("ORIGIN", view.origin)) if value}
    name = gettext("Excel workbook (.xlsx), with definition, source and footnotes")
    return (Download(name, f"/table/{view.flow.id}.xlsx?{urlencode(query)}", ""),)


def _address(view: Selection, key: str, query: Mapping[str, str]) -> str:
    return f"/sdmx/2.1/data/MIDEX,{view.flow.id},1.0.0/{key}?{urlencode(query)}"


def citation(flow: Dataflow, vintage: Vintage) -> Citation:
    """Publisher, title, table, release and date; the hash makes the release unmistakable."""
    source = flow.source
    publisher = source.publisher if flow.kind is SeriesKind.PUBLISHED and source else "MIDEX"
    released = naming.day(vintage.released_at)
    text = gettext("%(publisher)s: %(title)s. Table %(id)s, MIDEX release %(number)d of %(day)s, SHA-256 %(hash)s.") % {
        "publisher": publisher, "title": gettext(flow.title), "id": flow.id, "number": vintage.number,
        "day": released, "hash": vintage.sha256[:16],
    }  # fmt: skip
    warning = (
        gettext("Contains figures generated for demonstration; they describe nobody.") if vintage.generated else ""
    )
    bibtex = (
        f"@misc{{midex-{flow.id.lower()}-{vintage.number},\n"
        f"  author = {{{{{publisher}}}}},\n"
        f"  title = {{{flow.title}}},\n"
        f"  year = {{{vintage.released_at.year}}},\n"
        f"  howpublished = {{MIDEX, table {flow.id}, release {vintage.number}}},\n"
        f"  note = {{SHA-256 {vintage.sha256}. {warning}}}\n}}"
    )
    return Citation(f"{text} {warning}".strip(), bibtex)
