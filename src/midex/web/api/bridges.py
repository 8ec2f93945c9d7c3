"""Records of other systems by program: a file is looked over or kept, a case is handed over in another's form."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from midex.formats.bridges.mapping import Format
from midex.formats.canonical_json import LONGEST
from midex.kernel.fault import Fault
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.casework.bridge_report import exported_json, imported_json
from midex.services.casework.export_record import ExportRecord, export_record
from midex.services.casework.import_records import ImportRecords, import_records, look_over
from midex.services.casework.imported_steps import Told
from midex.services.casework.ports import CasePorts
from midex.services.casework.told_apart import told_apart_in
from midex.web.api.json_calls import answers, body_of, refusal, said_in

FORMATS = tuple(one.value for one in Format)


def bridge_api(ports: CasePorts) -> list[URLPattern]:
    """Taking over and handing over, over a case node's ports."""

    @answers("POST")
    def take_over(request: HttpRequest, actor: Actor) -> HttpResponse:
        body = body_of(request)
        told = said_in(body, "told", {})
        wanted = ImportRecords(
            format=_format(body),
            content=json.dumps(said_in(body, "file", {})).encode(),
            told=Told(
                language=said_in(told, "language", ""),
                interpreter=_tick(told, "interpreter"),
                on=said_in(told, "on", ""),
            ),
            others=_told_apart(body),
            adults=_numbers(body, "adults"),
        )
        keeps = _tick(body, "keep")
        answer = (import_records if keeps else look_over)(wanted, actor, ports)
        if isinstance(answer, Refused):
            return refusal(answer)
        return JsonResponse(imported_json(answer), status=201 if keeps else 200)

    @answers("POST")
    def hand_over(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
        body = body_of(request)
        wanted = ExportRecord(
            case=name,
            format=_format(body),
            purpose=said_in(body, "purpose", ""),
            to=said_in(body, "to", ""),
        )
        answer = export_record(wanted, actor, ports)
        if isinstance(answer, Refused):
            return refusal(answer)
        return JsonResponse({"file": dict(answer.value), **exported_json(answer)}, status=201)

    return [
        path("api/take-over", take_over, name="api-take-over"),
        path("api/cases/<str:name>/hand-over", hand_over, name="api-hand-over"),
    ]


def _format(body: dict[str, Any]) -> Format:
    said = said_in(body, "format", "")
    if said not in FORMATS:
        raise _wrong(f"format is one of {', '.join(FORMATS)}")
    return Format(said)


def _tick(body: dict[str, Any], name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise _wrong(f"{name} is no true or false")
    return value


def _numbers(body: dict[str, Any], name: str) -> frozenset[int]:
    said = body.get(name, [])
    if not isinstance(said, list) or not all(isinstance(one, int) and not isinstance(one, bool) for one in said):
        raise _wrong(f"{name} is no list of numbers")
    return frozenset(said)


def _told_apart(body: dict[str, Any]) -> dict[int, Collection[str]]:
    """By the number of a record the cases that were seen; a list of numbers names none."""
    said = body.get("others", [])
    if not isinstance(said, dict):
        return dict.fromkeys(_numbers(body, "others"), ())
    found: dict[int, Collection[str]] = {}
    for number, names in said.items():
        if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
            raise _wrong("others has no list of cases for each record")
        told = told_apart_in("=".join((number, ",".join(names))) if names else number)
        if told is None:
            raise _wrong("others has no list of cases for each record")
        found |= dict([told])
    return found


def _wrong(reason: str) -> Fault:
    return Fault("F320", limit=LONGEST // 1024, reason=reason)
