"""Which format a client gets: from ``format=`` in the address, else from its Accept header."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from midex.formats.sdmx import csv, generic21, structures, xml21
from midex.formats.sdmx.message import DataMessage
from midex.kernel.fault import Fault

FORMAT_PARAMETERS = frozenset(("format", "formatVersion", "labels", "bom"))
_ALIASES = {
    "csvdata": "application/vnd.sdmx.data+csv",
    "csv": "text/csv",
    "structurespecificdata": "application/vnd.sdmx.structurespecificdata+xml",
    "genericdata": "application/vnd.sdmx.genericdata+xml",
    "structure": "application/vnd.sdmx.structure+xml",
    "xml": "application/xml",
}
_CSV_TYPES = ("text/html", "text/csv", "text/*", "application/vnd.sdmx.data+csv")
_XML_TYPES = ("*/*", "application/*", "application/xml", "text/xml")


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """One format of data. ``amends`` says whether it can tell withdrawn figures, ``dates`` whether it can date sets."""

    media_type: str
    suffix: str
    write: Callable[[DataMessage], Iterator[bytes]]
    amends: bool = True
    dates: bool = True


STRUCTURE_SPECIFIC = Rendering(media_type=xml21.MEDIA_TYPE, suffix="xml", write=xml21.write)
GENERIC = Rendering(media_type=generic21.MEDIA_TYPE, suffix="xml", write=generic21.write)


def csv_rendering(dialect: csv.Dialect) -> Rendering:
    """SDMX-CSV in one of its dialects."""
    return Rendering(
        media_type=f"{dialect.media_type};charset=utf-8",
        suffix="csv",
        write=lambda message: csv.write(message, dialect),
        amends=dialect.version > 1,
        dates=False,
    )


def data_format(accept: str, parameters: Mapping[str, str]) -> Rendering:
    """The best format both sides know; fault F503 where there is none."""
    for media, options in _wanted(accept, parameters):
        if rendering := _data_format(media, options):
            return rendering
    offered = (
        f"{xml21.MEDIA_TYPE}, {generic21.MEDIA_TYPE}, {csv.Dialect(version=1).media_type}, {csv.Dialect().media_type}"
    )
    raise Fault("F503", wanted=(parameters.get("format") or accept)[:80], offered=offered)


def structure_format(accept: str, parameters: Mapping[str, str]) -> str:
    """The media type of structures; fault F503 where the client wants no XML."""
    for media, options in _wanted(accept, parameters):
        plain = media in (*_XML_TYPES, "text/html", "text/*")
        if plain or (media == _ALIASES["structure"] and options.get("version", "2.1") == "2.1"):
            return structures.MEDIA_TYPE
    raise Fault("F503", wanted=(parameters.get("format") or accept)[:80], offered=structures.MEDIA_TYPE)


def _data_format(media: str, options: Mapping[str, str]) -> Rendering | None:
    if media in _XML_TYPES:
        return STRUCTURE_SPECIFIC
    if media in _CSV_TYPES:
        return _csv_format(media, options)
    for rendering in (STRUCTURE_SPECIFIC, GENERIC):
        if media == rendering.media_type.partition(";")[0] and options.get("version", "2.1") == "2.1":
            return rendering
    return None


def _csv_format(media: str, options: Mapping[str, str]) -> Rendering | None:
    """Under API v1.5 the SDMX type without a version is 1.0; a browser or Excel gets what MIDEX itself exchanges."""
    usual = "1" if media == _ALIASES["csvdata"] else "2"
    version = options.get("version", usual).split(".")[0]
    labels = options.get("labels", "id")
    if version not in ("1", "2") or labels not in ("id", "both"):
        return None
    bom = options.get("bom") == "true"
    return csv_rendering(csv.Dialect(version=int(version), labels=csv.Labels(labels), bom=bom))


def _wanted(accept: str, parameters: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Media types with their parameters, the most wanted first; parameters of the address override."""
    override = {name: parameters[name] for name in ("labels", "bom") if name in parameters}
    if "formatVersion" in parameters:
        override["version"] = parameters["formatVersion"]
    if named := parameters.get("format"):
        media, options = _media(_ALIASES.get(named, named))
        yield media, options | override
        return
    ranges = [_media(part) for part in (accept or "*/*").split(",") if part.strip()]
    for media, options in sorted(ranges, key=lambda wanted: -_quality(wanted[1])):
        # a byte order mark is no part of a media type; only the address asks for it
        options.pop("bom", None)
        if _quality(options) > 0:
            yield media, options | override


def _media(text: str) -> tuple[str, dict[str, str]]:
    media, *options = (part.strip() for part in text.split(";"))
    named = (option.partition("=") for option in options)
    return media.lower(), {name.strip().lower(): value.strip().strip('"') for name, _, value in named}


def _quality(options: Mapping[str, str]) -> float:
    try:
        return float(options.get("q", "1"))
    except ValueError:
        return 0.0
