"""Take a lawful step of a case: judged once, now; event, journal and list are written together or not at all.

A retry with the same key is the same step. A step that needs two persons is proposed here and taken by `approve_step`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from midex.formats.canonical_json import canonical_json, read_json
from midex.formats.event_json import Wrong
from midex.kernel.event import CarriedOver, Event, Taken
from midex.kernel.journal import EntryKind
from midex.kernel.procedure import Case, Procedure, Step, judge
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Allowed, Refused
from midex.policy.actions import Action, may
from midex.policy.break_glass import may_act
from midex.policy.scope import NOT_FOUND, Scope
from midex.procedures.catalogue import PROCEDURES, find_step
from midex.procedures.registration.events import KeptCloser
from midex.procedures.registration.procedure import KEEP_CLOSER, REGISTRATION
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.history import (
    ORDERS_ERASURE,
    body_of,
    ended_by_erasure,
    fold,
    row_after,
    sealed_fields,
    taken_from,
)
from midex.services.casework.index_person import tokens_of
from midex.services.casework.kept_as_child import kept_as_child
from midex.services.casework.ports import CasePorts, CaseRow, ProposedStep, StoredEvent
from midex.services.casework.proposal_digest import digest
from midex.services.casework.said_event import event_of, unfitting, unknown_account, unknown_case

CHANGED = mark("somebody else took a step in this case meanwhile; look at it again")
ANOTHER = mark("this attempt was used for another step already; begin again")
NEEDS_CASE = mark("this step is taken in a case that is open")
NEEDS_KEY = mark("an attempt needs a name of its own: 8 to 64 letters and digits")
NEEDS_PERSON = mark("this is opened of a case in which the person is known; begin there")
PERSON_ENDED = mark("that case has ended; nothing new is opened of it")
ERASED = mark("the person's fields were erased; nothing can be added about them")


@dataclass(frozen=True, kw_only=True)
class TakeStep:
    """What somebody asks for. A case is meant by ``case`` or by its ``name``; both are empty where the step opens one.

    ``of`` is the name of the case whose person a new one is about, where the step that opens it needs one.
    ``key`` is the client's name of the attempt; ``based_on`` how many steps they saw the case have, -1 where they do
    not say.
    """

    procedure: str
    step: str
    fields: Mapping[str, Any]
    key: str
    case: str = ""
    name: str = ""
    of: str = ""
    based_on: int = -1


@dataclass(frozen=True, kw_only=True)
class StepTaken:
    """The step is kept: the case, its name, the number of the step, the journal's entry."""

    case: str
    name: str
    number: int
    entry: int


@dataclass(frozen=True, kw_only=True)
class StepProposed:
    """The step waits for a second person."""

    case: str
    name: str
    proposal: str
    sha256: str


Answer = StepTaken | StepProposed | Wrong | Refused


def take_step(wanted: TakeStep, actor: Actor, ports: CasePorts) -> Answer:
    """Take the step, propose it, or say why not. Fault F304 where there is no such procedure or step."""
    procedure, step = find_step(wanted.procedure, wanted.step)
    scope = scope_of(actor, ports.clock())
    if isinstance(may(actor.role, Action.TAKE_STEP), Refused):
        with ports.unit_of_work():
            return _refused(Refused(Message(NOT_FOUND)), scope, (), ports)
    event = event_of(step, wanted.fields)
    if isinstance(event, Wrong):
        return event
    if misasked := _misasked(wanted, step):
        return misasked
    with ports.unit_of_work():
        if again := _as_before(wanted, scope, ports):
            return again
        about = _about(wanted.of, scope, ports) if step.of_person else _somebody_new(step, ports)
        if isinstance(about, Refused):
            return about
        wanted = replace(wanted, case=ports.random_id()) if step.begins else wanted
        return _take(wanted, procedure, step, event, about, scope, ports)


def _misasked(wanted: TakeStep, step: Step[Any]) -> Refused | None:
    """Why nobody could be answered, whatever there is."""
    if not (8 <= len(wanted.key) <= 64 and wanted.key.isascii() and wanted.key.replace("-", "").isalnum()):
        return Refused(Message(NEEDS_KEY))
    if step.begins == bool(wanted.case or wanted.name):
        return Refused(Message(NOT_FOUND if step.begins else NEEDS_CASE))
    if step.of_person != bool(wanted.of):
        return Refused(Message(NEEDS_PERSON if step.of_person else NOT_FOUND))
    return None


