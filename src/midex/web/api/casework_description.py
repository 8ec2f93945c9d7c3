"""OpenAPI 3.1 description of a case node's JSON interface, made from the steps' own fields; written by nobody."""

from __future__ import annotations

import typing
from collections.abc import Mapping
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
from midex.linkage.asked import LONGEST as LONGEST_SEARCH
from midex.policy.queues import Queue
from midex.procedures.catalogue import PROCEDURES
from midex.procedures.registration.procedure import REGISTER
from midex.services.casework.export_record import WRITE
from midex.services.casework.group_form import ALWAYS, OF_ONE, SHARED, Column
from midex.services.casework.group_form import MOST as MOST_IN_GROUP
from midex.services.casework.register_group import KEY as GROUP_KEY
from midex.services.casework.told_apart import MOST_NAMED

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


MAY_BE_KNOWN = "Or people who are registered already are likely the same: compare them first."
TOLD_APART = "Cases named by a 409 before, of which a human found that they are somebody else's."

SOMEBODY_ELSE = (
    "By the number of a record, from 1, that stopped, the cases that a human saw and told apart from its person. A list"
    " of numbers tells records apart only from records alike in their file."
)
ADULTS = "Records, from 1, that do not say with whom the person came, and of whom a human says: an adult."
ROWS_APART = "Earlier rows likewise, each by its number as text."


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
                "MaybeKnown": _object(
                    {
                        "refused": {"$ref": "#/components/schemas/Sentence"},
                        "may_be_known": {"type": "array", "items": {"$ref": "#/components/schemas/Found"}},
                        "more": _BOOL,
                    },
                    required=("refused",),
                ),
                "Found": _object(
                    {"case": _TEXT, "agrees": {"type": "array", "items": {"$ref": "#/components/schemas/Sentence"}}}
                ),
                "Fault": _object({"fault": {"$ref": "#/components/schemas/Sentence"}}),
                "Taken": _object(
                    {
                        "case": _TEXT,
                        "number": _NUMBER,
                        "entry": _NUMBER,
                        "may_be_same": {"type": "array", "items": {"$ref": "#/components/schemas/Found"}},
                    },
                    required=("case", "number", "entry"),
                ),
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
        "/api/queues": {"get": _reading("Count the queues of the account", [], missing=True)},
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
                        "others": {
                            "oneOf": [
                                {"type": "object", "additionalProperties": {**_NAMES, "maxItems": MOST_NAMED}},
                                {"type": "array", "items": _NUMBER},
                            ],
                            "description": SOMEBODY_ELSE,
                        },
                        "adults": {"type": "array", "items": _NUMBER, "description": ADULTS},
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
        "/api/people/find": {
            "post": {
                **_reading("Find people inside the account's scope", [TOKEN], missing=True, extra=("422",)),
                "requestBody": _content(_object({"text": {**_TEXT, "maxLength": LONGEST_SEARCH}})),
            }
        },
        "/api/groups": {"post": _groups()},
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
    apart = {"told_apart": {**_NAMES, "description": TOLD_APART}} if step is REGISTER else {}
    body = _object({"fields": fields, "based_on": _NUMBER, **apart}, required=("fields",))
    extra = ("404", "409", "422", "429") if step is REGISTER else ("404", "409", "422")
    taking = _taking(step.label, [NAME, ATTEMPT, TOKEN], body, extra=extra, proposes=step.two_persons)
    if step is REGISTER:
        taking["responses"]["409"] = _answer(f"{ANSWERS['409']} {MAY_BE_KNOWN}", "MaybeKnown")
    return taking


