"""Events as the steps that record them, for tests of any procedure; nobody takes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from midex.kernel.event import CarriedOver, Event, Taken
from midex.kernel.procedure import Procedure


def taken(
    procedure: Procedure[Any],
    number: int,
    event: Event,
    *,
    at: datetime,
    by: str,
    due: date | None = None,
    carried: CarriedOver | None = None,
) -> Taken[Event]:
    """The step that such an event is recorded by; only one that opens a case carries anything over."""
    step = next(step for step in procedure.steps if step.records is type(event))
    return Taken(
        case="c" * 32,
        number=number,
        step=step.id,
        event=event,
        at=at,
        by=by,
        office="north",
        rule=step.allowed.__name__,
        rule_version=step.version,
        law=str(step.law),
        due=due,
        carried=carried if step.begins else None,
    )