@dataclass(frozen=True, kw_only=True)
class _About:
    """The person whom a step that opens a case is about; empty where a case there is says so."""

    person: str = ""
    carried: CarriedOver | None = None


def _somebody_new(step: Step[Any], ports: CasePorts) -> _About:
    if not step.begins:
        return _About()
    person = ports.random_id()
    ports.vault.admit([person])
    return _About(person=person)


def _about(name: str, scope: Scope, ports: CasePorts) -> _About | Refused:
    """The person of a case inside the scope, and what the new one takes over from it; break-glass does not suffice."""
    row = ports.cases.named(name, scope)
    if row is None:
        return _refused(Refused(Message(NOT_FOUND)), scope, (), ports)
    if isinstance(seen_only := may_act(scope, row), Refused):
        return _refused(seen_only, scope, (row,), ports)
    if ports.vault.salt(row.person, row.case) is None:
        return Refused(Message(ERASED))
    if not row.is_open:
        return Refused(Message(PERSON_ENDED))
    case = fold(PROCEDURES[row.procedure], ports.events.history(row.case))
    if not case.is_known:  # how closely it is kept, and whom it concerns, is not known before
        return Refused(Message(NEEDS_PERSON))
    return _About(person=row.person, carried=carried_over(row.case, case))


def carried_over(of: str, case: Case) -> CarriedOver:
    """What a new case about the same person takes over from the one that it is opened of."""
    return CarriedOver(
        case=of,
        tier=case.tier,
        concerns=case.concerns,
        needs_guardian=case.needs_guardian,
        child=case.child,
    )


def _take(
    wanted: TakeStep,
    procedure: Procedure[Any],
    step: Step[Any],
    event: Event,
    about: _About,
    scope: Scope,
    ports: CasePorts,
) -> Answer:
    row = None if step.begins else _row_of(wanted, scope, ports)
    if not step.begins and (row is None or row.procedure != procedure.id):
        return _refused(Refused(Message(NOT_FOUND)), scope, (), ports)
    case_id = row.case if row else wanted.case
    history = ports.events.history(case_id) if row else ()
    case = fold(procedure, history) if row else procedure.before(about.carried)
    if barred := _barred(wanted, step, case, event, row, scope, ports):
        return barred
    person = row.person if row else about.person
    if ports.vault.salt(person, case_id) is None:  # another case of this person may have led to the erasure
        return Refused(Message(ERASED))
    fields = sealed_fields(event, case_id, case.steps + 1, person, ports.vault)
    if step.two_persons and row:
        return _propose(wanted, case, row, fields, scope, ports)
    taken = replace(taken_now(step, case, event, case_id, scope, ports), carried=about.carried)
    answer = keep(taken, fields, procedure, case, row, person, wanted.key, ports)
    for other, closer in kept_as_child(event, row, ports) if row else ():
        _keep_closer(other, closer, wanted.key, scope, ports)
    return answer


def _keep_closer(row: CaseRow, event: KeptCloser, key: str, scope: Scope, ports: CasePorts) -> None:
    """Record in another case of the person that it is kept closer; ``key`` names the attempt that led to it."""
    case = REGISTRATION.fold(taken_from(stored) for stored in ports.events.history(row.case))
    if isinstance(KEEP_CLOSER.allowed(case), Refused):
        return
    taken = taken_now(KEEP_CLOSER, case, event, row.case, scope, ports)
    fields = sealed_fields(event, row.case, taken.number, row.person, ports.vault)
    own_key = sha256(f"{key} {row.case}".encode()).hexdigest()
    keep(taken, fields, REGISTRATION, case, row, row.person, own_key, ports)


def _barred(
    wanted: TakeStep,
    step: Step[Any],
    case: Case,
    event: Event,
    row: CaseRow | None,
    scope: Scope,
    ports: CasePorts,
) -> Refused | Wrong | None:
    """Why the step is not taken, if it is not; what the policy and the law refuse is accounted for."""
    for verdict in (may_act(scope, row) if row else Allowed(), judge(step, case, scope.role)):
        if isinstance(verdict, Refused):
            return _refused(verdict, scope, (row,) if row else (), ports)
    if wanted.based_on not in (-1, case.steps):
        return Refused(Message(CHANGED))
    if (
        wrong := unfitting(step, case, event, scope.at.date())
        or unknown_account(event, ports)
        or unknown_case(event, row, scope, ports)
    ):
        account_for(EntryKind.REFUSAL, Action.TAKE_STEP, Purpose.SUPERVISION, scope, (row,) if row else (), ports)
        return wrong
    return None


