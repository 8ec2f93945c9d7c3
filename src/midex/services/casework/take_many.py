"""Take the steps of many new cases: judged like any step, written by the bulk paths, a batch whole or not at all.

For imports and simulations. A batch with a step that is refused is not written, and the answer says which one it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from midex.formats.event_json import Wrong
from midex.kernel.event import Event, Taken
from midex.kernel.journal import EntryKind
from midex.kernel.procedure import Case, Procedure, Step, judge
from midex.kernel.verdict import Refused
from midex.policy.scope import Scope
from midex.procedures.catalogue import find_step
from midex.services.actor import Actor
from midex.services.casework.account_for import scope_of
from midex.services.casework.history import body_of, row_after, sealed_fields
from midex.services.casework.index_person import tokens_of
from midex.services.casework.ports import CasePorts, CaseRow, StoredEvent
from midex.services.casework.said_event import event_of, unknown_account, unknown_case
from midex.services.casework.take_step import TakeStep, taken_now
from midex.services.journal.ports import ToRecord

BATCH = 1_000
"""Cases of one unit of work."""


@dataclass(frozen=True, kw_only=True)
class NotTaken:
    """The first step of a batch that was refused; nothing of the batch was written."""

    case: int
    step: str
    because: Wrong | Refused


@dataclass(kw_only=True)
class _Batch:
    records: list[ToRecord] = field(default_factory=list)
    steps: list[StoredEvent] = field(default_factory=list)
    rows: list[CaseRow] = field(default_factory=list)
    tokens: list[tuple[str, int]] = field(default_factory=list)


def take_many(cases: Iterable[Sequence[TakeStep]], actor: Actor, ports: CasePorts) -> Iterator[int | NotTaken]:
    """Take each case's steps in order; yields how many steps each batch wrote, and ends at a batch that was refused."""
    source, done = iter(cases), 0
    while batch := list(islice(source, BATCH)):
        answer = _take_batch(batch, done, actor, ports)
        yield answer
        if isinstance(answer, NotTaken):
            return
        done += len(batch)


def _take_batch(batch: list[Sequence[TakeStep]], first: int, actor: Actor, ports: CasePorts) -> int | NotTaken:
    people = [ports.random_id() for _ in batch]
    ports.vault.admit(people)
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        number = int(ports.cases.next_name(scope.at.year).partition("-")[2])
        made = _Batch()
        for place, (steps, person) in enumerate(zip(batch, people, strict=True)):
            name = f"{scope.at.year}-{number + place:07d}"
            refused = _take_case(steps, person, name, scope, made, ports)
            if refused:
                return replace(refused, case=first + place)
        entries = ports.journal.record_many(made.records)
        ports.events.append_many(
            replace(step, entry=entry.number) for step, entry in zip(made.steps, entries, strict=True)
        )
        ports.cases.put_many(made.rows)
        ports.tokens.add_many(made.tokens)
    return len(made.steps)


def _take_case(
    steps: Sequence[TakeStep], person: str, name: str, scope: Scope, made: _Batch, ports: CasePorts
) -> NotTaken | None:
    case_id = ports.random_id()
    row: CaseRow | None = None
    tokens: set[int] = set()
    case: Case | None = None
    for wanted in steps:
        procedure, step = find_step(wanted.procedure, wanted.step)
        case = case or procedure.start
        event = event_of(step, wanted.fields)
        if isinstance(event, Wrong):
            return NotTaken(case=0, step=wanted.step, because=event)
        verdict = judge(step, case, scope.role)
        if isinstance(verdict, Refused):
            return NotTaken(case=0, step=wanted.step, because=verdict)
        if wrong := unknown_account(event, ports) or unknown_case(event, row, scope, ports):
            return NotTaken(case=0, step=wanted.step, because=wrong)
        taken = taken_now(step, case, event, case_id, scope, ports)
        _add(taken, procedure, step, event, person, wanted.key, made, ports)
        case = procedure.apply(case, taken)
        row = row_after(row, taken, case, name=name, procedure=procedure.id, person=person)
        tokens |= tokens_of(procedure.id, event, row.office, ports)
    if row:
        made.rows.append(row)
        made.tokens.extend((row.case, token) for token in sorted(tokens))
    return None


def _add(
    taken: Taken[Any],
    procedure: Procedure[Any],
    step: Step[Any],
    event: Event,
    person: str,
    key: str,
    made: _Batch,
    ports: CasePorts,
) -> None:
    fields = sealed_fields(event, taken.case, taken.number, person, ports.vault)
    body = body_of(taken, fields, procedure.id, person, key)
    salt = ports.vault.salt(person, f"{taken.case}/{taken.number}") or b""
    made.records.append(ToRecord(kind=EntryKind.EVENT, actor=taken.by, at=taken.at, salt=salt, payload=body))
    made.steps.append(
        StoredEvent(
            case=taken.case,
            number=taken.number,
            procedure=procedure.id,
            step=step.id,
            person=person,
            key=key,
            entry=-1,
            body=body,
        )
    )
