"""The children whom an account guards: visits, and interviews of which it was told; nothing sealed is opened.

Only cases in which the account is the guardian now: after another one was appointed there is nothing to see.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.policy.caps import WINDOW, may_list
from midex.policy.scope import Scope
from midex.procedures.protection.case import VISIT, Screening
from midex.procedures.protection.procedure import PROTECTION
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.alarms import raise_alarm
from midex.services.casework.history import taken_from
from midex.services.casework.ports import CasePorts, CaseRow, Wanted

ACTION = Action.SEE_GUARDIANSHIP
MOST = 50
"""Children on the page; the law lets one person guard far fewer (Directive (EU) 2024/1346, art. 27(9))."""


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """One child: when the guardian was there last and is there next, the interview that is near, and whether another
    guardian was there before.
    """

    row: CaseRow
    visited_on: date | None
    visit_on: date | None
    interview_on: date | None
    replaced: bool
    age_disputed: bool


def see_guardianship(actor: Actor, ports: CasePorts) -> tuple[Guarded, ...] | Refused:
    """Every child whom the account guards, whoever is visited next first."""
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        if isinstance(verdict := may(actor.role, ACTION), Refused):
            return _refused(verdict, scope, ports)
        wanted = Wanted(procedure=PROTECTION.id, mine=True, is_open=True, count=MOST)
        page, whole = ports.cases.page(wanted, scope)
        if whole > MOST:  # the list's own order is not that of visits: who is next may stand on any page of it
            page, _ = ports.cases.page(replace(wanted, count=whole), scope)
        folded = [(row, _screening(row, ports)) for row in page]
        mine = [(row, case) for row, case in folded if case.guardian == scope.identity]
        mine = sorted(mine, key=lambda one: one[1].awaited.get(VISIT) or date.max)[:MOST]
        rows = tuple(row for row, _ in mine)
        seen = ports.reads.seen(scope.identity, [Action.LIST_CASES.value, ACTION.value], scope.at - WINDOW)
        if isinstance(capped := may_list(seen, {row.case for row in rows}), Refused):
            raise_alarm(ACTION, scope, ports)
            return _refused(capped, scope, ports)
        account_for(EntryKind.READ, ACTION, Purpose.CHILD_PROTECTION, scope, rows, ports)
    return tuple(_guarded(row, case) for row, case in mine)


def _refused(refused: Refused, scope: Scope, ports: CasePorts) -> Refused:
    account_for(EntryKind.REFUSAL, ACTION, Purpose.CHILD_PROTECTION, scope, (), ports)
    return refused


def _screening(row: CaseRow, ports: CasePorts) -> Screening:
    return PROTECTION.fold(taken_from(stored) for stored in ports.events.history(row.case))


def _guarded(row: CaseRow, case: Screening) -> Guarded:
    return Guarded(
        row=row,
        visited_on=case.visited_on,
        visit_on=case.awaited.get(VISIT),
        interview_on=case.notified_for,
        replaced=case.replaced,
        age_disputed=case.age_disputed,
    )
