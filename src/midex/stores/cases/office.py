"""An office in figures: its open cases by state, by caseload and by due date, inside one account's own scope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from midex.policy.queues import SOON, Queue
from midex.policy.scope import Scope
from midex.services.casework.ports import Load, OfficeFigures
from midex.stores.cases.queues import queued
from midex.stores.rows import day, fetch

_STATES = "SELECT c.state, count(*) FROM cases_casefile c WHERE {own} GROUP BY c.state ORDER BY c.state"
_DUE = "SELECT c.due, count(*) FROM cases_casefile c WHERE {own} AND c.due IS NOT NULL GROUP BY c.due ORDER BY c.due"
_LOADS = """SELECT l.identity, count(*), sum(CASE WHEN c.due >= %s AND c.due <= %s THEN 1 ELSE 0 END),
                   sum(CASE WHEN c.due < %s THEN 1 ELSE 0 END)
            FROM cases_casefile c JOIN cases_assignment l ON l.case_id = c.case_id
            WHERE {own} GROUP BY l.identity ORDER BY l.identity"""
_UNASSIGNED = """SELECT count(*) FROM cases_casefile c
                 WHERE {own} AND NOT EXISTS (SELECT 1 FROM cases_assignment l WHERE l.case_id = c.case_id)"""


def office_figures(alias: str, scope: Scope) -> OfficeFigures:
    """The figures of the scope's office; every one is of the cases in its queue, and of no others."""
    own, values = queued(Queue.OFFICE, scope, frozenset())
    today = scope.at.date()
    bounds = [today.isoformat(), (today + SOON).isoformat(), today.isoformat()]
    loads = fetch(alias, _LOADS.format(own=own), [*bounds, *values])
    return OfficeFigures(
        states={state: int(count) for state, count in fetch(alias, _STATES.format(own=own), values)},
        loads=tuple(
            Load(identity=who, cases=int(cases), due_soon=int(soon), overdue=int(late))
            for who, cases, soon, late in loads
        ),
        unassigned=int(fetch(alias, _UNASSIGNED.format(own=own), values)[0][0]),
        due=_by_day(alias, _DUE.format(own=own), values),
    )


def _by_day(alias: str, sql: str, values: list[object]) -> Mapping[date, int]:
    rows = ((day(due), int(count)) for due, count in fetch(alias, sql, values))
    return {due: count for due, count in rows if due is not None}
