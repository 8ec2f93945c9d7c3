"""Take over records of another system: looked at first, each registered like anybody, once however often it is sent.

A record that may be about somebody who is registered already stops, with its whole family, until a human says that it
is somebody else than those they saw, which is noted. One that was taken over before is not kept again, and one that
says something else since is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from hashlib import sha256
from typing import Any

from midex.formats.bridges import kobo, primero, progres
from midex.formats.bridges.mapping import Format
from midex.formats.bridges.record import Record, Report, identifiers
from midex.formats.canonical_json import canonical_json
from midex.formats.event_json import Wrong
from midex.kernel.journal import EntryKind
from midex.kernel.procedure import judge
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.linkage.person import Person, document_key
from midex.linkage.weights import Closeness, closeness
from midex.linkage.within import alike
from midex.policy.actions import Action, may
from midex.policy.scope import NOT_FOUND, Scope
from midex.procedures.registration.events import Registered, Relation
from midex.procedures.registration.procedure import OPEN, REGISTRATION, RELATE, TELL_APART
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.bridge_lookups import lookups_of
from midex.services.casework.group_form import INVERSE
from midex.services.casework.imported_steps import Steps, Told, steps_of_record
from midex.services.casework.index_person import person_in
from midex.services.casework.known_already import somebody_came
from midex.services.casework.look_into import NOBODY, Duplicates, Found
from midex.services.casework.ports import CasePorts, TakenError
from midex.services.casework.possible_duplicates import duplicates_of_events
from midex.services.casework.register_person import OTHERS_REGISTER, TRIES
from midex.services.casework.take_many import NameOf, NotTaken, take_many
from midex.services.casework.take_step import TakeStep
from midex.services.casework.told_apart import note_told_apart

READ = {Format.PRIMERO: primero.read, Format.PROGRES: progres.read, Format.KOBO: kobo.read}

RECORD, RELATIVE = "record", "relative"
"""What a report calls the record as a whole, and a relative."""

TOKEN = 24
"""Letters of a keyed name: 96 bits."""

RELATIONS = frozenset(one.value for one in Relation)

NO_IDENTIFIER = mark("the record has no identifier of its system, by which it would be known again")
NOT_RELATED = mark("this is a relative in no way that is known here")
NOT_IN_FILE = mark("the relative is not in this file")


class Outcome(Enum):
    """What comes of a record."""

    READY = "ready"
    KEPT = "kept"
    BEFORE = "kept-before"
    CHANGED = "changed"
    TWICE = "twice-in-the-file"
    POSSIBLE = "possible-duplicate"
    FAMILY = "relative-stops"
    WRONG = "wrong"


STOPS = frozenset({Outcome.CHANGED, Outcome.TWICE, Outcome.POSSIBLE, Outcome.FAMILY, Outcome.WRONG})
"""Outcomes of which nothing is kept, and a human must act."""

MEANS: Mapping[Outcome, str] = {
    Outcome.READY: mark("can be registered"),
    Outcome.KEPT: mark("is registered"),
    Outcome.BEFORE: mark("was taken over before, and says the same"),
    Outcome.CHANGED: mark("was taken over before, and says something else now; correct the case by hand"),
    Outcome.TWICE: mark("stands in this file twice, or is very like another record of it"),
    Outcome.POSSIBLE: mark("may be about somebody who is registered already; look at the cases, then say"),
    Outcome.FAMILY: mark("waits, for a relative in this file stops"),
    Outcome.WRONG: mark("cannot be registered as it is"),
}


@dataclass(frozen=True, kw_only=True)
class ImportRecords:
    """What is asked for. ``others`` are by the numbers of records, from 1, the cases that a human saw and told apart
    from the person; a number without cases tells the record apart only from records that are alike in its file.
    ``adults`` are those of whom a human says that they are adults, where the record does not say with whom they came.
    """

    format: Format
    content: bytes = field(repr=False)
    told: Told = field(default_factory=Told)
    others: Mapping[int, Collection[str]] = field(default_factory=dict)
    adults: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Line:
    """What comes of one record: its number in the file, the report, and why it stops where it does.

    ``wrong`` is by their name of a field; ``added`` what was recorded because the record does not say it. ``name`` is
    the case that it is registered as, ``found`` are those it may be about, ``apart`` those that a human told apart.
    ``who`` is the name and the birth in the record, for whoever sent it and looks it over; nothing else says it.
    """

    number: int
    outcome: Outcome
    report: Report
    added: Mapping[str, Message] = field(default_factory=dict)
    wrong: Mapping[str, Message] = field(default_factory=dict)
    found: tuple[Found, ...] = ()
    apart: tuple[str, ...] = ()
    name: str = ""
    who: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What comes of every record; ``kept`` where it was done and not only looked at."""

    lines: tuple[Line, ...]
    kept: bool

    def count(self, *outcomes: Outcome) -> int:
        """How many records came to one of these."""
        return sum(line.outcome in outcomes for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """A record on its way; ``attempt`` is the keyed name of account and identifier, ``content`` of what it says.

    ``alike`` are the places of earlier records of the file from which a human told it apart.
    """

    record: Record
    line: Line
    steps: Steps | None = None
    attempt: str = ""
    content: str = ""
    relatives: tuple[tuple[str, int], ...] = ()
    alike: tuple[int, ...] = ()
    known: Duplicates = NOBODY

    @property
    def person(self) -> Person:
        """The person of whom the record tells."""
        return person_in(REGISTRATION.id, self.steps.events if self.steps else ())

    def key(self, order: int) -> str:
        """The name of the attempt at its step: the first is the same whatever the record says."""
        return f"{self.attempt}-{self.content}-{order}" if order else f"{self.attempt}-0"


def look_over(wanted: ImportRecords, actor: Actor, ports: CasePorts) -> Imported | Refused:
    """What would come of each record; nothing is kept. Fault F340 where the file is no such file."""
    plans = _planned(wanted, actor, ports)
    return plans if isinstance(plans, Refused) else Imported(lines=tuple(plan.line for plan in plans), kept=False)


def import_records(wanted: ImportRecords, actor: Actor, ports: CasePorts) -> Imported | Refused:
    """Register whoever can be registered, all of them or, where the law refuses one, none; the others stop."""
    for _ in range(TRIES):
        plans = _planned(wanted, actor, ports)
        if isinstance(plans, Refused):
            return plans
        try:
            with ports.unit_of_work():
                if _somebody_came(plans, actor, ports):
                    continue
                return _keep(plans, actor, ports)
        except TakenError:  # the same file, sent by the same account a moment before
            continue
    return Refused(Message(OTHERS_REGISTER))


def _ready(plans: Sequence[_Plan]) -> list[int]:
    return [place for place, plan in enumerate(plans) if plan.line.outcome is Outcome.READY]


def _somebody_came(plans: Sequence[_Plan], actor: Actor, ports: CasePorts) -> bool:
    """Whether somebody alike was registered since the records were compared; asked inside the open unit of work."""
    ready = [plans[place] for place in _ready(plans)]
    people, known = [plan.person for plan in ready], [plan.known for plan in ready]
    return somebody_came(people, known, scope_of(actor, ports.clock()), ports)


def _keep(plans: Sequence[_Plan], actor: Actor, ports: CasePorts) -> Imported | Refused:
    """Register whoever can be registered, and note who was told apart, inside the open unit of work."""
    ready = _ready(plans)
    for answer in take_many(_cases(plans, ready), actor, ports) if ready else ():
        if isinstance(answer, NotTaken):
            return _not_taken(answer)
    names = {place: _name(plan, ports) for place, plan in enumerate(plans) if plan.attempt}
    for place in ready:
        others = [names[other] for other in plans[place].alike if names.get(other)]
        note_told_apart(names[place], others, plans[place].key(0), actor, ports)
    lines = [plan.line for plan in plans]
    for place in ready:
        lines[place] = replace(lines[place], outcome=Outcome.KEPT, name=names[place])
    return Imported(lines=tuple(lines), kept=True)


def _name(plan: _Plan, ports: CasePorts) -> str:
    """The case that a record became; empty where it is not kept."""
    first = ports.events.by_key(plan.key(0))
    row = ports.cases.by_id(first.case) if first else None
    return row.name if row else ""


def _not_taken(answer: NotTaken) -> Refused:
    """A step that was understood, and yet refused by the law; the same for all."""
    if isinstance(answer.because, Wrong):
        raise TypeError(f"the event of {answer.step} was read before")
    return answer.because


def _planned(wanted: ImportRecords, actor: Actor, ports: CasePorts) -> list[_Plan] | Refused:
    scope = scope_of(actor, ports.clock())
    verdict = judge(OPEN, REGISTRATION.start, actor.role)
    if isinstance(may(actor.role, Action.TAKE_STEP), Refused):
        verdict = Refused(Message(NOT_FOUND))
    if isinstance(verdict, Refused):
        with ports.unit_of_work():
            account_for(EntryKind.REFUSAL, Action.TAKE_STEP, Purpose.REGISTRATION, scope, (), ports)
        return verdict
    records = READ[wanted.format](wanted.content, lookups_of(ports))
    places = _places(records)
    plans = [_read(place, record, wanted, places, scope, ports) for place, record in enumerate(records)]
    plans = _alike_in_file(plans, wanted.others)
    for place, plan in enumerate(plans):
        if plan.line.outcome is Outcome.READY and plan.steps:
            found = duplicates_of_events(REGISTRATION.id, plan.steps.events, actor, ports)
            if isinstance(found, Refused):
                return found
            plans[place] = _compared(plan, found, wanted.others.get(place + 1, ()))
    return _with_families(plans)


def _read(
    place: int, record: Record, wanted: ImportRecords, places: Mapping[str, int], scope: Scope, ports: CasePorts
) -> _Plan:
    """A record with its steps, or what is wrong with it, or what became of it before."""
    report, relatives = _related(place, record, places)
    said = record.said(Registered.__name__)
    who = " ".join(str(said[name]) for name in ("given_names", "family_names", "birth") if said.get(name))
    line = Line(number=place + 1, outcome=Outcome.READY, report=report, who=who)
    plan = _Plan(record=record, line=line, relatives=relatives)
    if not record.identifier:
        return _came_to(plan, Outcome.WRONG, wrong={RECORD: Message(NO_IDENTIFIER)})
    steps = steps_of_record(record, wanted.told, is_adult=place + 1 in wanted.adults)
    if isinstance(steps, Wrong):
        return _came_to(plan, Outcome.WRONG, wrong=steps.fields)
    # of what is taken alone: what is left out leaves no trace, and is no change
    whole = canonical_json([sorted([list(part), dict(fields)] for part, fields in record.events.items()), relatives])
    attempt = _token(f"{scope.identity}/{wanted.format.value}/{document_key(record.identifier)}", ports)
    content = _token(f"{attempt}/{sha256(whole).hexdigest()}", ports)
    plan = replace(plan, steps=steps, attempt=attempt, content=content, line=replace(plan.line, added=steps.added))
    if places[document_key(record.identifier)] != place:
        return _came_to(plan, Outcome.TWICE)
    first = ports.events.by_key(plan.key(0))
    if first is None:
        return plan
    row = ports.cases.find(first.case, scope)
    same = ports.events.by_key(plan.key(1)) is not None
    return _came_to(plan, Outcome.BEFORE if same else Outcome.CHANGED, name=row.name if row else "")


def _token(name: str, ports: CasePorts) -> str:
    """A name that only this node can make from what it stands for."""
    made = ports.vault.salt("", f"bridge/{name}")
    if made is None:
        raise RuntimeError("the node's own key is never erased")
    return made.hex()[:TOKEN]


def _places(records: Sequence[Record]) -> dict[str, int]:
    """Where in the file each identifier stands first."""
    found: dict[str, int] = {}
    for place, record in enumerate(records):
        for identifier in (record.identifier, *identifiers(record.events)):
            found.setdefault(document_key(identifier), place)
    return found


def _related(place: int, record: Record, places: Mapping[str, int]) -> tuple[Report, tuple[tuple[str, int], ...]]:
    """Whom of the file a person is related to, and the report with what could not be found."""
    found: dict[int, str] = {}
    unconverted = dict(record.report.unconverted)
    for one in record.relatives:
        others = [places[key] for key in map(document_key, one.to.split(",")) if key in places]
        if one.relation not in RELATIONS:
            unconverted[RELATIVE] = Message(NOT_RELATED)
        elif not others or others[0] == place:
            unconverted[RELATIVE] = Message(NOT_IN_FILE)
        else:
            found.setdefault(others[0], one.relation)
    report = replace(record.report, unconverted=unconverted)
    return report, tuple((relation, other) for other, relation in found.items())


def _came_to(plan: _Plan, outcome: Outcome, **said: Any) -> _Plan:
    return replace(plan, line=replace(plan.line, outcome=outcome, **said))


def _alike_in_file(plans: list[_Plan], others: Collection[int]) -> list[_Plan]:
    """Stop whoever is like somebody earlier in the file, unless a human said that it is somebody else."""
    for before, place, compared in alike([plan.person if plan.steps else None for plan in plans]):
        plan, close = plans[place], closeness(compared)
        if plan.line.outcome is not Outcome.READY or close is Closeness.APART:
            continue
        if place + 1 not in others:
            plans[place] = _came_to(plan, Outcome.TWICE)
        elif close is Closeness.LIKELY:
            plans[place] = replace(plan, alike=(*plan.alike, before))
    return plans


def _compared(plan: _Plan, known: Duplicates, told_apart: Collection[str]) -> _Plan:
    """Stop whoever is likely somebody who is known, unless a human told them apart from every such case."""
    names = tuple(one.row.name for one in known.found)
    if known.answer is None or (names and all(name in told_apart for name in names)):
        return replace(_came_to(plan, Outcome.READY, apart=names), known=known)
    return _came_to(plan, Outcome.POSSIBLE, found=known.found)


def _with_families(plans: list[_Plan]) -> list[_Plan]:
    """Stop whoever is related to somebody who stops: a family is not torn apart by a file."""
    links: dict[int, set[int]] = {place: set() for place in range(len(plans))}
    for place, plan in enumerate(plans):
        for _, other in plan.relatives:
            links[place].add(other)
            links[other].add(place)
    reached = [place for place, plan in enumerate(plans) if plan.line.outcome in STOPS]
    while reached:
        for other in links[reached.pop()]:
            if plans[other].line.outcome is Outcome.READY:
                plans[other] = _came_to(plans[other], Outcome.FAMILY)
                reached.append(other)
    return plans


def _cases(plans: Sequence[_Plan], ready: Sequence[int]) -> Iterator[list[TakeStep]]:
    """The steps of each case, in the order of ``ready``; relatives are named by their place in it."""
    order = {place: number for number, place in enumerate(ready)}
    related = _both_ways(plans, order)
    for place in ready:
        plan = plans[place]
        said = [
            *(plan.steps.said if plan.steps else ()),
            *((RELATE, fields) for fields in related[place]),
            *((TELL_APART, {"other_case": name}) for name in plan.line.apart),
        ]
        yield [
            TakeStep(procedure=REGISTRATION.id, step=step.id, fields=fields, key=plan.key(number))
            for number, (step, fields) in enumerate(said)
        ]


def _both_ways(plans: Sequence[_Plan], order: Mapping[int, int]) -> dict[int, list[dict[str, Any]]]:
    """What each person is to the others: as the record says, else the other way round of what the other's says."""
    said = {(place, other): relation for place in order for relation, other in plans[place].relatives}
    whole = {(other, place): INVERSE[Relation(relation)].value for (place, other), relation in said.items()} | said
    found: dict[int, list[dict[str, Any]]] = {place: [] for place in order}
    for (place, other), relation in whole.items():
        to = NameOf(order[other]) if other in order else plans[other].line.name
        if place in order and to:
            found[place].append({"relation": relation, "to": to})
    return found
