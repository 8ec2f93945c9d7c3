"""Takes a person who does not exist through every step that seals something, a canary in each of its sealed fields.

Which fields there are is read from the declarations, and which hold a canary from the steps that are kept; none may
be left over. What stands here by hand is only how to get there: the order, the codes, who takes the step.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import uuid4

from midex.formats.event_json import SEALED, Shape, shape_of
from midex.kernel.field import Storage
from midex.kernel.partial_date import PartialDate
from midex.kernel.procedure import Procedure, Step
from midex.kernel.role import Role
from midex.procedures.catalogue import PROCEDURES, find_step
from midex.services.actor import Actor
from midex.services.casework.approve_step import approve_step
from midex.services.casework.begun_forms import Begun, keep_form
from midex.services.casework.ports import CasePorts, StoredEvent
from midex.services.casework.take_step import StepProposed, StepTaken, TakeStep, take_step
from tests.casework import ACTORS

SECOND = Actor(identity="trafficking-second", name="", role=Role.TRAFFICKING_OFFICER, office="north")
EVERYBODY: Mapping[str, Actor] = {**ACTORS, SECOND.identity: SECOND}

DAY = "2026-03-02"
BIRTH, CASE = "1791-07-23", "1791-7230017"
"""Canaries of sealed fields in which a text of its own does not fit: a day, and the name of a case."""

Course = tuple[tuple[str, str, dict[str, object]], ...]

REGISTRATION: Course = (
    ("register", "officer", {"sex": "F", "citizenship": "AF", "accompanied": "adult"}),
    ("correct", "officer", {}),
    ("add-name", "caseworker", {"kind": "own-script"}),
    ("note-document", "caseworker", {"kind": "passport", "issued_by": "AF"}),
    ("record-entry", "caseworker", {"came_from": "EL"}),
    ("agree-contact", "caseworker", {"way": "phone"}),
    ("relate", "caseworker", {"relation": "child"}),
    ("record-reunion", "caseworker", {"relation": "child", "on": DAY}),
    ("note-needs", "caseworker", {"needs": ["SM"]}),
    ("link", "caseworker", {}),
    ("take-back-comparison", "caseworker", {}),
    ("tell-apart", "caseworker", {}),
    ("assign", "supervisor", {"account": "supervisor"}),  # who sees it still once it is a child's
    ("assign", "supervisor", {"account": "deputy"}),
)
SCREENING: Course = (
    ("interview", "caseworker", {"on": DAY, "language": "fa", "needs": ["SM"]}),
    ("note-need", "caseworker", {"need": "DS"}),
    ("meet-need", "caseworker", {"need": "DS"}),
    ("review-need", "caseworker", {"need": "SM", "review_on": DAY}),
    ("dispute-age", "caseworker", {"doubted_by": "officer"}),
    ("begin-best-interests", "caseworker", {"best_interests_for": "age-disputed", "on": DAY}),
    ("appoint-guardian", "guardian", {"guardian": "guardian", "first_visit_on": DAY}),
    (
        "replace-guardian",
        "guardian",
        {"guardian": "guardian", "replaced_for": "child-asked", "first_visit_on": DAY},
    ),
    ("record-visit", "guardian", {"on": DAY, "next_on": DAY}),
    ("hear-child", "guardian", {"on": DAY, "language": "fa"}),
    ("assess-best-interests", "guardian", {"on": DAY}),
    ("assign-screening", "guardian", {"account": "supervisor"}),
    ("determine-best-interests", "guardian supervisor", {"determined": "stays-in-care"}),
    ("hear-child", "guardian", {"on": DAY, "language": "fa"}),
    ("decide-age", "guardian supervisor", {"decision": "child"}),
    ("note-trafficking", "guardian", {"on": DAY}),
    ("refer-child", "trafficking trafficking-second", {"review_on": DAY}),
    ("review-referral", "trafficking", {"stands": True}),
    ("refer-in-danger", "trafficking trafficking-second", {"review_on": DAY}),
    ("keep-screening-closer", "trafficking", {"tier": "trafficking"}),
)
AFTERWARDS: Course = (
    ("keep-closer", "supervisor", {"tier": "protected"}),
    ("keep-as-standard", "supervisor deputy", {}),
    ("keep-closer", "supervisor", {"tier": "protected"}),
    ("keep-as-standard", "supervisor", {}),  # waits for a second person
    ("record-departure", "supervisor", {"why": "left", "on": DAY}),
)


def planted(canary: str, other: str, node: CasePorts) -> str:
    """A person with a canary in every sealed field, compared with that of the case ``other``, and gone; its name."""
    name = _opened("registration", "open", {"language": "fa", "on": DAY}, "officer", node)
    _begun(canary, name, node)
    _taken(REGISTRATION, canary, name, node, other_case=other)
    opening = {"language": "fa", "agrees": True, "on": DAY}
    screening = _opened("protection", "open-screening", opening, "caseworker", node, of=name)
    _taken(SCREENING, canary, screening, node)
    _taken(AFTERWARDS, canary, name, node)
    return name


def somebody_else(node: CasePorts) -> str:
    """A case of another person, with whom people are compared."""
    name = _opened("registration", "open", {"language": "fa", "on": DAY}, "officer", node)
    said = {"given_names": "Else", "birth": "1990", "sex": "F", "citizenship": "AL", "accompanied": "adult"}
    _asked("register", said, "officer", name, node)
    return name


def unplanted(events: Iterable[StoredEvent], procedures: Mapping[str, Procedure[Any]] = PROCEDURES) -> set[str]:
    """Sealed fields of the declarations that no kept step has sealed."""
    found: set[str] = set()
    for stored in events:
        fields = json.loads(stored.body)["fields"]
        sealed = {name for name, value in fields.items() if isinstance(value, dict) and SEALED in value}
        found |= {_called(stored.procedure, find_step(stored.procedure, stored.step)[1], name) for name in sealed}
    declared = {
        _called(procedure.id, step, shape.name)
        for procedure in procedures.values()
        for step in procedure.steps
        for shape in _sealed_of(step)
    }
    return declared - found


def _called(procedure: str, step: Step[Any], field: str) -> str:
    return f"{procedure}.{step.records.__name__}.{field}"


def _sealed_of(step: Step[Any]) -> Iterator[Shape]:
    return (shape for shape in shape_of(step.records) if shape.entry.storage is Storage.SEALED)


def _canaries(canary: str, step: Step[Any]) -> dict[str, str]:
    """What is said in each sealed field: the person's canary, where it fits."""
    said = {}
    for shape in _sealed_of(step):
        text = f"{canary} {step.id}"
        fits = shape.type is str and shape.entry.longest >= len(text)
        said[shape.name] = BIRTH if shape.type is PartialDate else text if fits else _short(canary, shape)
    return said


