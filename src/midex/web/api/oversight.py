"""The JSON interface of those who watch over a case node: who saw what, break-glass; and its own description."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path

from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.casework.break_glass import see_notices
from midex.services.casework.ports import CasePorts
from midex.services.casework.search_reads import search_reads
from midex.web.api.casework_description import description
from midex.web.api.json_calls import answers, body_of, number, refusal, said_in
from midex.web.casework import stated


def oversight_api(ports: CasePorts) -> list[URLPattern]:
    """The record of reads and the notices, over a case node's ports."""

    @answers("GET", "POST")
    def reads(request: HttpRequest, actor: Actor) -> HttpResponse:
        # an account's name belongs in a body: addresses are written down along the way
        said: dict[str, Any] = body_of(request) if request.method == "POST" else request.GET.dict()
        start = said.get("start", 0)
        found = search_reads(
            actor,
            ports,
            identity=said_in(said, "identity", "") if request.method == "POST" else "",
            name=said_in(said, "name", ""),
            kind=said_in(said, "kind", ""),
            start=start if isinstance(start, int) else number(start),
        )
        if isinstance(found, Refused):
            return refusal(found)
        return JsonResponse({"reads": [stated.read_line(one) for one in found]})

    @answers("GET")
    def notices(request: HttpRequest, actor: Actor) -> HttpResponse:
        found = see_notices(actor, ports, start=number(request.GET.get("start", "0")))
        if isinstance(found, Refused):
            return refusal(found)
        return JsonResponse({"notices": [stated.notice(one) for one in found.notices], "older": found.older})

    described = JsonResponse(description()).content

    def openapi(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return HttpResponse(described, content_type="application/json")

    return [
        path("api/openapi.json", openapi, name="api-description"),
        path("api/reads", reads, name="api-reads"),
        path("api/notices", notices, name="api-notices"),
    ]
