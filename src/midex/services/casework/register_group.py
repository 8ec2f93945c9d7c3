"""Register people who come together, a family or a bus: each a case of their own, all kept at once or none.

A second request with the same name of the attempt is the same registration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from midex.formats.canonical_json import read_json
from midex.kernel.journal import EntryKind
from midex.kernel.procedure import judge
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Allowed, Refused
from midex.linkage.person import Person
from midex.linkage.weights import Closeness, closeness
from midex.linkage.within import alike
from midex.policy.actions import Action, may
from midex.policy.scope import NOT_FOUND, Scope
from midex.procedures.registration.procedure import OPEN, REGISTRATION, TELL_APART
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.agreeing import agreeing
from midex.services.casework.group_form import MOST, Group, WrongGroup, steps_of
from midex.services.casework.known_already import known_already, person_said, somebody_came
from midex.services.casework.look_into import Duplicates, Found
from midex.services.casework.ports import CasePorts
from midex.services.casework.register_person import MAY_BE_KNOWN, OTHERS_REGISTER, TRIES
from midex.services.casework.take_many import NotTaken, take_many
from midex.services.casework.take_step import ANOTHER, NEEDS_KEY, TakeStep
from midex.services.casework.told_apart import note_told_apart

NOBODY = mark("write down at least one person")
TOO_MANY = mark("at most {most} people are registered at once")
KEY = 32
"""Letters of the attempt's name."""


@dataclass(frozen=True, kw_only=True)
class GroupRegistered:
    """Everybody is registered: the names of their cases, in the order of the rows."""

    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AlikeRow:
    """An earlier row that is likely about the same person, by its number from 1, and which fields agree."""

    number: int
    agrees: tuple[Message, ...]


@dataclass(frozen=True, kw_only=True)
class MaybeKnownGroup:
    """By row (from 0), the cases, and the other rows, that are likely about the same person; nothing was kept."""

    people: Mapping[int, tuple[Found, ...]]
    alike: Mapping[int, tuple[AlikeRow, ...]]

    @property
    def because(self) -> Message:
        """Why nothing was kept."""
        return Message(MAY_BE_KNOWN)


def register_group(
    group: Group,
    key: str,
    actor: Actor,
    ports: CasePorts,
    told_apart: Mapping[int, Collection[str]] | None = None,
) -> GroupRegistered | WrongGroup | MaybeKnownGroup | Refused:
    """Register everybody, or say at which cell something is wrong, who may be known already, or why not at all.

    ``told_apart`` are by row the cases that a human compared and found to be somebody else's, and the numbers of the
    earlier rows.
    """
    scope = scope_of(actor, ports.clock())
    if refused := may_register_people(actor, ports) or _cannot_be_read(group, key):
        return refused
    cases = steps_of(group, key)
    if isinstance(cases, WrongGroup):
        return cases
    with ports.unit_of_work():
        if before := _as_before(key, len(cases), scope, ports):
            return before
    return _compare_and_register(cases, key, actor, ports, told_apart or {})


def _compare_and_register(
    cases: Sequence[Sequence[TakeStep]],
    key: str,
    actor: Actor,
    ports: CasePorts,
    told_apart: Mapping[int, Collection[str]],
) -> GroupRegistered | WrongGroup | MaybeKnownGroup | Refused:
    scope = scope_of(actor, ports.clock())
    people = [person_said(steps) for steps in cases]
    rows = alike_rows(people)
    for _ in range(TRIES):
        known = known_already(people, scope, ports)
        if isinstance(known, Refused):
            return known
        asked = _to_compare(known, rows, told_apart)
        with ports.unit_of_work():
            if before := _as_before(key, len(cases), scope, ports):  # sent twice: the first one is not somebody else
                return before
            if asked:
                return asked
            if not somebody_came(people, known, scope, ports):
                return _register(_with_told_apart(cases, known), rows, key, actor, ports)
    return Refused(Message(OTHERS_REGISTER))


def may_register_people(actor: Actor, ports: CasePorts) -> Refused | None:
    """Why an account registers nobody, if it does not; journaled."""
    keeps_cases = isinstance(may(actor.role, Action.TAKE_STEP), Allowed)
    verdict = judge(OPEN, REGISTRATION.start, actor.role) if keeps_cases else Refused(Message(NOT_FOUND))
    if isinstance(verdict, Allowed):
        return None
    with ports.unit_of_work():
        scope = scope_of(actor, ports.clock())
        account_for(EntryKind.REFUSAL, Action.TAKE_STEP, Purpose.REGISTRATION, scope, (), ports)
    return verdict