def _short(canary: str, shape: Shape) -> str:
    return canary if len(canary) <= shape.entry.longest else CASE


def _begun(canary: str, name: str, node: CasePorts) -> None:
    """A form that somebody began and did not finish, under a key of its own."""
    clerk = Actor(identity=f"clerk-{name}", name="", role=Role.CASEWORKER, office="north")
    kept = keep_form("register", name, {"given_names": [f"{canary} begun"]}, clerk, node)
    if not isinstance(kept, Begun):
        raise TypeError(kept)


def _taken(course: Course, canary: str, name: str, node: CasePorts, **more: object) -> None:
    for step_id, who, coded in course:
        step = next(one for procedure in PROCEDURES.values() if (one := procedure.step(step_id)))
        other = {key: value for key, value in more.items() if key in {shape.name for shape in shape_of(step.records)}}
        first, _, second = who.partition(" ")
        done = _asked(step_id, {**coded, **other, **_canaries(canary, step)}, first, name, node)
        if isinstance(done, StepProposed) and second:
            done = approve_step(done.proposal, done.sha256, EVERYBODY[second], node)
        if not isinstance(done, StepTaken | StepProposed):
            raise TypeError(f"{step_id}: {done}")


def _asked(step: str, fields: Mapping[str, object], who: str, name: str, node: CasePorts) -> Any:
    procedure = next(one.id for one in PROCEDURES.values() if one.step(step))
    return take_step(_wanted(procedure, step, fields, name=name), EVERYBODY[who], node)


def _opened(procedure: str, step: str, fields: Mapping[str, object], who: str, node: CasePorts, of: str = "") -> str:
    taken = take_step(_wanted(procedure, step, fields, of=of), EVERYBODY[who], node)
    if not isinstance(taken, StepTaken):
        raise TypeError(taken)
    return taken.name


def _wanted(procedure: str, step: str, fields: Mapping[str, object], name: str = "", of: str = "") -> TakeStep:
    return TakeStep(procedure=procedure, step=step, fields=fields, key=uuid4().hex, name=name, of=of)