def _groups() -> dict[str, Any]:
    """People who come together: all are registered, each in a case of their own, or nobody is."""
    shared, one = _cells(SHARED), _cells(OF_ONE)
    people = {"type": "array", "minItems": 1, "maxItems": MOST_IN_GROUP, "items": one}
    apart = {
        "type": "object",
        "additionalProperties": _NAMES,
        "description": f"By row, from 1. {TOLD_APART} {ROWS_APART}",
    }
    attempt = {**ATTEMPT, "schema": {**KEY, "pattern": f"^[A-Za-z0-9]{{{GROUP_KEY}}}$"}}
    body = _object({"shared": shared, "people": people, "told_apart": apart}, required=("shared", "people"))
    extra = ("404", "409", "422", "429")
    taking = _taking("Register people who come together", [attempt, TOKEN], body, extra=extra, proposes=False)
    by_row = {"type": "object", "additionalProperties": {"type": "object"}}
    likely = _lists_of({"$ref": "#/components/schemas/Found"})
    alike = _lists_of(_object({"row": _NUMBER, "agrees": {"type": "array", "items": _sentence()}}))
    schemas = {
        "201": ("Kept; the cases in the order of the rows.", _object({"cases": _NAMES})),
        "409": (
            f"{ANSWERS['409']} {MAY_BE_KNOWN}",
            _object({"refused": _sentence(), "may_be_known": likely, "alike": alike}, ("refused",)),
        ),
        "422": (ANSWERS["422"], _object({"wrong": _object({"shared": {"type": "object"}, "people": by_row})})),
    }
    for code, (words, schema) in schemas.items():
        taking["responses"][code] = {"description": words, "content": {"application/json": {"schema": schema}}}
    return taking


def _lists_of(items: dict[str, Any]) -> dict[str, Any]:
    """A list for each row that has any, by its number from 1."""
    return {"type": "object", "additionalProperties": {"type": "array", "items": items}}


def _cells(columns: Mapping[str, Column]) -> dict[str, Any]:
    """What may be said in each column; the law of the field that it is recorded in, and its length."""
    shapes = {
        name: next(shape for shape in shape_of(step.records) if shape.name == field)
        for name, (step, field) in columns.items()
    }
    cells = {name: _field(shape) for name, shape in shapes.items()}
    if "relative" in cells:
        cells["relative"] = {**cells["relative"], "description": "The number of another row, from 1."}
    needed = [name for name, (step, _) in columns.items() if step in ALWAYS and not shapes[name].optional]
    return {**_object(cells, tuple(needed)), "additionalProperties": False}


def _opening_body() -> dict[str, Any]:
    begin = [(one.id, step) for one in PROCEDURES.values() for step in one.steps if step.begins]
    bodies = [
        _object(
            {
                "procedure": {"const": procedure},
                "step": {"const": step.id},
                "fields": {"$ref": f"#/components/schemas/{procedure}-{step.id}"},
                **({"of": _TEXT} if step.of_person else {}),
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
        "requestBody": _content(body),
        "responses": {**came, **_answers("400", "401", *extra)},
    }


def _content(body: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": body}}}


def _reading(
    summary: str, parameters: list[Any], *, missing: bool = False, extra: tuple[str, ...] = ()
) -> dict[str, Any]:
    extra = (*extra, "404", "429") if missing else (*extra, "429")
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
    return {"name": name, "in": "query", "schema": _ASKED.get(name, _TEXT)}


def _object(properties: dict[str, Any], required: tuple[str, ...] | None = None) -> dict[str, Any]:
    names = list(properties) if required is None else list(required)
    return {"type": "object", "properties": properties, "required": names}


def _sentence() -> dict[str, Any]:
    return _object({"id": _TEXT, "details": {"type": "object"}, "text": _TEXT})


_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_BOOL = {"type": "boolean"}
_NAMES = {"type": "array", "maxItems": MOST, "items": _TEXT}
_ASKED: dict[str, dict[str, Any]] = {
    "start": _NUMBER,
    "queue": {"type": "string", "enum": [one.value for one in Queue]},
}
_LIST = ("state", "mine", "overdue", "queue", "start")
_READS = ("name", "kind", "start")
_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    PartialDate: {"type": "string", "pattern": PARTIAL},
}
