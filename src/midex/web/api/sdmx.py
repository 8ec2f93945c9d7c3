"""The SDMX REST service v1.5: reads the address, asks one service, streams the answer.

Everything it can show comes from the public catalogue it closes over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt

from midex import __version__
from midex.formats.sdmx import error21, rest15, schema21
from midex.formats.sdmx.components import CODED
from midex.formats.sdmx.message import Action, DataMessage
from midex.kernel.fault import Fault
from midex.services.describe_structures import (
    constraints_of,
    describe_availability,
    describe_schema,
    describe_structures,
)
from midex.services.ports import PublicCatalogue
from midex.services.query_observations import Answer, find_release, query_observations
from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Dataflow, Vintage
from midex.web.api.long_answers import LongAnswers
from midex.web.api.provenance import MADE_UP, Provenance, warning
from midex.web.api.sdmx_formats import FORMAT_PARAMETERS, Rendering, data_format, structure_format
from midex.web.kept import Kept

BASE = r"sdmx/2\.1/"
LONGEST_ADDRESS = 8_000
FRESH_SECONDS = 60
FOR_PEOPLE = "/about#machines"
METHODS = "GET, HEAD, OPTIONS"
Segments = list[str]
View = Callable[[HttpRequest, str], HttpResponseBase]

_STATUS = {
    "F502": (404, 100),
    "F503": (406, 140),
    "F504": (501, 501),
    "F505": (413, 130),
    "F506": (414, 140),
    "F507": (405, 140),
    "F508": (503, 503),
}
"""HTTP status and number of the SDMX registry of errors; any other fault is a matter of syntax."""


def urls(catalogue: PublicCatalogue, *, long_answers: int = 2, kept: Kept | None = None) -> tuple[URLPattern, ...]:
    """The addresses of the service; at most so many long answers at a time, fewer than the server has threads."""
    kept = kept or Kept()
    constraints = constraints_of(catalogue)
    places = LongAnswers(long_answers)
    provenance = Provenance(catalogue)

    def data(request: HttpRequest, segments: Segments) -> HttpResponseBase:
        parameters = _parameters(request, rest15.DATA_PARAMETERS | FORMAT_PARAMETERS)
        rendering = data_format(request.headers.get("Accept", ""), parameters)
        query = rest15.data_query(segments, parameters)
        flow, vintages = find_release(catalogue, query)
        tag = _tag(request, rendering.media_type, flow, vintages)
        if _is_known(request, tag):
            return _tagged(HttpResponseNotModified(), tag)
        if request.method == "GET" and (again := kept.find(("data", tag))):
            return again
        answer = query_observations(catalogue, query, flow, vintages)
        _check_can_tell(answer, rendering)
        origins = provenance.of(query, flow, vintages)
        response = _response(places, request, rendering, message(answer, query, test=origins == MADE_UP))
        name = f"{flow.id}_v{vintages[0].number}{warning(origins)}"
        response["Content-Disposition"] = f'inline; filename="{name}.{rendering.suffix}"'
        _tagged(response, tag)
        if isinstance(response, HttpResponse):
            kept.keep(("data", tag), response)
        return response

    def structure(request: HttpRequest, segments: Segments) -> HttpResponseBase:
        kind, *rest = segments
        parameters = _parameters(request, rest15.STRUCTURE_PARAMETERS | FORMAT_PARAMETERS)
        media_type = structure_format(request.headers.get("Accept", ""), parameters)
        return _whole(
            request,
            describe_structures(catalogue, rest15.structure_query(kind, rest, parameters), constraints),
            media_type,
        )

    def base(request: HttpRequest, _segments: Segments) -> HttpResponseBase:
        """The base address itself: people are shown how to use it, programs are told what there is."""
        if "text/html" in request.headers.get("Accept", ""):
            return HttpResponse(status=303, headers={"Location": FOR_PEOPLE})
        return structure(request, ["dataflow"])

    def available(request: HttpRequest, segments: Segments) -> HttpResponseBase:
        parameters = _parameters(request, rest15.AVAILABILITY_PARAMETERS | FORMAT_PARAMETERS)
        media_type = structure_format(request.headers.get("Accept", ""), parameters)
        component = segments[3] if len(segments) > 3 else "all"
        query = rest15.data_query(segments[:3], parameters)
        told = describe_availability(catalogue, query, component, parameters.get("references", "none"))
        return _whole(request, told, media_type)

    def schema(request: HttpRequest, segments: Segments) -> HttpResponseBase:
        parameters = _parameters(request, ("dimensionAtObservation", "explicitMeasure"))
        query = rest15.schema_query(segments, parameters)
        return _whole(request, describe_schema(catalogue, query), schema21.MEDIA_TYPE)

    kinds = "|".join(rest15.KINDS)
    return (
        re_path(rf"^{BASE}(?P<rest>)$", _answered(base), name="sdmx-base"),
        re_path(rf"^{BASE}data/(?P<rest>.*)$", _answered(data), name="sdmx-data"),
        re_path(rf"^{BASE}(?P<rest>(?:{kinds})(?:/.*)?)$", _answered(structure), name="sdmx-structure"),
        re_path(rf"^{BASE}availableconstraint/(?P<rest>.*)$", _answered(available), name="sdmx-availability"),
        re_path(rf"^{BASE}schema/(?P<rest>.*)$", _answered(schema), name="sdmx-schema"),
        re_path(rf"^{BASE}(?P<rest>.*)$", _answered(_not_implemented), name="sdmx-other"),
    )


def _not_implemented(_request: HttpRequest, segments: Segments) -> HttpResponseBase:
    raise Fault("F504", what=f"the resource {segments[0][:40] or '(none)'}")


def _answered(ask: Callable[[HttpRequest, Segments], HttpResponseBase]) -> View:
    """A view: split the path, turn a fault into an SDMX error, tell every origin it may read."""

    @csrf_exempt  # nothing here writes; the refusal of a POST is ours to tell
    @wraps(ask)
    def view(request: HttpRequest, rest: str) -> HttpResponseBase:
        try:
            response = _preflight() if request.method == "OPTIONS" else ask(request, _segments(request, rest))
        except Fault as fault:
            status, number = _STATUS.get(fault.code, (400, 140))
            response = HttpResponse(
                error21.write(number, f"{fault.message} ({fault.code})"), status=status, content_type=error21.MEDIA_TYPE
            )
            response["Cache-Control"] = "no-store"
            vars(response)["_has_been_logged"] = True  # Django would log the address of every 501 and 503 as an error
            if status == 405:
                response["Allow"] = METHODS
            if status == 503:
                response["Retry-After"] = "5"
        response["Vary"] = "Accept"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Content-Disposition, Link"
        return response

    return view


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _segments(request: HttpRequest, rest: str) -> Segments:
    if request.method not in ("GET", "HEAD"):
        raise Fault("F507", method=str(request.method)[:10])
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        raise Fault("F506", limit=LONGEST_ADDRESS)
    return rest.removesuffix("/").split("/")


def _parameters(request: HttpRequest, known: Iterable[str]) -> dict[str, str]:
    """The query string; a parameter nobody knows is a mistake worth telling, not one to answer past."""
    for name in request.GET:
        if name not in known:
            raise Fault("F501", reason=f"there is no parameter {name[:40]}; known are {', '.join(sorted(known))}")
    return request.GET.dict()


def _response(
    places: LongAnswers, request: HttpRequest, rendering: Rendering, told: DataMessage
) -> HttpResponse | StreamingHttpResponse:
    if request.method == "HEAD":
        # a stream, because an empty body would be given a length of 0
        return StreamingHttpResponse((), content_type=rendering.media_type)
    content = places.admit(rendering.write(told))
    if isinstance(content, bytes):
        return HttpResponse(content, content_type=rendering.media_type)
    return StreamingHttpResponse(content, content_type=rendering.media_type)


def message(answer: Answer, query: rest15.DataQuery, *, test: bool) -> DataMessage:
    """The answer as a message for a writer; it is a ``test`` where every figure was made up."""
    return DataMessage(
        id=f"{answer.flow.id}_V{answer.vintage.number}",
        flow=answer.flow.id,
        title=answer.flow.title,
        table=answer.flow.table,
        prepared=answer.vintage.released_at,
        sets=answer.sets,
        detail=query.detail,
        flat=query.flat,
        test=test,
        attribute_codes={name: registry().codelists[listed] for name, listed in CODED.items()},
    )


def _check_can_tell(answer: Answer, rendering: Rendering) -> None:
    """A format that cannot date releases or withdraw figures is refused rather than left silent."""
    untold = any(dataset.valid_from and not rendering.dates for dataset in answer.sets) or any(
        dataset.action is Action.DELETE and not rendering.amends for dataset in answer.sets
    )
    if untold:
        raise Fault("F503", wanted=f"this answer as {rendering.media_type}", offered="SDMX-ML 2.1")


def _whole(request: HttpRequest, body: bytes, media_type: str) -> HttpResponseBase:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if _is_known(request, tag):
        return _tagged(HttpResponseNotModified(), tag)
    return _tagged(HttpResponse(body, content_type=media_type), tag)


def _tag(request: HttpRequest, media_type: str, flow: Dataflow, vintages: Iterable[Vintage]) -> str:
    """A strong tag: the same releases, title, question, format and software give the same bytes."""
    question = sorted((name, request.GET[name]) for name in request.GET)
    said = repr((request.path, question, media_type, flow.title, [v.sha256 for v in vintages], __version__))
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def _is_known(request: HttpRequest, tag: str) -> bool:
    """Whether the client has it; a weak tag, as compression makes it, names the same figures."""
    held = [part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")]
    return tag in held or held == ["*"]


def _tagged(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
