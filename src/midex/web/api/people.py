"""The JSON interface to people: who fits a search, and groups that are registered together; all of it in bodies."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from midex.formats.canonical_json import LONGEST
from midex.formats.event_json import Wrong
from midex.kernel.fault import Fault
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.casework.find_people import NOTHING_ASKED, find_people
from midex.services.casework.group_form import Group, WrongGroup
from midex.services.casework.ports import CasePorts
from midex.services.casework.register_group import MaybeKnownGroup, register_group
from midex.web.api.json_calls import answers, body_of, names_in, number, refusal, said_in
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

    @answers("POST")
    def groups(request: HttpRequest, actor: Actor) -> HttpResponse:
        body, key = body_of(request), request.headers.get("Idempotency-Key", "")
        group = Group(shared=said_in(body, "shared", {}), people=_people_in(body))
        answer = register_group(group, key, actor, ports, _apart_in(body))
        if isinstance(answer, Refused):
            return refusal(answer)
        if isinstance(answer, WrongGroup):
            return JsonResponse(stated.wrong_group(answer), status=422)
        if isinstance(answer, MaybeKnownGroup):
            return JsonResponse(stated.may_be_known_group(answer), status=409)
        return JsonResponse({"cases": list(answer.names)}, status=201)

    return [
        path("api/people/find", find, name="api-find-people"),
        path("api/groups", groups, name="api-groups"),
    ]


def _people_in(body: dict[str, Any]) -> list[dict[str, Any]]:
    people = body.get("people", [])
    if not isinstance(people, list) or not all(isinstance(one, dict) for one in people):
        raise Fault("F320", limit=LONGEST // 1024, reason="people is no list of objects")
    return people


def _apart_in(body: dict[str, Any]) -> dict[int, tuple[str, ...]]:
    """By row (from 0), the cases told apart; in the body rows are numbered from 1, as relatives are."""
    said = said_in(body, "told_apart", {})
    return {number(row) - 1: names_in(said, row) for row in said}
