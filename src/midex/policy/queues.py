"""What waits for an account: closed queues, one predicate for each; `stores.cases.queues` says the same in SQL.

A queue holds what an account may act in, not what broken glass shows it. Refuses to rank: no case stands before another
by anything about a person.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import Enum
from typing import Protocol

from midex.kernel.verdict import Allowed
from midex.policy.scope import Judged, Scope, may_see

SOON = timedelta(days=7)
"""How far ahead a due date is soon."""


class Queue(Enum):
    """One queue; its word is what a page, a program and the command line call it."""

    MINE = "mine"
    OFFICE = "office"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    AWAITING = "awaiting"
    PROPOSED = "proposed"


class Queued(Judged, Protocol):
    """What a queue looks at in a case, beside what the policy does."""

    @property
    def procedure(self) -> str: ...
    @property
    def steps(self) -> int: ...
    @property
    def due(self) -> date | None: ...
    @property
    def is_open(self) -> bool: ...


class Waiting(Protocol):
    """A step that waits for a second person."""

    @property
    def step(self) -> str: ...
    @property
    def proposed_by(self) -> str: ...
    @property
    def based_on(self) -> int: ...


Seconds = frozenset[tuple[str, str]]
"""Steps, by procedure, that a role may take as the second of two persons."""


def stands_in(queue: Queue, scope: Scope, case: Queued, waiting: Collection[Waiting], seconds: Seconds) -> bool:
    """Whether a case stands in a queue of an account; ``waiting`` are the steps that wait in the case."""
    today = scope.at.date()
    holds = {
        Queue.MINE: case.is_open and scope.identity in case.assigned,
        Queue.OFFICE: case.is_open and case.office == scope.office,
        Queue.DUE_SOON: case.is_open and case.due is not None and today <= case.due <= today + SOON,
        Queue.OVERDUE: case.is_open and case.due is not None and case.due < today,
        Queue.AWAITING: any(_is_mine_to_approve(one, scope, case, seconds) for one in waiting),
        Queue.PROPOSED: any(one.proposed_by == scope.identity for one in waiting),
    }
    return isinstance(may_see(scope, case), Allowed) and holds[queue]


def _is_mine_to_approve(one: Waiting, scope: Scope, case: Queued, seconds: Seconds) -> bool:
    return one.proposed_by != scope.identity and one.based_on == case.steps and (case.procedure, one.step) in seconds
