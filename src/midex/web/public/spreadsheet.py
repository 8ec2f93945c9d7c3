"""The chosen view of a table as a workbook: figures as numbers, and beside them what makes them trustworthy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext, pgettext

from midex.formats.sdmx.message import footnoted
from midex.formats.workbook import workbook
from midex.kernel.codelist import Codelist
from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Dataflow, Observation, Vintage
from midex.web import naming
from midex.web.public.downloads import LICENCE, citation
from midex.web.public.selection import GENERATED

MOST_ROWS = 20_000
"""More is for a program; the CSV has no such bound."""

Line = Sequence[str | int | None]


def spreadsheet(flow: Dataflow, vintage: Vintage, shown: Sequence[Observation]) -> bytes:
    """The figures shown, one a row, and a sheet about them."""
    sheets = {
        pgettext("sheet", "Figures"): _figures(flow, shown),
        pgettext("sheet", "About"): _about(flow, vintage, shown),
    }
    return workbook(sheets)


def _figures(flow: Dataflow, shown: Sequence[Observation]) -> Iterator[Line]:
    lists = [dimension.codelist for dimension in flow.table.dimensions]
    attributes = [registry().codelists[name] for name in ("CL_OBS_STATUS", "CL_CONF_STATUS", "CL_ORIGIN")]
    yield (
        *(gettext(dimension.name) for dimension in flow.table.dimensions),
        gettext("Period"), gettext("Figure"), gettext("Flags"), gettext("Confidentiality"), gettext("Origin"),
        gettext("Reporters"), gettext("Comment"),
    )  # fmt: skip
    for one in shown:
        told = (_words(listed, code) for listed, code in zip(lists, one.key, strict=True))
        marks = zip(attributes, (one.obs_status, one.conf_status, one.origin), strict=True)
        flags, confidential, origin = (_words(listed, code) for listed, code in marks)
        yield (*told, one.period, one.value, flags, confidential, origin, one.reporters, one.comment)


def _words(listed: Codelist, code: str) -> str:
    """The name of a code; several flags in one field are named each."""
    if code and code not in listed and all(letter in listed for letter in code):
        return ", ".join(naming.code(listed, letter) for letter in code)
    return naming.code(listed, code)


def _about(flow: Dataflow, vintage: Vintage, shown: Sequence[Observation]) -> Iterator[Line]:
    table, source = flow.table, flow.source
    yield gettext("Table"), f"{flow.id}: {gettext(flow.title)}"
    if any(one.origin == GENERATED for one in shown):
        yield (
            gettext("Warning"),
            gettext("Some figures were generated for demonstration. They describe nobody; never quote them."),
        )
    yield gettext("Definition"), gettext(table.definition)
    yield gettext("Unit"), naming.unit(table.unit)
    if source:
        yield gettext("Source"), f"{source.publisher}: {gettext(source.title)}. {source.url}".strip()
        yield gettext("Retrieved"), source.retrieved
    else:
        yield gettext("Source"), gettext("the participants, through MIDEX")
        yield gettext("Rounding"), gettext("Published figures are rounded to %(base)d.") % {"base": table.rounding}
    coverage = source.coverage if source else table.coverage
    yield gettext("Coverage"), gettext(coverage) if coverage else ""
    yield gettext("Licence"), source.licence if source else LICENCE
    released = {"number": vintage.number, "day": naming.day(vintage.released_at)}
    yield gettext("Release"), gettext("Release %(number)d of %(day)s.") % released
    yield "SHA-256", vintage.sha256
    yield gettext("Cite as"), citation(flow, vintage).text
    for note in (*table.notes, *(source.notes if source else ())):
        yield gettext("Note"), gettext(note)
    for note in _footnotes(flow, shown):
        yield gettext("Footnote"), note


def _footnotes(flow: Dataflow, shown: Sequence[Observation]) -> Iterator[str]:
    met = {code for one in shown for code in one.key}
    listed = {code.id: code for dimension in flow.table.dimensions for code in dimension.codelist.codes}
    for name in sorted(met & listed.keys()):
        if footnoted(listed[name]):
            yield f"{gettext(listed[name].name)} {gettext(listed[name].note)}"
