"""Register a person, unless somebody who is registered already is likely the same: then a human compares first.

Whom they told apart is noted with the registration, so that nobody is asked the same again. What is said of the person
later, a correction, another name or a document, is kept at once, and whoever is likely the same now is named with it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from midex.formats.event_json import Wrong
from midex.kernel.procedure import judge
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.linkage.person import Person
from midex.policy.break_glass import may_act
from midex.policy.scope import Scope
from midex.procedures.catalogue import find_step
from midex.procedures.registration.procedure import ADD_NAME, CORRECT, NOTE_DOCUMENT, REGISTER
from midex.services.actor import Actor
from midex.services.casework.account_for import scope_of
from midex.services.casework.alike_now import alike_now
from midex.services.casework.history import fold
from midex.services.casework.index_person import person_in
from midex.services.casework.known_already import known_already, somebody_came
from midex.services.casework.look_into import Found
from midex.services.casework.ports import CasePorts
from midex.services.casework.said_event import event_of
from midex.services.casework.take_step import Answer, StepTaken, TakeStep, take_step
from midex.services.casework.told_apart import note_told_apart

SAYS_MORE = (CORRECT, ADD_NAME, NOTE_DOCUMENT)
"""Later steps that say who the person is."""

TRIES = 3
"""Times that somebody is compared again because people alike were registered meanwhile."""

MAY_BE_KNOWN = mark("who is registered already may be this person; compare, and say who was told apart")
OTHERS_REGISTER = mark("people who are alike are being registered at this moment; try again")


@dataclass(frozen=True, kw_only=True)
class MaybeKnown:
    """Cases that are likely about the same person, the closest first; nothing was kept.

    ``more`` where others are alike as well and were not compared.
    """

    found: tuple[Found, ...]
    more: bool = False

    @property
    def because(self) -> Message:
        """Why nothing was kept."""
        return Message(MAY_BE_KNOWN)


@dataclass(frozen=True, kw_only=True)
class TakenAlike(StepTaken):
    """The step is kept, and these cases are likely about the same person, as far as is known now."""

    alike: tuple[Found, ...]


def register_person(
    wanted: TakeStep, told_apart: Collection[str], actor: Actor, ports: CasePorts
) -> Answer | MaybeKnown:
    """Take the step, or name the likely cases that are not among ``told_apart``; any step but `register` is taken."""
    scope = scope_of(actor, ports.clock())
    person = _newcomer(wanted, scope, ports)
    if person is None:
        answer = take_step(wanted, actor, ports)
        return _with_alike(answer, wanted, scope, ports) if isinstance(answer, StepTaken) else answer
    for _ in range(TRIES):
        known = known_already((person,), scope, ports)
        if isinstance(known, Refused):
            return known
        found = known[0].found
        is_asked = any(one.row.name not in told_apart for one in found)
        with ports.unit_of_work():
            is_again = ports.events.by_key(wanted.key) is not None  # sent twice: the first one is not somebody else
            if is_asked and not is_again:
                return MaybeKnown(found=found, more=known[0].more)
            if not is_again and somebody_came((person,), known, scope, ports):
                continue
            answer = take_step(wanted, actor, ports)
            if isinstance(answer, StepTaken):
                note_told_apart(answer.name, [one.row.name for one in found], wanted.key, actor, ports)
            return answer
    return Refused(Message(OTHERS_REGISTER))


def _with_alike(taken: StepTaken, wanted: TakeStep, scope: Scope, ports: CasePorts) -> StepTaken:
    """The step, and whom to compare with where it says more of who the person is."""
    _, step = find_step(wanted.procedure, wanted.step)
    if step not in SAYS_MORE:
        return taken
    alike = alike_now(taken.name, scope, ports)
    # where too many were named in this hour, none is; the page "people who may be the same" says so
    return taken if isinstance(alike, Refused) or not alike.found else TakenAlike(**vars(taken), alike=alike.found)


def _newcomer(wanted: TakeStep, scope: Scope, ports: CasePorts) -> Person | None:
    """Who would be registered now; None where `take_step` answers otherwise, for then nobody is looked for."""
    procedure, step = find_step(wanted.procedure, wanted.step)
    event = event_of(step, wanted.fields) if step is REGISTER else None
    if event is None or isinstance(event, Wrong):
        return None
    with ports.unit_of_work():
        before = ports.events.by_key(wanted.key)
        by_name = bool(wanted.name)
        row = ports.cases.named(wanted.name, scope) if by_name else ports.cases.find(wanted.case, scope)
        if before or row is None or isinstance(may_act(scope, row), Refused):
            return None
        case = fold(procedure, ports.events.history(row.case))
    if isinstance(judge(step, case, scope.role), Refused) or wanted.based_on not in (-1, case.steps):
        return None
    return person_in(procedure.id, (event,))
