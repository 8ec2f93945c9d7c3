"""Fill a case node with people who do not exist, by the services that register anybody; a second run changes nothing.

Refuses every home that does not say of itself that all its people were made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from midex.kernel.fault import Fault
from midex.kernel.role import Role
from midex.services.actor import Actor
from midex.services.casework.ports import CasePorts
from midex.services.casework.take_dated import Dated, take_dated
from midex.services.casework.take_step import TakeStep
from midex.services.home import Home
from midex.simulation.make_up import Simulation, made_up_families
from midex.simulation.steps import ASSIGN, PROCEDURE, MadeUpStep, steps_in_order

BATCH = 4_000
"""Steps of one unit of work."""

Staff = Callable[[str, Role], "Actor | None"]
"""(office, role) -> who acts there."""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Who is behind a case: the made-up person's true number, whatever they were called there."""

    person: int
    family: int
    registration: int
    case: str
    office: str


def simulate(wanted: Simulation, home: Home, ports: CasePorts) -> Iterator[int]:
    """Register everybody; yields how many people have been so far."""
    check_generated(home)
    staff, done = _staff(ports), 0
    for batch in take_dated(_batches(wanted, staff), ports):
        done += sum(1 for one in batch if one.wanted.key == one.opens and one.wanted.key.endswith("-1-1"))
        yield done


def truth(wanted: Simulation, home: Home, ports: CasePorts) -> Iterator[Truth]:
    """Who is behind each case of a simulation that was taken."""
    check_generated(home)
    for family in made_up_families(wanted):
        for one in family.registrations:
            stored = ports.events.by_key(_key(wanted, one.person.number, one.time, 1))
            row = ports.cases.by_id(stored.case) if stored else None
            if row:
                yield Truth(
                    person=one.person.number,
                    family=family.number,
                    registration=one.time,
                    case=row.name,
                    office=row.office,
                )


def check_generated(home: Home) -> None:
    """Fault F230 where the people of a home may exist."""
    if not home.generated:
        raise Fault("F230", home=str(home.folder))


def _batches(wanted: Simulation, staff: Staff) -> Iterator[Sequence[Dated]]:
    """Cut before anything is left out, so that the same steps are together however many accounts there are."""
    steps = steps_in_order(made_up_families(wanted))
    while some := list(islice(steps, BATCH)):
        yield [dated for step in some if (dated := _dated(step, wanted, staff))]


def _dated(step: MadeUpStep, wanted: Simulation, staff: Staff) -> Dated | None:
    caseworker = staff(step.office, Role.CASEWORKER) if step.step == ASSIGN else None
    if step.step == ASSIGN and caseworker is None:
        return None  # nobody here has an account to be assigned to
    fields = {**step.fields, "account": caseworker.identity} if caseworker else step.fields
    key = _key(wanted, step.person, step.time, step.number)
    return Dated(
        opens=_key(wanted, step.person, step.time, 1),
        wanted=TakeStep(procedure=PROCEDURE, step=step.step, fields=fields, key=key),
        actor=staff(step.office, step.role) or _stand_in(step.office, step.role),
        at=step.at,
    )


def _key(wanted: Simulation, person: int, time: int, number: int) -> str:
    return f"made-up-{wanted.seed}-{wanted.people}-{person}-{time}-{number}"


def _staff(ports: CasePorts) -> Staff:
    known = _by_office_and_role(ports.accounts.all())
    return lambda office, role: known.get((office, role))


def _by_office_and_role(accounts: Iterable[Actor]) -> dict[tuple[str, Role], Actor]:
    backwards = sorted(
        accounts, key=lambda one: one.identity, reverse=True
    )  # the first one of a role has the last word
    return {(one.office, one.role): one for one in backwards}


def _stand_in(office: str, role: Role) -> Actor:
    """Somebody made up, for a role nobody has at an office."""
    identity = f"made-up-{role.value}"
    return Actor(identity=identity, name=identity, role=role, office=office)
