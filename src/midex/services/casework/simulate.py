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
from midex.services.casework.ports import CasePorts, CaseRow
from midex.services.casework.take_dated import Dated, take_dated
from midex.services.casework.take_step import TakeStep
from midex.services.home import Home
from midex.simulation.make_up import Simulation, made_up_families
from midex.simulation.steps import PROCEDURE, SCREENING, MadeUpStep, steps_in_order

BATCH = 4_000
"""Steps of one unit of work."""

Staff = Callable[[str, Role], "Actor | None"]
"""(office, role) -> who acts there."""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Who is behind a case: the made-up person's true number, whatever they were called there.

    ``screening`` is the name of the person's protection screening; empty where none was opened.
    """

    person: int
    family: int
    registration: int
    case: str
    office: str
    screening: str = ""


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
            row = _opened(_key(wanted, PROCEDURE, one.person.number, one.time, 1), ports)
            if row:
                screening = _opened(_key(wanted, SCREENING, one.person.number, one.time, 1), ports)
                yield Truth(
                    person=one.person.number,
                    family=family.number,
                    registration=one.time,
                    case=row.name,
                    office=row.office,
                    screening=screening.name if screening else "",
                )


def _opened(key: str, ports: CasePorts) -> CaseRow | None:
    stored = ports.events.by_key(key)
    return ports.cases.by_id(stored.case) if stored else None


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
    needed = staff(step.office, step.needs) if step.needs else None
    if step.needs and needed is None:
        return None  # nobody here has an account to be assigned to, or to be a guardian
    fields = {**step.fields, step.names: needed.identity} if needed and step.names else step.fields
    key = _key(wanted, step.procedure, step.person, step.time, step.number)
    opens_another = step.procedure != PROCEDURE and step.number == 1
    return Dated(
        opens=_key(wanted, step.procedure, step.person, step.time, 1),
        wanted=TakeStep(procedure=step.procedure, step=step.step, fields=fields, key=key),
        actor=staff(step.office, step.role) or _stand_in(step.office, step.role),
        at=step.at,
        of=_key(wanted, PROCEDURE, step.person, step.time, 1) if opens_another else "",
        is_extra=needed is not None,
    )


def _key(wanted: Simulation, procedure: str, person: int, time: int, number: int) -> str:
    place = f"{number}" if procedure == PROCEDURE else f"s{number}"
    return f"made-up-{wanted.seed}-{wanted.people}-{person}-{time}-{place}"


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
