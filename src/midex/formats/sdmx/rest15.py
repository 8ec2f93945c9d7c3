"""What a client of the SDMX REST API v1.5 asks, read from path and query string.

It refuses to know what there is to be found: a code or a dataflow that does not exist is no fault of the syntax.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import TypeVar

from midex.formats.sdmx.message import Detail
from midex.kernel.fault import Fault
from midex.kernel.indicator import TIME
from midex.kernel.period import Period

MOST_CODES = 1_000
ALL_DIMENSIONS = "AllDimensions"
ORIGIN = "ORIGIN"

Choice = frozenset[str] | None
"""Codes or ids to choose from; None chooses all."""


class References(Enum):
    """Which related structures come along with the ones asked for."""

    NONE = "none"
    PARENTS = "parents"
    PARENTS_AND_SIBLINGS = "parentsandsiblings"
    CHILDREN = "children"
    DESCENDANTS = "descendants"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Bound:
    """The first or last day asked for. ``year`` is the year as text, ``day`` what it means exactly."""

    year: str
    day: date


@dataclass(frozen=True, kw_only=True)
class DataQuery:
    """One request for figures. ``key`` has a choice per dimension, or is empty for all series.

    ``as_of`` is of API v2.2, offered here too: what was public at that moment, so that a citation can be followed.
    ``origin`` is our own: an attribute, which v1.5 cannot choose by, and yet what parts real figures from made-up ones.
    """

    agency: Choice
    flow: str
    version: str
    key: tuple[Choice, ...] = ()
    providers: Choice = None
    start: Bound | None = None
    end: Bound | None = None
    updated_after: datetime | None = None
    as_of: datetime | None = None
    origin: str = ""
    first: int | None = None
    last: int | None = None
    detail: Detail = Detail.FULL
    flat: bool = False
    history: bool = False


@dataclass(frozen=True, kw_only=True)
class StructureQuery:
    """One request for structures. ``also`` names the one kind that ``references`` asks for, if it does.

    ``partial`` wants codelists cut down to the codes that have figures.
    """

    kind: str
    agencies: Choice
    ids: Choice
    versions: Choice
    references: References = References.NONE
    also: str = ""
    partial: bool = False


ABSENT = frozenset(
    (
        "allowedconstraint",
        "attachmentconstraint",
        "categorisation",
        "categoryscheme",
        "dataconsumerscheme",
        "dataproviderscheme",
        "hierarchicalcodelist",
        "metadataflow",
        "metadatastructure",
        "process",
        "provisionagreement",
        "reportingtaxonomy",
        "structureset",
    )
)
"""Kinds of structure that SDMX has and MIDEX does not: a reference to them brings nothing."""

KINDS = ("agencyscheme", "codelist", "conceptscheme", "contentconstraint", "dataflow", "datastructure")
_PERIODS = ("startPeriod", "endPeriod", "updatedAfter", "asOf")
_SHAPE = ("firstNObservations", "lastNObservations", "dimensionAtObservation", "detail", "includeHistory")
DATA_PARAMETERS = frozenset((*_PERIODS, *_SHAPE, ORIGIN))
STRUCTURE_PARAMETERS = frozenset(("references", "detail"))
AVAILABILITY_PARAMETERS = frozenset((*_PERIODS, "mode", "references"))


def data_query(segments: Sequence[str], parameters: Mapping[str, str]) -> DataQuery:
    """Read ``flow[/key[/provider]]`` and the parameters of a data query."""
    if not 1 <= len(segments) <= 3:
        raise Fault("F501", reason="write data/FLOW/KEY/PROVIDER")
    agency, flow, version = _flow(segments[0])
    first, last = (_count(parameters, name) for name in ("firstNObservations", "lastNObservations"))
    return DataQuery(
        agency=agency,
        flow=flow,
        version=version,
        key=_key(segments[1] if len(segments) > 1 else "all"),
        providers=_providers(segments[2] if len(segments) > 2 else "all"),
        start=_bound(parameters, "startPeriod"),
        end=_bound(parameters, "endPeriod"),
        updated_after=_instant(parameters, "updatedAfter"),
        as_of=_instant(parameters, "asOf"),
        origin=parameters.get(ORIGIN, ""),
        first=first,
        last=last,
        detail=_member(Detail, parameters.get("detail", "full"), "detail"),
        flat=_is_flat(parameters.get("dimensionAtObservation", TIME)),
        history=_flag(parameters, "includeHistory"),
    )


def structure_query(kind: str, segments: Sequence[str], parameters: Mapping[str, str]) -> StructureQuery:
    """Read ``kind[/agency[/id[/version]]]`` and the parameters of a structure query."""
    if len(segments) > 3:
        raise Fault("F504", what="asking for single items of a scheme")
    agency, ids, version = _padded(segments)
    if parameters.get("detail", "full") not in ("full", "referencepartial"):
        raise Fault("F504", what=f"detail={parameters['detail'][:40]}")
    references = parameters.get("references", "none")
    references = "contentconstraint" if references == "actualconstraint" else references
    also = references if references in (*KINDS, *ABSENT) else ""
    return StructureQuery(
        kind=kind,
        agencies=choice(agency),
        ids=choice(ids),
        versions=None if version == "latest" else choice(version),
        references=References.NONE if also else _member(References, references, "references"),
        also=also,
        partial=parameters.get("detail") == "referencepartial",
    )


def schema_query(segments: Sequence[str], parameters: Mapping[str, str]) -> DataQuery:
    """Read ``dataflow/agency/id[/version]``: whose messages a schema is wanted for."""
    if len(segments) not in (3, 4):
        raise Fault("F501", reason="write schema/dataflow/AGENCY/ID/VERSION")
    context, agency, flow, *version = segments
    if context != "dataflow" or parameters.get("explicitMeasure", "false") != "false":
        raise Fault("F504", what=f"a schema for {context[:40]} or for explicit measures")
    return data_query([",".join((agency, flow, *version))], parameters)


def _padded(segments: Sequence[str]) -> tuple[str, str, str]:
    agency, ids, version, *_ = (*segments, *("all", "all", "latest")[len(segments) :])
    return agency, ids, version


def choice(segment: str) -> Choice:
    """``A+B`` as a set, also where a client turned the plus into a space; ``all``, ``*`` or nothing as None."""
    if segment in ("", "*", "all", "ALL"):
        return None
    return frozenset(segment.replace("+", " ").split())


def _flow(reference: str) -> tuple[Choice, str, str]:
    """``ID``, ``AGENCY,ID`` or ``AGENCY,ID,VERSION``."""
    parts = reference.split(",")
    if len(parts) > 3 or not all(parts):
        raise Fault("F501", reason="a dataflow is ID or AGENCY,ID or AGENCY,ID,VERSION")
    if len(parts) == 1:
        return None, parts[0], "latest"
    return choice(parts[0]), parts[1], parts[2] if len(parts) == 3 else "latest"


def _key(segment: str) -> tuple[Choice, ...]:
    if segment in ("all", "ALL"):
        return ()
    choices = tuple(choice(part) for part in segment.split("."))
    if sum(len(codes) for codes in choices if codes) > MOST_CODES:
        raise Fault("F505", limit=MOST_CODES)
    return choices


def _providers(segment: str) -> Choice:
    """Ids of providers, whatever agency is named before them."""
    chosen = choice(segment)
    return None if chosen is None else frozenset(provider.rpartition(",")[2] for provider in chosen)


def _bound(parameters: Mapping[str, str], name: str) -> Bound | None:
    """A period or a day. A start takes a period's first day, an end its last."""
    text = parameters.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text[:10]) if len(text) >= 10 else None
    except ValueError:
        raise Fault("F109", text=text[:40]) from None
    if day is None:
        period = Period.parse(text.removesuffix("-A1"))
        day = period.first_day if name == "startPeriod" else period.last_day
    return Bound(year=f"{day.year:04d}", day=day)


def _instant(parameters: Mapping[str, str], name: str) -> datetime | None:
    text = parameters.get(name, "")
    if not text:
        return None
    try:
        # a plus sign in a query string arrives as a space
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise Fault("F501", reason=f"{name} is a date and time such as 2026-01-31T12:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _count(parameters: Mapping[str, str], name: str) -> int | None:
    text = parameters.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise Fault("F501", reason=f"{name} is a positive whole number")
    return int(text)


def _flag(parameters: Mapping[str, str], name: str) -> bool:
    text = parameters.get(name, "false").lower()
    if text not in ("true", "false"):
        raise Fault("F501", reason=f"{name} is true or false")
    return text == "true"


def _is_flat(dimension: str) -> bool:
    if dimension not in (TIME, ALL_DIMENSIONS):
        raise Fault("F504", what=f"dimensionAtObservation={dimension[:40]}")
    return dimension == ALL_DIMENSIONS


M = TypeVar("M", bound=Enum)


def _member(kind: type[M], text: str, name: str) -> M:
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise Fault("F501", reason=f"{name} is one of {known}") from None
