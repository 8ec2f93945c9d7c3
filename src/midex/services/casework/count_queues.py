"""How much waits for an account: the counts of its queues, and reminders made of them.

A count names no case and no person; what a queue holds is listed, and accounted for, by `list_cases`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.policy.queues import SOON, Queue, Seconds
from midex.policy.scope import Scope
from midex.procedures.catalogue import PROCEDURES
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.ports import CasePorts, Wanted

MINE_OVERDUE = mark("overdue in your caseload: {count}")
MINE_SOON = mark("due within {days} days in your caseload: {count}")
OFFICE_OVERDUE = mark("overdue in your office: {count}")
WAITS = mark("steps of colleagues that wait for your word: {count}")


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many cases stand in each queue, and what an account is reminded of."""

    queues: Mapping[Queue, int]
    reminders: tuple[Message, ...]


def seconds_of(role: Role) -> Seconds:
    """The steps that a role may take as the second of two persons."""
    return frozenset(
        (procedure.id, step.id)
        for procedure in PROCEDURES.values()
        for step in procedure.steps
        if step.two_persons and role in step.by
    )


def count_queues(actor: Actor, ports: CasePorts) -> Counted | Refused:
    """The counts; each is the total of its list."""
    scope = scope_of(actor, ports.clock())
    refused = may(actor.role, Action.LIST_CASES)
    if isinstance(refused, Refused):
        with ports.unit_of_work():
            account_for(EntryKind.REFUSAL, Action.LIST_CASES, Purpose.REGISTRATION, scope, (), ports)
        return refused
    return _counted(scope, ports)


def remind(actor: Actor, ports: CasePorts) -> tuple[Message, ...]:
    """What an account is reminded of by whoever keeps the node; nothing for one that keeps no cases."""
    if isinstance(may(actor.role, Action.LIST_CASES), Refused):
        return ()
    return _counted(scope_of(actor, ports.clock()), ports).reminders


def _counted(scope: Scope, ports: CasePorts) -> Counted:
    seconds = seconds_of(scope.role)
    lists = [Wanted(queue=queue, seconds=seconds) for queue in Queue]
    mine = [Wanted(queue=queue, mine=True) for queue in (Queue.OVERDUE, Queue.DUE_SOON)]
    office = Wanted(queue=Queue.OVERDUE, office=scope.office)
    *queues, late, soon, late_here = ports.cases.counts([*lists, *mine, office], scope)
    counts = dict(zip(Queue, queues, strict=True))
    said = (
        (MINE_OVERDUE, late),
        (MINE_SOON, soon),
        (OFFICE_OVERDUE, late_here if scope.role is Role.SUPERVISOR else 0),
        (WAITS, counts[Queue.AWAITING]),
    )
    return Counted(queues=counts, reminders=tuple(_reminders(said)))


def _reminders(said: tuple[tuple[str, int], ...]) -> Iterator[Message]:
    for sentence, count in said:
        if count:
            yield Message(sentence, {"count": count, **({"days": SOON.days} if sentence == MINE_SOON else {})})
