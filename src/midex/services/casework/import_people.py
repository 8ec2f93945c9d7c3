"""Import people from a file: looked at whole first, kept only where nothing is wrong; a file sent twice is kept once.

Whoever is likely registered already, or likely stands in the file twice, is not kept before a human has compared and
written so beside the row, naming the cases; their relatives wait with them. A batch is kept whole or not at all, and
compared again where others took steps since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from midex.kernel.journal import EntryKind
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.linkage.compare import compare
from midex.linkage.person import Person
from midex.linkage.weights import Closeness, closeness
from midex.linkage.within import WithinFile
from midex.policy.actions import Action
from midex.policy.scope import Scope
from midex.procedures.registration.events import Relation
from midex.procedures.registration.procedure import REGISTRATION, RELATE, TELL_APART
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.agreeing import agreeing
from midex.services.casework.group_form import INVERSE, MOST, NO_SUCH_ROW, said_steps, wrong_cells
from midex.services.casework.import_file import (
    BATCH,
    COMPARED,
    Compared,
    ImportFile,
    ImportRow,
    WrongCell,
    compared_in,
)
from midex.services.casework.known_already import account_for_naming, compared_with_known, person_said, somebody_came
from midex.services.casework.look_into import Duplicates, Found, purpose_of
from midex.services.casework.ports import CasePorts
from midex.services.casework.register_group import may_register_people
from midex.services.casework.register_person import OTHERS_REGISTER, TRIES
from midex.services.casework.said_event import NO_CASE
from midex.services.casework.take_many import NameOf, NotTaken, take_many
from midex.services.casework.take_step import TakeStep
from midex.services.casework.told_apart import note_told_apart

MOST_TOLD = 200
"""Wrong cells, and rows that wait, that a report names; of the others it says how many."""

TOKEN = 24
"""Letters of a keyed name: 96 bits."""

COMPARED_AT_ONCE = 200
"""Rows that are compared with the register in one unit of work."""

TOO_MANY_ROWS = mark("a file has at most {most} people here")
NO_ROWS = mark("there are no people in this file")
NO_SUCH_COMPARED = mark("there is no other row {row} that is kept")
TOO_LARGE_A_FAMILY = mark("at most {most} people of a file are each other's relatives")
LIKE_ROW = mark("likely the person of row {row}")
MORE_ALIKE = mark("more people are alike than could be compared")
NOT_NAMED = mark("not every such case is named beside the row")
RELATIVE_WAITS = mark("a relative, row {row}, waits")
AT_ONCE = mark("this file is being kept by another run of this account at this moment; look it over again")
STOPPED = mark("the rows from {first} on were not kept: {reason}")

Tell = Callable[[str, int, int], None]
"""(stage, rows done, rows in all)."""

CHECKING, COMPARING, KEEPING = mark("reading"), mark("comparing"), mark("keeping")


@dataclass(frozen=True, kw_only=True)
class HeldRow:
    """A row that is not kept before a human compared: why, and the cases that are likely the person's."""

    row: int
    because: tuple[Message, ...]
    found: tuple[Found, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What a file would come to, or came to: rows by what is done with them; ``kept`` 0 where nothing was kept now.

    ``wrong`` and ``held`` name the first of ``wrongs`` cells and ``helds`` rows.
    """

    total: int = 0
    ready: int = 0
    known: int = 0
    before: int = 0
    kept: int = 0
    wrong: tuple[WrongCell, ...] = ()
    wrongs: int = 0
    held: tuple[HeldRow, ...] = ()
    helds: int = 0


@dataclass(kw_only=True)
class _Look:
    """What was found out about a file on the way; by place among its people."""

    wrong: list[WrongCell] = field(default_factory=list)
    wrongs: int = 0
    said: dict[int, Compared] = field(default_factory=dict)
    related: dict[int, int] = field(default_factory=dict)
    relatives_known: dict[int, list[int]] = field(default_factory=dict)
    held: dict[int, HeldRow] = field(default_factory=dict)
    apart: dict[int, tuple[str, ...]] = field(default_factory=dict)
    apart_within: dict[int, list[int]] = field(default_factory=dict)
    before: set[int] = field(default_factory=set)
    attempts: dict[int, str] = field(default_factory=dict)
    salts: set[str] = field(default_factory=set)
    compared_at: int = 0
    is_overtaken: bool = False

    def tell_wrong(self, row: int, column: str, because: Message) -> None:
        """Note a wrong cell; many are only counted."""
        self.wrongs += 1
        if len(self.wrong) < MOST_TOLD:
            self.wrong.append(WrongCell(row=row, column=column, because=because))

    def hold(self, place: int, row: int, because: Message, found: tuple[Found, ...] = ()) -> None:
        """Let a row wait."""
        before = self.held.get(place, HeldRow(row=row, because=()))
        self.held[place] = replace(before, because=(*before.because, because), found=before.found or found)

    def is_left_out(self, place: int) -> bool:
        """Whether a human said that the row is somebody who is kept elsewhere."""
        said = self.said.get(place, Compared())
        return bool(said.case or said.row)

    def is_apart(self, place: int, row: int) -> bool:
        """Whether a human said beside a row that another is about somebody else."""
        return self.said.get(place, Compared()).is_apart_from(row)


def import_people(
    file: ImportFile,
    actor: Actor,
    ports: CasePorts,
    *,
    keep: bool,
    rest: bool = False,
    most: int = 1_000_000,
    tell: Tell = lambda _stage, _done, _total: None,
) -> ImportReport | Refused:
    """What the file comes to; kept with ``keep`` where nothing is wrong, and where rows wait only with ``rest`` too."""
    scope = scope_of(actor, ports.clock())
    if refused := may_register_people(actor, ports):
        return refused
    if not 1 <= len(file) <= most:
        return Refused(Message(TOO_MANY_ROWS, {"most": most}) if len(file) else Message(NO_ROWS))
    look = _Look(wrong=[*file.wrong[:MOST_TOLD]], wrongs=len(file.wrong))
    within = _read(file, look, tell) if not look.wrongs else WithinFile()
    families = _families(file, look) if not look.wrongs else {}
    if not look.wrongs:
        _check_cases(file, look, scope, ports)
    if not look.wrongs:
        _compare_within(file, within, look)
        look.compared_at = ports.journal.size()
        compared = _compare_with_known(file, look, scope, ports, tell)
        if isinstance(compared, Refused):
            return compared
        _hold_families(file, families, look)
    report = _report(file, look, scope, ports)
    if isinstance(report, Refused) or not keep or look.wrongs or (look.held and not rest):
        return report
    kept = 0
    for batch in _batches(file, families, look):
        answer = _keep(file, batch, look, actor, ports)
        if isinstance(answer, Refused):
            reason = Message(STOPPED, {"first": batch[0].number, "reason": str(answer.because)})
            return Refused(reason) if kept else answer
        kept += answer
        tell(KEEPING, kept, report.ready)
    return replace(report, kept=kept)


def _read(file: ImportFile, look: _Look, tell: Tell) -> WithinFile:
    """Every cell, and by which keys rows may be the same person's."""
    within, done = WithinFile(), 0
    for batch in file.batches():
        for row in batch:
            said = compared_in(row.compared)
            if isinstance(said, Message):
                look.tell_wrong(row.number, COMPARED, said)
            elif said != Compared():
                look.said[row.place] = said
            for column, because in wrong_cells(row.shared, row.person).items():
                look.tell_wrong(row.number, column, because)
            _relate(file, row, look)
            if not look.wrongs:
                within.add(row.place, person_said(_steps(row)))
        done += len(batch)
        tell(CHECKING, done, len(file))
    for place, said in look.said.items():
        other = file.place_of(said.row) if said.row else place
        if said.row and (other in (-1, place) or look.is_left_out(other)):
            look.tell_wrong(file.numbers[place], COMPARED, Message(NO_SUCH_COMPARED, {"row": said.row}))
    return within


def _relate(file: ImportFile, row: ImportRow, look: _Look) -> None:
    said = row.person["relative"]
    if not said:
        return
    sound = said.isascii() and said.isdecimal() and len(said) < 8
    other = file.place_of(int(said)) if sound else -1
    if other in (-1, row.place):
        look.tell_wrong(row.number, "relative", Message(NO_SUCH_ROW, {"count": file.numbers[-1]}))
    elif row.person["relation"]:
        look.related[row.place] = other


def _families(file: ImportFile, look: _Look) -> dict[int, list[int]]:
    """The places of everybody related, by the place of each of them; families share one list."""
    families: dict[int, list[int]] = {}
    for place, other in look.related.items():
        if look.is_left_out(other) and look.said[other].row:
            look.tell_wrong(file.numbers[place], "relative", Message(NO_SUCH_COMPARED, {"row": file.numbers[other]}))
        if look.said.get(place, Compared()).case:
            look.relatives_known.setdefault(other, []).append(place)
        one, two = families.get(place, [place]), families.get(other, [other])
        if one is not two:
            small, large = sorted((one, two), key=len)
            large += small
            families |= dict.fromkeys(large, large) if len(large) <= MOST else dict.fromkeys((place, other), large)
            if len(large) > MOST:
                look.tell_wrong(file.numbers[place], "relative", Message(TOO_LARGE_A_FAMILY, {"most": MOST}))
                return families
    for family in families.values():
        family.sort()
    return families


def _check_cases(file: ImportFile, look: _Look, scope: Scope, ports: CasePorts) -> None:
    """Whether the cases that a human wrote beside rows are there for this account."""
    named = [(place, said.case) for place, said in look.said.items() if said.case]
    for first in range(0, len(named), BATCH):
        with ports.unit_of_work():
            rows = [(place, ports.cases.named(name, scope)) for place, name in named[first : first + BATCH]]
            there = tuple(row for _, row in rows if row)
            account_for(EntryKind.READ, Action.COMPARE_NEW, purpose_of(scope), scope, there, ports)
        for place, row in rows:
            if row is None:
                look.tell_wrong(file.numbers[place], COMPARED, Message(NO_CASE))


def _compare_within(file: ImportFile, within: WithinFile, look: _Look) -> None:
    """Hold the rows that are likely one person's, but for those that a human told apart: that is noted."""
    open_pairs = (pair for pair in within.pairs() if not any(look.is_left_out(place) for place in pair))
    for some in _some(open_pairs, BATCH):
        places = sorted({place for pair in some for place in pair})
        people = {row.place: person_said(_steps(row)) for row in file.at(places)}
        for one, other in some:
            compared = compare(people[one], people[other])
            if closeness(compared) is not Closeness.LIKELY:
                continue
            if look.is_apart(one, file.numbers[other]) or look.is_apart(other, file.numbers[one]):
                look.apart_within.setdefault(other, []).append(one)
                look.apart_within.setdefault(one, []).append(other)
            else:
                for place, beside in ((one, other), (other, one)):
                    look.hold(place, file.numbers[place], Message(LIKE_ROW, {"row": file.numbers[beside]}))
                    for because in agreeing(compared):
                        look.hold(place, file.numbers[place], because)


def _compare_with_known(file: ImportFile, look: _Look, scope: Scope, ports: CasePorts, tell: Tell) -> Refused | None:
    done = 0
    for batch in file.batches():
        with ports.unit_of_work():
            for row in batch:
                _attempt(file, row, look, scope, ports)
        asked = [row for row in batch if row.place not in look.before and not look.is_left_out(row.place)]
        for some in _some(asked, COMPARED_AT_ONCE):
            known = compared_with_known([person_said(_steps(row)) for row in some], scope, ports)
            if isinstance(known, Refused):
                return known
            for row, likely in zip(some, known, strict=True):
                _note(row, likely, look, ports)
        done += len(batch)
        tell(COMPARING, done, len(file))
    for place in look.before & look.held.keys():
        del look.held[place]
    return None


def _note(row: ImportRow, likely: Duplicates, look: _Look, ports: CasePorts) -> None:
    said = look.said.get(row.place, Compared())
    found = _of_others(likely, look, ports)
    look.apart[row.place] = tuple(one.row.name for one in found if one.row.name in said.than)
    if len(found) > len(look.apart[row.place]):
        for because in (*found[0].agrees, *((Message(NOT_NAMED),) if said.other else ())):
            look.hold(row.place, row.number, because, found)
    elif likely.more and not found and not said.other:
        look.hold(row.place, row.number, Message(MORE_ALIKE))


def _of_others(likely: Duplicates, look: _Look, ports: CasePorts) -> tuple[Found, ...]:
    """Likely cases that were not made from this file: its rows are compared with each other within it."""
    return tuple(one for one in likely.found if not _is_made_here(one, look, ports))


def _is_made_here(found: Found, look: _Look, ports: CasePorts) -> bool:
    steps = ports.events.history(found.row.case)
    return bool(steps) and steps[0].key.partition("-")[0] in look.salts


def _hold_families(file: ImportFile, families: dict[int, list[int]], look: _Look) -> None:
    """Whoever is related to somebody who waits waits too: the relation is recorded with both or not at all."""
    for held in list(look.held):
        for place in families.get(held, ()):
            if place not in look.held and place not in look.before and not look.is_left_out(place):
                look.hold(place, file.numbers[place], Message(RELATIVE_WAITS, {"row": file.numbers[held]}))


def _report(file: ImportFile, look: _Look, scope: Scope, ports: CasePorts) -> ImportReport | Refused:
    """The report; that somebody is likely known here is told only as far as a search may tell it."""
    held = [look.held[place] for place in sorted(look.held)]
    told = account_for_naming([Duplicates(found=one.found, answer=None) for one in held], scope, ports)
    if isinstance(told, Refused):
        return told
    out = sum(look.is_left_out(place) for place in look.said)
    ready = 0 if look.wrongs else len(file) - out - len(look.before) - len(look.held)
    return ImportReport(
        total=len(file),
        ready=ready,
        known=out,
        before=len(look.before),
        wrong=tuple(look.wrong),
        wrongs=look.wrongs,
        held=tuple(held[:MOST_TOLD]),
        helds=len(look.held),
    )


def _batches(file: ImportFile, families: dict[int, list[int]], look: _Look) -> Iterator[list[ImportRow]]:
    """Rows that are kept together, relatives always in one batch."""
    batch: list[int] = []
    for place in range(len(file)):
        family = families.get(place, [place])
        if family[0] != place:  # kept with the first of them
            continue
        wanted = [one for one in family if not (look.is_left_out(one) or one in look.before or one in look.held)]
        if len(batch) + len(wanted) > BATCH:
            yield file.at(batch)
            batch = []
        batch += wanted
    if batch:
        yield file.at(batch)


def _cases(file: ImportFile, batch: list[ImportRow], look: _Look) -> list[list[TakeStep]]:
    """The steps of the case that each row becomes."""
    places = {row.place: at for at, row in enumerate(batch)}
    said = [_steps(row, Relatives(look, places)) for row in batch]
    for row, steps in zip(batch, said, strict=True):
        other = look.related.get(row.place)
        if other in places:
            inverse = INVERSE[Relation(row.person["relation"])].value
            said[places[other]].append(_asked(RELATE.id, {"relation": inverse, "to": NameOf(places[row.place])}))
        steps += [_asked(TELL_APART.id, {"other_case": name}) for name in look.apart.get(row.place, ())]
    for row in batch:
        for one in look.relatives_known.get(row.place, ()):  # registered already, and this one's relative
            inverse = INVERSE[Relation(file.at([one])[0].person["relation"])].value
            said[places[row.place]].append(_asked(RELATE.id, {"relation": inverse, "to": look.said[one].case}))
    return [
        [replace(step, key=f"{look.attempts[row.place]}-{order}") for order, step in enumerate(steps)]
        for row, steps in zip(batch, said, strict=True)
    ]


def _keep(file: ImportFile, batch: list[ImportRow], look: _Look, actor: Actor, ports: CasePorts) -> int | Refused:
    """Keep a batch; where others took steps since it was compared, it is compared again before."""
    cases = _cases(file, batch, look)
    scope, since = scope_of(actor, ports.clock()), look.compared_at
    known: list[Duplicates] | None = None
    people = [person_said(_steps(row)) for row in batch]
    for _ in range(TRIES):
        if look.is_overtaken:
            since = ports.journal.size()
            again = _compared_again(batch, people, look, scope, ports)
            if isinstance(again, Refused):
                return again
            known = again
        with ports.unit_of_work():
            if any(ports.events.by_key(steps[0].key) for steps in cases):
                return Refused(Message(AT_ONCE))
            if _others_took_steps(since, ports) and (known is None or somebody_came(people, known, scope, ports)):
                look.is_overtaken = True
                continue
            refused = _take(cases, actor, ports)
            if refused is None:
                _tell_apart_within(batch, look, actor, ports)
                look.compared_at = ports.journal.size()
            return refused or len(batch)
    return Refused(Message(OTHERS_REGISTER))


def _others_took_steps(since: int, ports: CasePorts) -> bool:
    """Whether steps were taken since an entry of the journal; own batches are not looked at twice."""
    return next(iter(ports.events.all(since)), None) is not None


def _compared_again(
    batch: list[ImportRow], people: Sequence[Person], look: _Look, scope: Scope, ports: CasePorts
) -> list[Duplicates] | Refused:
    """The comparison of a batch, made anew; refuses where somebody is likely known whom no human has compared."""
    found: list[Duplicates] = []
    for some in _some(people, COMPARED_AT_ONCE):
        known = compared_with_known(some, scope, ports)
        if isinstance(known, Refused):
            return known
        found += known
    for row, likely in zip(batch, found, strict=True):
        apart = look.apart.get(row.place, ())
        if any(one.row.name not in apart for one in _of_others(likely, look, ports)):
            return Refused(Message(OTHERS_REGISTER))
    return found


def _take(cases: list[list[TakeStep]], actor: Actor, ports: CasePorts) -> Refused | None:
    for answer in take_many(cases, actor, ports):
        if isinstance(answer, NotTaken):
            because = answer.because
            return because if isinstance(because, Refused) else Refused(next(iter(because.fields.values())))
    return None


def _tell_apart_within(batch: list[ImportRow], look: _Look, actor: Actor, ports: CasePorts) -> None:
    """Note of rows that were told apart within the file, once both are kept, that they are somebody else."""
    here = {row.place for row in batch}
    for row in batch:
        places = [one for one in look.apart_within.get(row.place, ()) if one < row.place or one not in here]
        others = [name for place in places if (name := _name(place, look, ports))]
        if others:
            note_told_apart(_name(row.place, look, ports), others, look.attempts[row.place], actor, ports)


def _name(place: int, look: _Look, ports: CasePorts) -> str:
    """The case that a row became; empty where it is not kept."""
    first = ports.events.by_key(f"{look.attempts[place]}-0")
    row = ports.cases.by_id(first.case) if first else None
    return row.name if row else ""


@dataclass(frozen=True)
class Relatives:
    """Who a row's relative is: somebody in the same batch, or in a case that is there already."""

    look: _Look
    places: dict[int, int]

    def of(self, row: ImportRow) -> Any:
        """What stands for the relative's case; empty where the row has none."""
        other = self.look.related.get(row.place)
        if other is None:
            return ""
        return self.look.said.get(other, Compared()).case or NameOf(self.places[other])


def _steps(row: ImportRow, told: Relatives | None = None) -> list[TakeStep]:
    """The steps that a row means, without names of attempts; without relatives where nobody tells who they are."""
    steps = []
    for step, fields in said_steps(row.shared, row.person):
        if step is RELATE:
            to = told.of(row) if told else ""
            if to:
                steps.append(_asked(step.id, {**fields, "to": to}))
        else:
            steps.append(_asked(step.id, fields))
    return steps


def _asked(step: str, fields: dict[str, Any]) -> TakeStep:
    return TakeStep(procedure=REGISTRATION.id, step=step, fields=fields, key="")


def _attempt(file: ImportFile, row: ImportRow, look: _Look, scope: Scope, ports: CasePorts) -> None:
    """Name the attempt to keep a row, and note whether this account kept it before.

    The name is keyed with the node's own key: without it nobody can try what stood in the file, and another account
    learns nothing. Somebody who was erased since may be registered again.
    """
    for generation in range(MOST):
        salt = ports.vault.salt("", f"import/{scope.identity}/{file.key}/{generation}") or b""
        look.attempts[row.place] = f"{salt.hex()[:TOKEN]}-{row.number}"
        look.salts.add(salt.hex()[:TOKEN])
        kept = ports.events.by_key(f"{look.attempts[row.place]}-0")
        if kept is None:
            return
        if ports.vault.salt(kept.person, kept.case) is not None:
            look.before.add(row.place)
            return


def _some(source: Iterable[Any], count: int) -> Iterator[Sequence[Any]]:
    batch: list[Any] = []
    for one in source:
        batch.append(one)
        if len(batch) == count:
            yield batch
            batch = []
    if batch:
        yield batch