def _row_of(wanted: TakeStep, scope: Scope, ports: CasePorts) -> CaseRow | None:
    return ports.cases.named(wanted.name, scope) if wanted.name else ports.cases.find(wanted.case, scope)


def taken_now(
    step: Step[Any], case: Case, event: Event, case_id: str, scope: Scope, ports: CasePorts, *, by: str = ""
) -> Taken[Any]:
    """The step with its verdict's rule, version and due date; ``by`` is the proposer where two persons take it."""
    return Taken(
        case=case_id,
        number=case.steps + 1,
        step=step.id,
        event=event,
        at=scope.at,
        by=by or scope.identity,
        second=scope.identity if by else "",
        office=scope.office,
        rule=step.allowed.__name__,
        rule_version=step.version,
        law=str(step.law),
        due=step.due(case, scope.at, ports.calendar),
    )


def keep(
    taken: Taken[Any],
    fields: dict[str, Any],
    procedure: Procedure[Any],
    before: Case,
    row: CaseRow | None,
    person: str,
    key: str,
    ports: CasePorts,
) -> StepTaken:
    """Write the step, the journal's entry and the list's row, inside the open unit of work."""
    body = body_of(taken, fields, procedure.id, person, key)
    salt = ports.vault.salt(person, f"{taken.case}/{taken.number}")
    if salt is None:
        raise RuntimeError("an erased person's case takes no step")
    entry = ports.journal.record(EntryKind.EVENT, actor=taken.by, at=taken.at, salt=salt, payload=body)
    ports.events.append(
        StoredEvent(
            case=taken.case,
            number=taken.number,
            procedure=procedure.id,
            step=taken.step,
            person=person,
            key=key,
            entry=entry.number,
            body=body,
        )
    )
    name = row.name if row else ports.cases.next_name(taken.at.year)
    after = procedure.apply(before, taken)
    kept = row_after(row, taken, after, name=name, procedure=procedure.id, person=person)
    ports.cases.put(kept)
    ports.tokens.add(kept.case, tokens_of(procedure.id, taken.event, kept.office, ports))
    if taken.step == ORDERS_ERASURE:
        for other in ports.cases.of_person(person):
            ports.cases.put(ended_by_erasure(other))
    return StepTaken(case=taken.case, name=name, number=taken.number, entry=entry.number)


def _as_before(wanted: TakeStep, scope: Scope, ports: CasePorts) -> Answer | None:
    """What this attempt came to before, if this account made it before; whoever made it was told its outcome then."""
    stored = ports.events.by_key(wanted.key)
    proposed = None if stored else ports.proposals.by_key(wanted.key)
    before = stored or proposed
    if before is None:
        return None
    by = proposed.proposed_by if proposed else read_json(before.body)["by"]
    row = ports.cases.by_id(before.case)
    if row is None or by != scope.identity or before.step != wanted.step or _is_another(wanted, row, ports):
        return Refused(Message(ANOTHER))
    if proposed:
        return StepProposed(case=row.case, name=row.name, proposal=proposed.id, sha256=proposed.sha256)
    return StepTaken(case=row.case, name=row.name, number=stored.number, entry=stored.entry) if stored else None


def _is_another(wanted: TakeStep, row: CaseRow, ports: CasePorts) -> bool:
    if wanted.of:
        first = ports.cases.judged(wanted.of)
        return first is None or first.person != row.person
    return wanted.case not in ("", row.case) or wanted.name not in ("", row.name)


def _propose(
    wanted: TakeStep, case: Case, row: CaseRow, fields: dict[str, Any], scope: Scope, ports: CasePorts
) -> StepProposed:
    body = canonical_json({"fields": fields})
    proposal = ProposedStep(
        id=ports.random_id(),
        case=row.case,
        step=wanted.step,
        key=wanted.key,
        proposed_by=scope.identity,
        proposed_at=scope.at,
        based_on=case.steps,
        sha256=sha256(body).hexdigest(),
        body=body,
    )
    about = digest(proposal)
    account_for(EntryKind.PROPOSAL, Action.TAKE_STEP, Purpose.PROTECTION, scope, (row,), ports, about=about)
    ports.proposals.keep(proposal)
    return StepProposed(case=row.case, name=row.name, proposal=proposal.id, sha256=proposal.sha256)


def _refused(refused: Refused, scope: Scope, rows: tuple[CaseRow, ...], ports: CasePorts) -> Refused:
    account_for(EntryKind.REFUSAL, Action.TAKE_STEP, Purpose.REGISTRATION, scope, rows, ports)
    return refused
