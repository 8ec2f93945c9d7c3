"""Open a case: accounted for first, shown afterwards, and no more of it than the reader's role may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from midex.formats.canonical_json import read_json
from midex.formats.event_json import fields_from_json
from midex.kernel.event import Event, Taken
from midex.kernel.journal import EntryKind
from midex.kernel.procedure import NOT_THE_ROLE, Case, Step, judge
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.kernel.verdict import Allowed, Refused
from midex.policy.actions import SHOWS_CONTENT, Action, may
from midex.policy.break_glass import is_outside, may_act
from midex.policy.caps import DAY, WINDOW, is_unusual, may_show
from midex.policy.scope import NOT_FOUND, Scope
from midex.policy.two_persons import may_approve
from midex.procedures.catalogue import PROCEDURES, find_step
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.alarms import raise_alarm
from midex.services.casework.history import Open, fold, opened_for, taken_from
from midex.services.casework.ports import CasePorts, CaseRow, Grant, ProposedStep, StoredEvent
from midex.services.casework.take_step import PERSON_ENDED

PURPOSE_OF = {
    Role.GUARDIAN: Purpose.CHILD_PROTECTION,
    Role.TRAFFICKING_OFFICER: Purpose.TRAFFICKING_PROTECTION,
    Role.SUPERVISOR: Purpose.SUPERVISION,
}
"""What a role opens a case for; the others register."""


@dataclass(frozen=True, kw_only=True)
class PossibleStep:
    """A step and whether it may be taken now."""

    step: Step[Any]
    verdict: Allowed | Refused


@dataclass(frozen=True, kw_only=True)
class OpenedProposal:
    """A step that waits for a second person, what it would record, and whether this reader may approve or withdraw."""

    proposed: ProposedStep
    step: Step[Any]
    event: Event
    approve: Allowed | Refused
    withdraw: Allowed | Refused


@dataclass(frozen=True, kw_only=True)
class OpenedCase:
    """A case as its reader may see it: what happened, what can happen next, what waits, who broke the glass.

    ``outside`` where the reader sees it by break-glass alone. ``openings`` are the cases that can be opened about the
    same person, ``others`` those there are, as far as they are for this reader.
    """

    row: CaseRow
    case: Case
    taken: tuple[Taken[Any], ...]
    possible: tuple[PossibleStep, ...]
    waiting: tuple[ProposedStep, ...]
    proposals: tuple[OpenedProposal, ...] = ()
    grants: tuple[Grant, ...] = ()
    outside: bool = False
    openings: tuple[PossibleStep, ...] = ()
    others: tuple[CaseRow, ...] = ()


def read_case(name: str, actor: Actor, ports: CasePorts) -> OpenedCase | Refused:
    """Open the case of that name; the same refusal where there is none and where it is not for this account."""
    scope = scope_of(actor, ports.clock())
    purpose = PURPOSE_OF.get(actor.role, Purpose.REGISTRATION)
    with ports.unit_of_work():
        row = ports.cases.named(name, scope)
        verdict = may(actor.role, Action.OPEN_CASE) if row else Refused(Message(NOT_FOUND))
        if row is None or isinstance(verdict, Refused):
            account_for(EntryKind.REFUSAL, Action.OPEN_CASE, purpose, scope, (), ports)
            return Refused(Message(NOT_FOUND))
        if isinstance(capped := within_cap((row,), scope, ports), Refused):
            account_for(EntryKind.REFUSAL, Action.OPEN_CASE, purpose, scope, (row,), ports)
            return capped
        outside = is_outside(scope, row)
        receipt = account_for(EntryKind.READ, Action.OPEN_CASE, purpose, scope, (row,), ports, outside=outside)
        history = ports.events.history(row.case)
        waiting = ports.proposals.of_case(row.case)
        grants = ports.grants.of_case(row.case)
        others = tuple(one for one in ports.cases.of_person(row.person, scope) if one.case != row.case)
        if others:
            account_for(EntryKind.READ, Action.LIST_CASES, purpose, scope, others, ports)
    # the record of this read is kept by now; only then is anything opened
    procedure = PROCEDURES[row.procedure]
    case = fold(procedure, history)
    unseal = opened_for(actor.role, receipt, ports.vault)
    return OpenedCase(
        row=row,
        case=case,
        taken=tuple(taken_from(stored, unseal) for stored in history),
        possible=tuple(
            PossibleStep(step=step, verdict=_first_refusal(may_act(scope, row), judge(step, case, actor.role)))
            for step in procedure.steps
            if not step.begins
        ),
        waiting=waiting,
        proposals=tuple(_opened(one, case, row, scope, unseal) for one in waiting),
        grants=grants,
        outside=outside,
        openings=_openings(row, scope),
        others=others,
    )


def _openings(row: CaseRow, scope: Scope) -> tuple[PossibleStep, ...]:
    """What can be opened about the person of a case, of other procedures than its own, and whether it may be now."""
    seen_only = may_act(scope, row)
    is_open = Allowed() if row.is_open else Refused(Message(PERSON_ENDED))
    return tuple(
        PossibleStep(step=step, verdict=_first_refusal(seen_only, is_open, judge(step, procedure.start, scope.role)))
        for procedure in PROCEDURES.values()
        for step in procedure.steps
        if step.of_person and procedure.id != row.procedure
    )


def _first_refusal(*verdicts: Allowed | Refused) -> Allowed | Refused:
    return next((verdict for verdict in verdicts if isinstance(verdict, Refused)), Allowed())


def _opened(waiting: ProposedStep, case: Case, row: CaseRow, scope: Scope, unseal: Open) -> OpenedProposal:
    # its fields are sealed in the place of the step that it will be
    _, step = find_step(row.procedure, waiting.step)
    place = StoredEvent(
        case=row.case,
        number=waiting.based_on + 1,
        procedure=row.procedure,
        step=waiting.step,
        person=row.person,
        key=waiting.key,
        entry=-1,
        body=waiting.body,
    )
    fields = read_json(waiting.body)["fields"]
    event = fields_from_json(step.records, fields, lambda field, text: unseal(place, step.records, field, text))
    two = may_approve(
        proposer=waiting.proposed_by,
        approver=scope.identity,
        proposed=waiting.sha256,
        approved=waiting.sha256,
        based_on=waiting.based_on,
        steps=case.steps,
    )
    seen_only = may_act(scope, row)
    role = Allowed() if scope.role in step.by else Refused(Message(NOT_THE_ROLE, {"role": scope.role.value}))
    return OpenedProposal(
        proposed=waiting,
        step=step,
        event=event,
        approve=_first_refusal(seen_only, two, judge(step, case, scope.role)),
        withdraw=_first_refusal(seen_only, role),
    )


def within_cap(rows: tuple[CaseRow, ...], scope: Scope, ports: CasePorts) -> Allowed | Refused:
    """Whether the content of these cases may still be shown to the account in this hour; raises the alarm where not,
    and where an account that stays below the cap sees more in a day than work explains.
    """
    wanted = {row.case for row in rows}
    verdict = may_show(_shown(scope, WINDOW, ports), wanted)
    if isinstance(verdict, Refused) or is_unusual(_shown(scope, DAY, ports) | wanted):
        raise_alarm(Action.OPEN_CASE, scope, ports)
    return verdict


def _shown(scope: Scope, window: timedelta, ports: CasePorts) -> frozenset[str]:
    return ports.reads.seen(scope.identity, [action.value for action in SHOWS_CONTENT], scope.at - window)
