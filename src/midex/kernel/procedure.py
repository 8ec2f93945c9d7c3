"""A procedure: a tuple of steps and how a history folds into a case. Data and named pure functions.

Refuses to be a workflow language: no strings that are code, no priorities, no hooks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from midex.kernel.calendar import Calendar
from midex.kernel.event import CarriedOver, Event, Taken
from midex.kernel.law import Law
from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.tier import Tier
from midex.kernel.verdict import Allowed, Refused

C = TypeVar("C", bound="Case")

NOT_THE_ROLE = mark("this step is not for the role {role}")


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a history of events folds into; a procedure adds what its own rules ask about.

    ``state`` is a code of the procedure; ``tier`` says how closely the case is kept; ``assigned`` whose caseload it is
    in; ``concerns`` names the account of a member of staff whom the case is about, and who never sees it; ``same`` and
    ``different`` name cases that were found to be about the same person, and others that were told apart from it;
    ``needs_guardian`` is true of a child alone, and of everybody of whom that is not known; ``child`` of everybody not
    known to be an adult; ``is_known`` once it is recorded who the person is.
    """

    steps: int = 0
    state: str = ""
    tier: Tier = Tier.STANDARD
    assigned: frozenset[str] = frozenset()
    concerns: str = ""
    same: frozenset[str] = frozenset()
    different: frozenset[str] = frozenset()
    due: date | None = None
    is_open: bool = False
    needs_guardian: bool = False
    is_known: bool = False
    child: bool = True


def always(_: Case) -> Allowed:
    """The law sets no condition but the role."""
    return Allowed()


def no_deadline(_case: Case, _at: datetime, _calendar: Calendar) -> date | None:
    """Nothing falls due from this step."""
    return None


def whatever_is_said(_case: Case, _event: Event, _today: date) -> Mapping[str, Message]:
    """Any sound fields fit the case."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Step(Generic[C]):
    """One lawful step. ``version`` grows whenever ``allowed``, ``fits`` or ``due`` changes; a test holds it to their
    text.

    ``allowed`` says whether the step may be taken now; ``fits``, by field, what of that which is said does not fit the
    case, and never looks at a sealed field.

    ``begins`` marks the step that opens a case, ``of_person`` one that opens it about the person of another case;
    ``two_persons`` one that a second person must approve.
    """

    id: str
    records: type[Event]
    label: str
    by: frozenset[Role]
    law: Law
    allowed: Callable[[C], Allowed | Refused] = always
    fits: Callable[[C, Any, date], Mapping[str, Message]] = whatever_is_said
    due: Callable[[C, datetime, Calendar], date | None] = no_deadline
    version: int = 1
    begins: bool = False
    of_person: bool = False
    two_persons: bool = False


@dataclass(frozen=True, kw_only=True)
class Procedure(Generic[C]):
    """A field of law as steps; ``start`` is the case before anything happened, ``apply`` adds one step taken."""

    id: str
    label: str
    steps: tuple[Step[C], ...]
    start: C
    apply: Callable[[C, Taken[Any]], C]

    def step(self, step_id: str) -> Step[C] | None:
        """The step of that name."""
        return next((step for step in self.steps if step.id == step_id), None)

    def before(self, carried: CarriedOver | None) -> C:
        """The case before anything happened, of the person whom another case is about where something is carried over
        from there.
        """
        if carried is None:
            return self.start
        return replace(
            self.start,
            tier=carried.tier,
            concerns=carried.concerns,
            needs_guardian=carried.needs_guardian,
            child=carried.child,
        )

    def fold(self, history: Iterable[Taken[Any]]) -> C:
        """The case that a history leads to; evaluates no rule."""
        case = self.start
        for taken in history:
            case = self.apply(case, taken)
        return case


def judge(step: Step[C], case: C, role: Role) -> Allowed | Refused:
    """Whether a role may take a step of a case now: the law's answer, evaluated once, when acting."""
    if role not in step.by:
        return Refused(Message(NOT_THE_ROLE, {"role": role.value}))
    return step.allowed(case)
