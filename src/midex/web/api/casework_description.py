"""OpenAPI 3.1 description of a case node's JSON interface, made from the steps' own fields; written by nobody."""

from __future__ import annotations

import typing
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from midex import __version__
from midex.formats.bridges.mapping import Format
from midex.formats.canonical_json import LONGEST
from midex.formats.event_json import MOST, Shape, shape_of
from midex.kernel.field import Storage
from midex.kernel.partial_date import PartialDate
from midex.kernel.procedure import Step
from midex.kernel.purpose import Purpose
from midex.procedures.catalogue import PROCEDURES
from midex.services.casework.export_record import WRITE

KEY = {"type": "string", "pattern": "^[A-Za-z0-9-]{8,64}$"}
PARTIAL = r"^\d{4}(-\d{2}(-\d{2})?)?~?$"

NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}, "description": "2026-0000123"}
PROPOSAL = {"name": "proposal", "in": "path", "required": True, "schema": {"type": "string"}}
TOKEN = {"name": "X-CSRFToken", "in": "header", "required": True, "schema": {"type": "string"}}
ATTEMPT = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": KEY,
    "description": "The client's name of the attempt; sending it again is the same step.",
}

ANSWERS = {
    "400": "The body is no JSON object that this interface reads, or the attempt has no name.",
    "401": "Sign in first.",
    "404": "There is no such case, step or proposal for this account; nothing more is said.",
    "409": "Refused: not lawful now, or not any more.",
    "422": "Fields are wrong; for each, what to do.",
    "429": "As much as one account may in an hour.",
}


def description() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "MIDEX case node",
            "version": __version__,
            "description": "Cases, their lawful steps, and who saw what. Sessions and CSRF tokens are those of the "
            f"pages. A body is one JSON object of at most {LONGEST // 1024} KB.",
        },
        "security": [{"session": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "the node's session cookie"}},
            "schemas": {
                **{f"{one.id}-{step.id}": fields_schema(step) for one in PROCEDURES.values() for step in one.steps},
                "Sentence": _sentence(),
                "Refusal": _object({"refused": {"$ref": "#/components/schemas/Sentence"}}),
                "Wrong": _object(
                    {
                        "wrong": {
                            "type": "object",
                            "additionalProperties": {"$ref": "#/components/schemas/Sentence"},
                        }
                    }
                ),
                "Fault": _object({"fault": {"$ref": "#/components/schemas/Sentence"}}),
                "Taken": _object({"case": _TEXT, "number": _NUMBER, "entry": _NUMBER}),
                "Proposed": _object({"case": _TEXT, "proposal": _TEXT, "sha256": _TEXT}),
            },
        },
    }


def fields_schema(step: Step[Any]) -> dict[str, Any]:
    """The fields of the event that a step records."""
    return {**_record(step.records), "title": step.label, "description": f"{step.law}"}


def _record(kind: type[Any]) -> dict[str, Any]:
    shapes = shape_of(kind)
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {shape.name: _field(shape) for shape in shapes},
        "required": [shape.name for shape in shapes if not shape.optional],
    }


def _field(shape: Shape) -> dict[str, Any]:
    schema = _value(shape.type)
    if schema.get("type") == "string" and "enum" not in schema:
        schema["maxLength"] = shape.entry.longest
    if shape.entry.storage is Storage.COUNTED and shape.entry.codelist:
        schema["x-codelist"] = shape.entry.codelist
    return {**schema, "x-storage": shape.entry.storage.value, "x-purpose": shape.entry.handling.purpose.value}


