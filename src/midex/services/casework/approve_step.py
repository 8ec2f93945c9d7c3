"""Approve or withdraw a step that waits for a second person; the law is judged again at that moment."""

from __future__ import annotations

from typing import Any

from midex.formats.canonical_json import read_json
from midex.formats.event_json import fields_from_json
from midex.kernel.event import Event
from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.procedure import Step, judge
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.actions import Action
from midex.policy.break_glass import may_act
from midex.policy.scope import NOT_FOUND, Scope
from midex.policy.two_persons import CHANGED, may_approve
from midex.procedures.catalogue import PROCEDURES, find_step
from midex.services.actor import Actor
from midex.services.casework.account_for import NO_CASE, account_for, scope_of
from midex.services.casework.erase_person import erase_person
from midex.services.casework.history import ORDERS_ERASURE, fold
from midex.services.casework.ports import CasePorts, CaseRow, ProposedStep
from midex.services.casework.take_step import ERASED, StepTaken, keep, taken_now

TAKEN, WITHDRAWN = "taken", "withdrawn"


def approve_step(proposal: str, sha256: str, actor: Actor, ports: CasePorts) -> StepTaken | Refused:
    """Take the proposed step whose content has this hash; whoever proposed it cannot."""
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        waiting = ports.proposals.find(proposal)
        row = ports.cases.find(waiting.case if waiting else NO_CASE, scope)  # looked for where there is none, too
        if waiting is None or row is None:
            return _refused(Refused(Message(NOT_FOUND)), scope, (), ports)
        answer = _approve(waiting, row, sha256, scope, ports)
        if isinstance(answer, Refused):
            return _refused(answer, scope, (row,), ports)
    if waiting.step == ORDERS_ERASURE:
        erase_person(row, scope, ports)
    return answer


def withdraw_step(proposal: str, actor: Actor, ports: CasePorts) -> CaseRow | Refused:
    """End the waiting without taking the step: its proposer, or somebody who could have approved it."""
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        waiting = ports.proposals.find(proposal)
        row = ports.cases.find(waiting.case if waiting else NO_CASE, scope)  # looked for where there is none, too
        if waiting is None or row is None:
            return _refused(Refused(Message(NOT_FOUND)), scope, (), ports)
        _, step = find_step(row.procedure, waiting.step)
        if scope.role not in step.by:
            return _refused(Refused(Message(NOT_FOUND)), scope, (row,), ports)
        if isinstance(seen_only := may_act(scope, row), Refused):
            return _refused(seen_only, scope, (row,), ports)
        if not ports.proposals.settle(waiting.id, WITHDRAWN, scope.at):
            return _refused(Refused(Message(CHANGED)), scope, (row,), ports)
        account_for(EntryKind.PROPOSAL, Action.APPROVE_STEP, Purpose.PROTECTION, scope, (row,), ports)
        return row


def _approve(waiting: ProposedStep, row: CaseRow, sha256: str, scope: Scope, ports: CasePorts) -> StepTaken | Refused:
    procedure, step = find_step(row.procedure, waiting.step)
    case = fold(PROCEDURES[row.procedure], ports.events.history(row.case))
    two = may_approve(
        proposer=waiting.proposed_by,
        approver=scope.identity,
        proposed=waiting.sha256,
        approved=sha256,
        based_on=waiting.based_on,
        steps=case.steps,
    )
    for verdict in (may_act(scope, row), two, judge(step, case, scope.role)):
        if isinstance(verdict, Refused):
            return verdict
    if ports.vault.salt(row.person, row.case) is None:
        return Refused(Message(ERASED))
    fields = read_json(waiting.body)["fields"]
    taken = taken_now(step, case, _event(step, fields), row.case, scope, ports, by=waiting.proposed_by)
    if not ports.proposals.settle(waiting.id, TAKEN, scope.at):
        return Refused(Message(CHANGED))
    return keep(taken, fields, procedure, case, row, row.person, waiting.key, ports)


def _event(step: Step[Any], fields: dict[str, Any]) -> Event:
    return fields_from_json(step.records, fields, lambda _field, _text: Closed())


def _refused(refused: Refused, scope: Scope, rows: tuple[CaseRow, ...], ports: CasePorts) -> Refused:
    account_for(EntryKind.REFUSAL, Action.APPROVE_STEP, Purpose.PROTECTION, scope, rows, ports)
    return refused