def alike_rows(people: Sequence[Person]) -> dict[int, tuple[AlikeRow, ...]]:
    """By row (from 0), the earlier rows that are likely about the same person."""
    found: dict[int, tuple[AlikeRow, ...]] = {}
    for one, other, compared in alike(people):
        if closeness(compared) is Closeness.LIKELY:
            found[other] = (*found.get(other, ()), AlikeRow(number=one + 1, agrees=agreeing(compared)))
    return found


def _to_compare(
    known: Sequence[Duplicates],
    alike: Mapping[int, tuple[AlikeRow, ...]],
    told_apart: Mapping[int, Collection[str]],
) -> MaybeKnownGroup | None:
    """Who is to be compared before anybody is kept; None where a human has told apart everybody who is likely."""
    found = {place: one.found for place, one in enumerate(known) if one.found}
    names = {(place, one.row.name) for place, likely in found.items() for one in likely}
    names |= {(place, str(row.number)) for place, rows in alike.items() for row in rows}
    if all(name in told_apart.get(place, ()) for place, name in names):
        return None
    return MaybeKnownGroup(people=found, alike=alike)


def _with_told_apart(cases: Sequence[Sequence[TakeStep]], known: Sequence[Duplicates]) -> list[list[TakeStep]]:
    """Each case's steps, and those that note that likely cases are somebody else's."""
    return [
        [*steps, *told_apart_steps(steps, [one.row.name for one in likely.found])]
        for steps, likely in zip(cases, known, strict=True)
    ]


def _register(
    cases: Sequence[Sequence[TakeStep]],
    alike: Mapping[int, tuple[AlikeRow, ...]],
    key: str,
    actor: Actor,
    ports: CasePorts,
) -> GroupRegistered | WrongGroup | Refused:
    for answer in take_many(cases, actor, ports):
        if isinstance(answer, NotTaken):
            return _not_taken(answer)
    registered = _names(key, len(cases), ports)
    for place, rows in alike.items():
        others = [registered.names[row.number - 1] for row in rows]
        note_told_apart(registered.names[place], others, key, actor, ports)
    return registered


def told_apart_steps(steps: Sequence[TakeStep], names: Iterable[str]) -> list[TakeStep]:
    """The steps that note in a new case who was told apart from its person; they follow ``steps``."""
    key, _, last = steps[-1].key.rpartition("-")
    return [
        TakeStep(
            procedure=REGISTRATION.id,
            step=TELL_APART.id,
            fields={"other_case": name},
            key=f"{key}-{int(last) + number}",
        )
        for number, name in enumerate(names, start=1)
    ]


def _cannot_be_read(group: Group, key: str) -> Refused | None:
    if not (len(key) == KEY and key.isascii() and key.isalnum()):
        return Refused(Message(NEEDS_KEY))
    if 1 <= len(group.people) <= MOST:
        return None
    return Refused(Message(TOO_MANY, {"most": MOST}) if group.people else Message(NOBODY))


def _as_before(key: str, count: int, scope: Scope, ports: CasePorts) -> GroupRegistered | Refused | None:
    first = ports.events.by_key(f"{key}-0-0")
    if first is None:
        return None
    last, beyond = ports.events.by_key(f"{key}-{count - 1}-0"), ports.events.by_key(f"{key}-{count}-0")
    if last is None or beyond is not None or read_json(first.body)["by"] != scope.identity:
        return Refused(Message(ANOTHER))
    return _names(key, count, ports)


def _names(key: str, count: int, ports: CasePorts) -> GroupRegistered:
    steps = [ports.events.by_key(f"{key}-{place}-0") for place in range(count)]
    rows = [ports.cases.by_id(step.case) for step in steps if step]
    return GroupRegistered(names=tuple(row.name for row in rows if row))


def _not_taken(answer: NotTaken) -> WrongGroup | Refused:
    """A row that was understood and yet refused: by the law, which is the same for all rows."""
    if isinstance(answer.because, Refused):
        return answer.because
    return WrongGroup(people={answer.case: answer.because.fields})