def _value(kind: Any) -> dict[str, Any]:
    if typing.get_origin(kind) is tuple:
        return {"type": "array", "maxItems": MOST, "items": _value(typing.get_args(kind)[0])}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [one.value for one in kind]}
    if is_dataclass(kind) and kind is not PartialDate and isinstance(kind, type):
        return _record(kind)
    return dict(_SIMPLE[kind])


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {
        "/api/cases": {
            "get": _reading("List cases inside the account's scope", [_asked(one) for one in _LIST]),
            "post": _taking("Open a case", [ATTEMPT, TOKEN], _opening_body(), extra=("409", "422"), proposes=False),
        },
        "/api/cases/{name}": {"get": _reading("Open a case", [NAME], missing=True)},
        "/api/cases/{name}/break-glass": {
            "post": _taking(
                "See a case outside one's scope for an hour, for a reason that others read",
                [NAME, TOKEN],
                _object({"reason": _TEXT}),
                extra=("404", "422", "429"),
                proposes=False,
            )
        },
        "/api/take-over": {
            "post": _bridge(
                "Look over a file of another system, or keep it: which people it becomes, and what of each field",
                [TOKEN],
                _object(
                    {
                        "format": {"type": "string", "enum": [one.value for one in Format]},
                        "file": {"type": "object", "description": "The file as that system writes it."},
                        "told": _object({"language": _TEXT, "interpreter": _BOOL, "on": _TEXT}, required=()),
                        "others": {"type": "array", "items": _NUMBER},
                        "keep": {"type": "boolean", "default": False},
                    },
                    required=("format", "file"),
                ),
                "409",
            )
        },
        "/api/cases/{name}/hand-over": {
            "post": _bridge(
                "Hand a case over to an institution in the form of another system; journaled before anything is opened",
                [NAME, TOKEN],
                _object(
                    {
                        "format": {"type": "string", "enum": [one.value for one in WRITE]},
                        "purpose": {"type": "string", "enum": [one.value for one in Purpose]},
                        "to": {"type": "string", "description": "rs/asylum-office"},
                        "family": {"type": "boolean", "default": False},
                    },
                    required=("format", "purpose", "to"),
                ),
                "404",
                "409",
            )
        },
        "/api/proposals/{proposal}/approve": {
            "post": _taking(
                "Approve exactly what was proposed",
                [PROPOSAL, TOKEN],
                _object({"sha256": _TEXT}),
                extra=("404", "409"),
                proposes=False,
            )
        },
        "/api/proposals/{proposal}/withdraw": {
            "post": _reading("End the waiting of a proposed step", [PROPOSAL, TOKEN], missing=True)
        },
        "/api/reads": {
            "get": _reading("Search who saw what", [_asked(one) for one in _READS], missing=True),
            "post": _reading("Search who saw what, by account", [TOKEN], missing=True),
        },
        "/api/notices": {
            "get": _reading("Break-glass that this account watches over", [_asked("start")], missing=True)
        },
    }
    for procedure in PROCEDURES.values():
        for step in procedure.steps:
            if not step.begins:
                paths[f"/api/cases/{{name}}/steps/{step.id}"] = {"post": _step(procedure.id, step)}
    return paths


def _step(procedure: str, step: Step[Any]) -> dict[str, Any]:
    fields = {"$ref": f"#/components/schemas/{procedure}-{step.id}"}
    body = _object({"fields": fields, "based_on": _NUMBER}, required=("fields",))
    return _taking(step.label, [NAME, ATTEMPT, TOKEN], body, extra=("404", "409", "422"), proposes=step.two_persons)


def _opening_body() -> dict[str, Any]:
    begin = [(one.id, step.id) for one in PROCEDURES.values() for step in one.steps if step.begins]
    bodies = [
        _object(
            {
                "procedure": {"const": procedure},
                "step": {"const": step},
                "fields": {"$ref": f"#/components/schemas/{procedure}-{step}"},
            }
        )
        for procedure, step in begin
    ]
    return bodies[0] if len(bodies) == 1 else {"oneOf": bodies}


def _taking(
    summary: str, parameters: list[Any], body: dict[str, Any], *, extra: tuple[str, ...], proposes: bool
) -> dict[str, Any]:
    came = (
        {"202": _answer("Waits for a second person.", "Proposed")} if proposes else {"201": _answer("Kept.", "Taken")}
    )
    return {
        "summary": summary,
        "parameters": parameters,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {**came, **_answers("400", "401", *extra)},
    }


def _reading(summary: str, parameters: list[Any], *, missing: bool = False) -> dict[str, Any]:
    extra = ("404", "429") if missing else ("429",)
    ok = {"200": {"description": "What was asked for."}}
    return {"summary": summary, "parameters": parameters, "responses": {**ok, **_answers("400", "401", *extra)}}


def _bridge(summary: str, parameters: list[Any], body: dict[str, Any], *extra: str) -> dict[str, Any]:
    said = {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}
    came = {"200": {"description": "What would come of it."}, "201": {"description": "What came of it."}}
    responses = {**(came if NAME not in parameters else {"201": came["201"]}), **_answers("400", "401", "429", *extra)}
    return {"summary": summary, "parameters": parameters, **said, "responses": responses}


def _answers(*codes: str) -> dict[str, Any]:
    schemas = {"400": "Fault", "422": "Wrong"}
    return {code: _answer(ANSWERS[code], schemas.get(code, "Refusal")) for code in codes}


def _answer(words: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": words, "content": content}


def _asked(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": _NUMBER if name == "start" else _TEXT}


def _object(properties: dict[str, Any], required: tuple[str, ...] | None = None) -> dict[str, Any]:
    names = list(properties) if required is None else list(required)
    return {"type": "object", "properties": properties, "required": names}


def _sentence() -> dict[str, Any]:
    return _object({"id": _TEXT, "details": {"type": "object"}, "text": _TEXT})


_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_BOOL = {"type": "boolean"}
_LIST = ("state", "mine", "overdue", "start")
_READS = ("name", "kind", "start")
_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    PartialDate: {"type": "string", "pattern": PARTIAL},
}
