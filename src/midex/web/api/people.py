"""The JSON interface to people: who fits a search. What is typed stands in a body, never in an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from midex.formats.event_json import Wrong
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.casework.find_people import NOTHING_ASKED, find_people
from midex.services.casework.ports import CasePorts
from midex.web.api.json_calls import answers, body_of, refusal, said_in
from midex.web.casework import stated


def people_api(ports: CasePorts) -> list[URLPattern]:
    """People, over a case node's ports."""

    @answers("POST")
    def find(request: HttpRequest, actor: Actor) -> HttpResponse:
        answer = find_people(said_in(body_of(request), "text", ""), actor, ports)
        if isinstance(answer, Refused):
            wrong = Wrong({"text": answer.because})
            return (
                JsonResponse(stated.wrong(wrong), status=422) if answer.because.id == NOTHING_ASKED else refusal(answer)
            )
        return JsonResponse(stated.found(answer))

    return [path("api/people/find", find, name="api-find-people")]
