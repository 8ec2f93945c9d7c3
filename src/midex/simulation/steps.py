"""Made-up registrations and screenings as steps of their procedures: the one file that knows their steps and fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import heappop, heappush
from typing import Any

from midex.kernel.role import Role
from midex.simulation.people import Company, Happening, MadeUpFamily, MadeUpRegistration, What

PROCEDURE, SCREENING = "registration", "protection"
ASSIGN, APPOINT = "assign", "appoint-guardian"


@dataclass(frozen=True, kw_only=True)
class MadeUpStep:
    """A step that somebody with a role takes at an office; ``person`` and ``time`` say whose registration it is in.

    ``procedure`` says whether it is in the registration itself, or in the screening of the same person. Left out where
    nobody at the office ``needs`` to have an account and has one; ``names`` is the field that the account stands in.
    """

    at: datetime
    person: int
    time: int
    number: int
    office: str
    role: Role
    step: str
    fields: Mapping[str, Any]
    procedure: str = PROCEDURE
    needs: Role | None = None
    names: str = ""


def steps_in_order(families: Iterable[MadeUpFamily]) -> Iterator[MadeUpStep]:
    """The steps of all families as they were taken, one after the other; holds only what has yet to happen."""
    waiting: list[tuple[datetime, int, int, bool, int, MadeUpStep]] = []
    for one in families:
        steps = [
            step for registration in one.registrations for of in (steps_of, screening_of) for step in of(registration)
        ]
        begins = min(step.at for step in steps)
        while waiting and waiting[0][0] < begins:
            yield heappop(waiting)[-1]
        for step in steps:
            in_screening = step.procedure == SCREENING
            heappush(waiting, (step.at, step.person, step.time, in_screening, step.number, step))
    while waiting:
        yield heappop(waiting)[-1]


def steps_of(registration: MadeUpRegistration) -> Iterator[MadeUpStep]:
    """What happened, and after the registration what was recorded besides; relatives need each other's case numbers,
    which nobody here knows.
    """
    taken = [(one, step) for one in registration.course for step in _steps(one, registration)]
    for number, (happening, said) in enumerate(taken, start=1):
        taking = _step(number, happening, said, registration)
        yield replace(taking, needs=Role.CASEWORKER, names="account") if taking.step == ASSIGN else taking


def screening_of(registration: MadeUpRegistration) -> Iterator[MadeUpStep]:
    """What happened in the screening; none of it needs two persons."""
    for number, happening in enumerate(registration.screening, start=1):
        guarded = happening.what in (What.GUARDED, What.VISITED)
        yield replace(
            _step(number, happening, _IN_SCREENING[happening.what], registration),
            procedure=SCREENING,
            needs=Role.GUARDIAN if guarded else None,
            names="guardian" if happening.what is What.GUARDED else "",
        )


def _step(number: int, happening: Happening, said: MadeUp, registration: MadeUpRegistration) -> MadeUpStep:
    step, role, fields = said
    return MadeUpStep(
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


def _on(registration: MadeUpRegistration, one: Happening) -> Mapping[str, Any]:
    return {"language": registration.person.languages[0], "on": f"{one.at:%Y-%m-%d}"}


def _opened(registration: MadeUpRegistration, one: Happening) -> Mapping[str, Any]:
    """Whoever is interviewed later agreed."""
    agrees = any(later.what is What.INTERVIEWED for later in registration.screening)
    return {**_on(registration, one), "agrees": "yes" if agrees else "no"}


def _left_need(_: MadeUpRegistration, one: Happening) -> Mapping[str, Any]:
    return {"need": one.said["need"], "why_not": one.said["why"], "review_on": one.said["review"]}


def _begun(_: MadeUpRegistration, one: Happening) -> Mapping[str, Any]:
    return {"best_interests_for": one.said["for"], "on": f"{one.at:%Y-%m-%d}"}


def _visited(_: MadeUpRegistration, one: Happening) -> Mapping[str, Any]:
    return {"on": f"{one.at:%Y-%m-%d}", "next_on": one.said["next"]}


def _ended(_: MadeUpRegistration, one: Happening) -> Mapping[str, Any]:
    why = "goes-on-elsewhere" if one.said["why"] == "elsewhere" else one.said["why"]
    return {"screening_ended": why, "on": f"{one.at:%Y-%m-%d}"}


_IN_SCREENING: Mapping[What, MadeUp] = {
    What.SCREENED: ("open-screening", _caseworker, _opened),
    What.NEED_NOTED: ("note-need", _caseworker, lambda _, one: one.said),
    What.NEED_MET: ("meet-need", _caseworker, lambda _, one: one.said),
    What.NEED_LEFT: ("leave-need", _caseworker, _left_need),
    What.INTERVIEWED: ("interview", _caseworker, _on),
    What.BEST_INTERESTS: ("begin-best-interests", _caseworker, _begun),
    What.GUARDED: (APPOINT, lambda _: Role.SUPERVISOR, lambda _, one: {"first_visit_on": one.said["first"]}),
    What.VISITED: ("record-visit", lambda _: Role.GUARDIAN, _visited),
    What.SCREENING_ENDED: ("close-screening", _caseworker, _ended),
}
