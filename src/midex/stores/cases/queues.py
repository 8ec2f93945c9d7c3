"""The queues in SQL: which rows of a scope stand in each; `policy.queues.stands_in` says the same of one case.

Each condition names what drives it, an account's caseload, an office, a due date or what waits, so that no count reads
every case.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from midex.policy.queues import SOON, Queue, Seconds
from midex.policy.scope import Scope
from midex.stores.cases.scope import NOTHING, Condition, own
from midex.stores.rows import places

CASELOAD = "c.case_id IN (SELECT m.case_id FROM cases_assignment m WHERE m.identity = %s)"
"""In the caseload of an account."""

_WAITING = """c.case_id IN (
    SELECT p.case_id FROM cases_proposedstep p JOIN cases_casefile k ON k.case_id = p.case_id
    WHERE NOT EXISTS (SELECT 1 FROM cases_settlement s WHERE s.proposed_id = p.id) AND {which})"""


def queued(queue: Queue, scope: Scope, seconds: Seconds) -> Condition:
    """The condition under which a case stands in a queue of an account."""
    condition, values = _of(queue, scope, seconds)
    allowed, who = own(scope)
    return f"{condition} AND {allowed}", [*values, *who]


def _of(queue: Queue, scope: Scope, seconds: Seconds) -> Condition:
    today = scope.at.date()
    match queue:
        case Queue.MINE:
            return f"c.is_open AND {CASELOAD}", [scope.identity]
        case Queue.OFFICE:
            return "c.is_open AND c.office = %s", [scope.office]
        case Queue.DUE_SOON:
            return "c.is_open AND c.due >= %s AND c.due <= %s", [today.isoformat(), (today + SOON).isoformat()]
        case Queue.OVERDUE:
            return "c.is_open AND c.due < %s", [today.isoformat()]
        case Queue.AWAITING:
            return _awaiting(scope, seconds)
        case Queue.PROPOSED:
            return _WAITING.format(which="p.proposed_by = %s"), [scope.identity]


def _awaiting(scope: Scope, seconds: Seconds) -> Condition:
    steps: dict[str, list[str]] = defaultdict(list)
    for procedure, step in sorted(seconds):
        steps[procedure].append(step)
    if not steps:
        return NOTHING, []
    known = " OR ".join(f"(k.procedure = %s AND p.step IN ({places(of)}))" for of in steps.values())
    which = f"p.proposed_by <> %s AND p.based_on = k.steps AND ({known})"
    values: list[Any] = [scope.identity]
    for procedure, of in steps.items():
        values += [procedure, *of]
    return _WAITING.format(which=which), values
