"""Made-up registrations as steps of the registration procedure: the one file that knows its steps and fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from typing import Any

from midex.kernel.role import Role
from midex.simulation.people import Company, Happening, MadeUpFamily, MadeUpRegistration, What

PROCEDURE = "registration"
ASSIGN = "assign"


@dataclass(frozen=True, kw_only=True)
class MadeUpStep:
    """A step that somebody with a role takes at an office; ``person`` and ``time`` say whose registration it is in."""

    at: datetime
    person: int
    time: int
    number: int
    office: str
    role: Role
    step: str
    fields: Mapping[str, Any]


def steps_in_order(families: Iterable[MadeUpFamily]) -> Iterator[MadeUpStep]:
    """The steps of all families as they were taken, one after the other; holds only what has yet to happen."""
    waiting: list[tuple[datetime, int, int, int, MadeUpStep]] = []
    for one in families:
        steps = [step for registration in one.registrations for step in steps_of(registration)]
        begins = min(step.at for step in steps)
        while waiting and waiting[0][0] < begins:
            yield heappop(waiting)[-1]
        for step in steps:
            heappush(waiting, (step.at, step.person, step.time, step.number, step))
    while waiting:
        yield heappop(waiting)[-1]


def steps_of(registration: MadeUpRegistration) -> Iterator[MadeUpStep]:
    """What happened, and after the registration what was recorded besides; relatives need each other's case numbers,
    which nobody here knows.
    """
    taken = [(one, step) for one in registration.course for step in _steps(one, registration)]
    for number, (happening, (step, role, fields)) in enumerate(taken, start=1):
        yield MadeUpStep(
            at=happening.at,
            person=registration.person.number,
            time=registration.time,
            number=number,
            office=registration.office,
            role=role(registration),
            step=step,
            fields=fields(registration, happening),
        )


def _steps(one: Happening, registration: MadeUpRegistration) -> Iterator[MadeUp]:
    yield _STEPS[one.what]
    if one.what is What.REGISTERED:
        yield from (step for says, step in _BESIDES if says(registration))


Fields = Callable[[MadeUpRegistration, Happening], Mapping[str, Any]]


def _told(registration: MadeUpRegistration, one: Happening) -> Mapping[str, Any]:
    language = registration.person.languages[0]
    return {"language": language, "interpreter": one.said["interpreter"], "on": f"{one.at:%Y-%m-%d}"}


def _registered(registration: MadeUpRegistration, _: Happening) -> Mapping[str, Any]:
    return {
        "given_names": registration.given_names,
        "family_names": registration.family_names,
        "birth": registration.birth,
        "sex": registration.sex,
        "citizenship": registration.citizenship,
        "accompanied": registration.person.company.value,
        "also_citizen": list(registration.person.citizenships[1:]),
        "languages": list(registration.person.languages),
    }


def _own_script(registration: MadeUpRegistration, _: Happening) -> Mapping[str, Any]:
    return {"kind": "own-script", "given_names": " ".join(registration.other_names)}


def _document(registration: MadeUpRegistration, _: Happening) -> Mapping[str, Any]:
    shown = registration.person.document
    if shown is None:
        return {}
    kind = "other" if shown.kind == "police-note" else shown.kind
    return {"kind": kind, "number": shown.number, "issued_by": registration.citizenship}


def _entry(registration: MadeUpRegistration, _: Happening) -> Mapping[str, Any]:
    return {"arrived": f"{registration.entered:%Y-%m-%d}", "came_from": "EL"}


def _needs(registration: MadeUpRegistration, _: Happening) -> Mapping[str, Any]:
    """The categories; the procedure does not ask for what stands behind the hyphen."""
    return {"needs": list(dict.fromkeys(one.partition("-")[0] for one in registration.person.needs))}


def _reunited(_: MadeUpRegistration, one: Happening) -> Mapping[str, Any]:
    return {"relation": "child", "on": f"{one.at:%Y-%m-%d}"}


def _corrected(_: MadeUpRegistration, one: Happening) -> Mapping[str, Any]:
    return {**one.said, "reason": "The person read the copy and said that it was otherwise."}


def _closer(_: MadeUpRegistration, one: Happening) -> Mapping[str, Any]:
    return {**one.said, "reason": "What the person told in confidence."}


def _left(why: str) -> Fields:
    return lambda _, one: {"why": why, "on": f"{one.at:%Y-%m-%d}"}


def _officer(_: MadeUpRegistration) -> Role:
    return Role.REGISTRATION_OFFICER


def _caseworker(_: MadeUpRegistration) -> Role:
    return Role.CASEWORKER


def _corrects(registration: MadeUpRegistration) -> Role:
    return Role.GUARDIAN if registration.person.company is Company.ALONE else Role.REGISTRATION_OFFICER


MadeUp = tuple[str, Callable[[MadeUpRegistration], Role], Fields]

_BESIDES: tuple[tuple[Callable[[MadeUpRegistration], bool], MadeUp], ...] = (
    (lambda one: bool(one.other_names), ("add-name", _officer, _own_script)),
    (lambda one: one.person.document is not None, ("note-document", _officer, _document)),
    (lambda _: True, ("record-entry", _officer, _entry)),
    (lambda one: bool(one.person.needs), ("note-needs", _officer, _needs)),
)

_STEPS: Mapping[What, MadeUp] = {
    What.TOLD: ("open", _officer, _told),
    What.REGISTERED: ("register", _officer, _registered),
    What.GOT_COPY: ("hand-over-copy", _officer, lambda one, _: {"language": one.person.languages[0]}),
    What.CORRECTED: ("correct", _corrects, _corrected),
    What.KEPT_CLOSER: ("keep-closer", _caseworker, _closer),
    What.ASSIGNED: (ASSIGN, lambda _: Role.SUPERVISOR, lambda _, __: {}),
    What.LEFT: ("record-departure", _officer, _left("left")),
    What.DIED: ("record-departure", _officer, _left("died")),
    What.REUNITED: ("record-reunion", _caseworker, _reunited),
    What.FOUND_TWICE: ("record-departure", _officer, _left("registered-twice")),
}
