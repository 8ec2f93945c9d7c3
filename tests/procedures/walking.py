"""Thousands of random sequences of steps of any procedure: what is lawful happens, and a watcher looks at each step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from midex.kernel.event import CarriedOver, Event, Taken
from midex.kernel.procedure import Procedure, judge
from midex.kernel.verdict import Allowed

TODAY = date(2027, 1, 1)
"""After whatever the tests say happened."""

Watch = Callable[[list[Event], Any], None]
"""(what happened, the case it led to): fails where that may not be."""

Take = Callable[[int, Event, CarriedOver | None], Taken[Event]]


def walk(
    procedure: Procedure[Any], asked: Sequence[Event], take: Take, watch: Watch, carried: CarriedOver | None
) -> list[Event]:
    """Ask for each in turn, as a role that may; what is lawful happens. Answers with what happened."""
    case, happened = procedure.start, list[Event]()
    for event in asked:
        step = next(step for step in procedure.steps if step.records is type(event))
        role = min(step.by, key=lambda role: role.value)
        if judge(step, case, role) == Allowed() and not step.fits(case, event, TODAY):
            happened.append(event)
            case = procedure.apply(case, take(len(happened), event, carried))
            watch(happened, case)
    return happened


def walks(
    procedure: Procedure[Any],
    moves: st.SearchStrategy[list[Event]],
    take: Take,
    watcher: Callable[[CarriedOver | None], Watch],
    *,
    sequences: int,
    carried: Sequence[CarriedOver | None] = (None,),
) -> set[type[Event]]:
    """Walk so many; answers with the kinds of events that happened in any of them."""
    happened: set[type[Event]] = set()

    @settings(
        max_examples=sequences,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(moves, st.sampled_from(carried))
    def one_walk(asked: list[Event], over: CarriedOver | None) -> None:
        happened.update(type(event) for event in walk(procedure, asked, take, watcher(over), over))

    one_walk()
    return happened
