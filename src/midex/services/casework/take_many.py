"""Take the steps of many new cases: judged like any step, written by the bulk paths, a batch whole or not at all.

For imports and simulations. A batch with a step that is refused is not written, and the answer says which one it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from midex.formats.event_json import Wrong
from midex.kernel.event import CarriedOver, Event, Taken
from midex.kernel.journal import EntryKind
from midex.kernel.procedure import Case, Procedure, Step, judge
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.scope import Scope
from midex.procedures.catalogue import find_step
from midex.services.actor import Actor
from midex.services.casework.account_for import scope_of
from midex.services.casework.history import body_of, row_after, sealed_fields
from midex.services.casework.index_person import tokens_of
from midex.services.casework.ports import CasePorts, CaseRow, StoredEvent
from midex.services.casework.said_event import event_of, unfitting, unknown_account, unknown_case
from midex.services.casework.take_step import NEEDS_PERSON, TakeStep, taken_now
from midex.services.journal.ports import ToRecord

BATCH = 1_000
"""Cases of one unit of work."""


@dataclass(frozen=True, kw_only=True)
class NotTaken:
    """The first step of a batch that was refused; nothing of the batch was written."""

    case: int
    step: str
    because: Wrong | Refused


@dataclass(frozen=True)
class NameOf:
    """Stands in a step's field for the name that another case of the same batch gets: the case at ``place``."""

    place: int


@dataclass(frozen=True, kw_only=True)
class Underway:
    """A case between two of its steps; ``row`` is None until its first."""

    id: str
    person: str
    name: str
    case: Case | None = None
    row: CaseRow | None = None


@dataclass(kw_only=True)
class Batch:
    """What is to be written together; written in the order in which it was added."""

    records: list[ToRecord] = field(default_factory=list)
    steps: list[StoredEvent] = field(default_factory=list)
    tokens: set[tuple[str, int]] = field(default_factory=set)

    def write(self, ports: CasePorts) -> None:
        """Write journal, steps and blind index, not the lists, by the bulk paths inside the open unit of work."""
        entries = ports.journal.record_many(self.records)
        ports.events.append_many(
            replace(step, entry=entry.number) for step, entry in zip(self.steps, entries, strict=True)
        )
        new = {step.case for step in self.steps if step.number == 1}
        ports.tokens.add_many(sorted(one for one in self.tokens if one[0] in new))
        for case in sorted({case for case, _ in self.tokens} - new):  # it may have some of them already
            ports.tokens.add(case, {token for of, token in self.tokens if of == case})


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
        names = [f"{scope.at.year}-{number + place:07d}" for place in range(len(batch))]
        made = Batch()
        rows: list[CaseRow] = []
        for place, (steps, person) in enumerate(zip(batch, people, strict=True)):
            case = Underway(id=ports.random_id(), person=person, name=names[place])
            for wanted in steps:
                answer = add_step(replace(wanted, fields=_named(wanted.fields, names)), case, scope, made, ports)
                if isinstance(answer, NotTaken):
                    return replace(answer, case=first + place)
                case = answer
            rows += [case.row] if case.row else []
        made.write(ports)
        ports.cases.put_many(rows)
    return len(made.steps)


def _named(fields: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {field: names[value.place] if isinstance(value, NameOf) else value for field, value in fields.items()}


def add_step(
    wanted: TakeStep,
    underway: Underway,
    scope: Scope,
    made: Batch,
    ports: CasePorts,
    carried: CarriedOver | None = None,
) -> Underway | NotTaken:
    """Judge the next step of a case and add it to a batch; the case after it, or why it is not taken.

    ``carried`` is what it takes over where it opens a case of a person.
    """
    procedure, step = find_step(wanted.procedure, wanted.step)
    case = underway.case or procedure.before(carried)
    event = event_of(step, wanted.fields)
    if isinstance(event, Wrong):
        return NotTaken(case=0, step=wanted.step, because=event)
    verdict = Refused(Message(NEEDS_PERSON)) if step.of_person and not carried else judge(step, case, scope.role)
    if isinstance(verdict, Refused):
        return NotTaken(case=0, step=wanted.step, because=verdict)
    wrong = unfitting(step, case, event, scope.at.date()) or unknown_account(event, ports)
    if wrong := wrong or unknown_case(event, underway.row, scope, ports):
        return NotTaken(case=0, step=wanted.step, because=wrong)
    taken = replace(taken_now(step, case, event, underway.id, scope, ports), carried=carried)
    _add(taken, procedure, step, event, underway.person, wanted.key, made, ports)
    case = procedure.apply(case, taken)
    row = row_after(underway.row, taken, case, name=underway.name, procedure=procedure.id, person=underway.person)
    made.tokens |= {(row.case, token) for token in tokens_of(procedure.id, event, row.office, ports)}
    return replace(underway, case=case, row=row)


def _add(
    taken: Taken[Any],
    procedure: Procedure[Any],
    step: Step[Any],
    event: Event,
    person: str,
    key: str,
    made: Batch,
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
