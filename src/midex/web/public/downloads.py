"""Where a view can be had as a file, and how it is cited. The files come from the SDMX interface, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext

from midex.kernel.text import mark
from midex.statistics.series import Dataflow, SeriesKind, Vintage
from midex.web import naming
from midex.web.public.selection import Selection

FORMATS = (
    ("csvdata", "2.0.0", mark("CSV (SDMX-CSV 2.0; opens in a spreadsheet)")),
    ("csvdata", "1.0.0", mark("SDMX-CSV 1.0")),
    ("structurespecificdata", "2.1", mark("SDMX-ML 2.1")),
)
LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Download:
    """One file: what it is, where the chosen view is, and where the whole table is."""

    name: str
    view: str
    whole: str


@dataclass(frozen=True)
class Citation:
    """How to cite a release, for people and for BibTeX."""

    text: str
    bibtex: str


def downloads(view: Selection) -> tuple[Download, ...]:
    """The files of the newest release; an older one is read on the page and by its number in the interface."""
    return tuple(
        Download(gettext(name), _address(view, view.key, kind, version), _address(view, "all", kind, version))
        for kind, version, name in FORMATS
    )


def _address(view: Selection, key: str, kind: str, version: str) -> str:
    query = {"format": kind, "formatVersion": version}
    if key != "all":
        if not key.replace(".", ""):
            key = "all"
        query |= {name: value for name, value in (("startPeriod", view.start), ("endPeriod", view.end)) if value}
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
