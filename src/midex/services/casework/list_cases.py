"""List cases inside the caller's scope, by state, office, caseload or name; the naming itself is accounted for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.policy.caps import WINDOW, may_list
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.alarms import raise_alarm
from midex.services.casework.count_queues import seconds_of
from midex.services.casework.ports import MOST_COUNTED, CasePorts, CaseRow, Wanted

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One page of cases, and how many there are; ``at_least`` where more were not counted."""

    rows: tuple[CaseRow, ...]
    total: int
    wanted: Wanted

    @property
    def at_least(self) -> bool:
        """Whether there may be more than were counted."""
        return self.total >= MOST_COUNTED


def list_cases(wanted: Wanted, actor: Actor, ports: CasePorts) -> Listed | Refused:
    """One page, the longest unchanged first; of a colleague's caseload, for their supervisor, what is of the office."""
    scope = scope_of(actor, ports.clock())
    wanted = replace(wanted, start=max(0, wanted.start), count=min(max(1, wanted.count), PAGE))
    wanted = replace(wanted, seconds=seconds_of(actor.role), office=actor.office if wanted.of else wanted.office)
    action, purpose = Action.LIST_CASES, Purpose.REGISTRATION
    with ports.unit_of_work():
        refused = may(actor.role, Action.SEE_OFFICE if wanted.of else action)
        rows, total = ports.cases.page(wanted, scope) if not isinstance(refused, Refused) else ((), 0)
        if not isinstance(refused, Refused):
            seen = ports.reads.seen(scope.identity, [Action.LIST_CASES.value], scope.at - WINDOW)
            refused = may_list(seen, {row.case for row in rows})
            if isinstance(refused, Refused):
                raise_alarm(action, scope, ports)
        if isinstance(refused, Refused):
            account_for(EntryKind.REFUSAL, action, purpose, scope, (), ports)
            return refused
        account_for(EntryKind.READ, action, purpose, scope, rows, ports)
    return Listed(rows=rows, total=total, wanted=wanted)
