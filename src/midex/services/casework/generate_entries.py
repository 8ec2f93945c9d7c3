"""Cases of people who do not exist, taken through registration by the services; a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from midex.formats.declaration import read_yaml
from midex.formats.event_json import Wrong
from midex.kernel.fault import Fault
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.casework.ports import CasePorts
from midex.services.casework.take_step import StepProposed, StepTaken, TakeStep, take_step

SEED = 2026
PROCEDURE = "registration"
_HOURS_APART = 5


def generate_entries(count: int, actors: Mapping[Role, Actor], ports: CasePorts, *, until: datetime) -> Iterator[str]:
    """Take ``count`` made-up people through registration, the last just before ``until``; yields each case's name."""
    people = read_yaml(files(__package__).joinpath("generated_people.yaml").read_text("utf-8"))
    draw = Random(SEED)  # noqa: S311 - a repeatable draw of made-up people
    for number in range(count):
        at = until - timedelta(hours=_HOURS_APART * (count - number))
        yield _person(number, at, draw, people, actors, ports)


def _person(
    number: int, at: datetime, draw: Random, people: Mapping[str, Any], actors: Mapping[Role, Actor], ports: CasePorts
) -> str:
    language = draw.choice(sorted(people))
    one = people[language]
    child = draw.random() < 0.2
    born = at.year - (draw.randint(13, 17) if child else draw.randint(19, 60))
    registered = {
        "given_names": draw.choice(one["given"]),
        "family_names": draw.choice(one["family"]),
        "birth": f"{born}~" if draw.random() < 0.5 else f"{born}-{draw.randint(1, 12):02d}",
        "sex": draw.choice(["M", "F"]),
        "citizenship": draw.choice(one["citizenship"]),
        "accompanied": draw.choice(["alone", "with-family"]) if child else "adult",
    }
    steps: list[tuple[str, Role, dict[str, Any]]] = [
        ("open", Role.REGISTRATION_OFFICER, {"language": language, "on": f"{at:%Y-%m-%d}"}),
        ("register", Role.REGISTRATION_OFFICER, registered),
    ]
    alone = registered["accompanied"] == "alone"
    if alone:
        steps.append(("correct", Role.GUARDIAN, {"birth": str(born), "reason": "A document was shown later."}))
    elif draw.random() < 0.6:
        steps.append(("hand-over-copy", Role.CASEWORKER, {"language": language}))
    if not child and draw.random() < 0.15:
        tier = draw.choice(["protected", "trafficking"])
        steps.append(("keep-closer", Role.CASEWORKER, {"tier": tier, "reason": "What the person told in confidence."}))
    elif not child and draw.random() < 0.3:
        steps.append(("assign", Role.SUPERVISOR, {"account": actors[Role.CASEWORKER].identity}))
    case, name = "", ""
    for order, (step, role, fields) in enumerate(steps):
        clocked = replace(ports, clock=_fixed(at + timedelta(minutes=7 * order)))
        wanted = TakeStep(
            procedure=PROCEDURE, step=step, fields=fields, key=f"generated-{SEED}-{number}-{order}", case=case
        )
        case, name = _done(take_step(wanted, actors[role], clocked), step)
    return name


def _done(answer: StepTaken | StepProposed | Wrong | Refused, step: str) -> tuple[str, str]:
    if isinstance(answer, StepTaken):
        return answer.case, answer.name
    raise Fault("F212", step=step, home="the case node", said=type(answer).__name__)


def _fixed(at: datetime) -> Any:
    return lambda: at
