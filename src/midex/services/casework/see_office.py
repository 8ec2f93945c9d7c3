"""An office as its supervisor sees it: open cases by state, by colleague and by the week in which they are due.

Figures only; which cases they are is listed by `list_cases`, and accounted for there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.verdict import Refused
from midex.policy.actions import CASEWORK, Action, may
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.ports import CasePorts, Load, OfficeFigures

WEEKS = 8
"""Weeks ahead that stand alone; what is due later stands together."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """Cases due in a week that begins on a Monday."""

    begins: date
    count: int


@dataclass(frozen=True, kw_only=True)
class OfficeView:
    """The figures of an office; ``loads`` has every colleague of it, and others who have a case of it."""

    office: str
    total: int
    states: Mapping[str, int]
    loads: tuple[Load, ...]
    unassigned: int
    overdue: int
    weeks: tuple[Week, ...]
    later: int


def see_office(actor: Actor, ports: CasePorts) -> OfficeView | Refused:
    """The supervisor's own office; the looking at colleagues' work is accounted for."""
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        verdict = may(actor.role, Action.SEE_OFFICE)
        kind = EntryKind.REFUSAL if isinstance(verdict, Refused) else EntryKind.READ
        account_for(kind, Action.SEE_OFFICE, Purpose.SUPERVISION, scope, (), ports)
        if isinstance(verdict, Refused):
            return verdict
        figures = ports.cases.office_figures(scope)
        staff = [one.identity for one in ports.accounts.all() if one.office == actor.office and one.role in CASEWORK]
    today = scope.at.date()
    return OfficeView(
        office=actor.office,
        total=sum(figures.states.values()),
        states=figures.states,
        loads=_loads(figures, staff),
        unassigned=figures.unassigned,
        overdue=sum(count for due, count in figures.due.items() if due < today),
        weeks=weeks(figures.due, today),
        later=sum(count for due, count in figures.due.items() if due >= _monday(today) + timedelta(weeks=WEEKS)),
    )


def weeks(due: Mapping[date, int], today: date) -> tuple[Week, ...]:
    """The weeks from today's on; what was due before today is overdue and in none of them."""
    counts = dict.fromkeys((_monday(today) + timedelta(weeks=number) for number in range(WEEKS)), 0)
    for day, count in due.items():
        if day >= today and _monday(day) in counts:
            counts[_monday(day)] += count
    return tuple(Week(begins=begins, count=count) for begins, count in counts.items())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _loads(figures: OfficeFigures, staff: list[str]) -> tuple[Load, ...]:
    nothing = {who: Load(identity=who, cases=0, due_soon=0, overdue=0) for who in staff}
    known = {**nothing, **{one.identity: one for one in figures.loads}}
    return tuple(known[who] for who in sorted(known))
