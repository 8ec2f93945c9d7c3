"""People who come together as a form or a file says them: what is common to all, and a row for each person.

Pure: makes the steps that a group means, or says at which cell it cannot be understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from midex.formats.event_json import Wrong
from midex.kernel.procedure import Step
from midex.kernel.text import Message, mark
from midex.procedures.registration import procedure as registration
from midex.procedures.registration.events import Relation
from midex.services.casework.said_event import event_of
from midex.services.casework.take_many import NameOf
from midex.services.casework.take_step import TakeStep

Column = tuple[Step[Any], str]
"""The step that a column's value is recorded by, and the field of its event."""

SHARED: Mapping[str, Column] = {
    "language": (registration.OPEN, "language"),
    "interpreter": (registration.OPEN, "interpreter"),
    "on": (registration.OPEN, "on"),
    "arrived": (registration.RECORD_ENTRY, "arrived"),
    "place": (registration.RECORD_ENTRY, "place"),
    "came_from": (registration.RECORD_ENTRY, "came_from"),
}
"""What is said once for all."""

OF_ONE: Mapping[str, Column] = {
    "given_names": (registration.REGISTER, "given_names"),
    "family_names": (registration.REGISTER, "family_names"),
    "own_given_names": (registration.ADD_NAME, "given_names"),
    "own_family_names": (registration.ADD_NAME, "family_names"),
    "birth": (registration.REGISTER, "birth"),
    "sex": (registration.REGISTER, "sex"),
    "citizenship": (registration.REGISTER, "citizenship"),
    "accompanied": (registration.REGISTER, "accompanied"),
    "relation": (registration.RELATE, "relation"),
    "relative": (registration.RELATE, "to"),
    "document": (registration.NOTE_DOCUMENT, "kind"),
    "document_number": (registration.NOTE_DOCUMENT, "number"),
    "issued_by": (registration.NOTE_DOCUMENT, "issued_by"),
    "needs": (registration.NOTE_NEEDS, "needs"),
}
"""What is said of each person; ``relative`` is the number of another row."""

ALWAYS = (registration.OPEN, registration.REGISTER)
OWN_SCRIPT = {"kind": "own-script"}

MOST = 60
"""People registered at once: a full bus."""

NO_SUCH_ROW = mark("write the number of another person in this list, from 1 to {count}")
UNKNOWN_COLUMN = mark("there is no such column")

INVERSE: Mapping[Relation, Relation] = {
    Relation.SPOUSE: Relation.SPOUSE,
    Relation.CHILD: Relation.PARENT,
    Relation.PARENT: Relation.CHILD,
    Relation.SIBLING: Relation.SIBLING,
    Relation.GRANDCHILD: Relation.GRANDPARENT,
    Relation.GRANDPARENT: Relation.GRANDCHILD,
    Relation.OTHER: Relation.OTHER,
}
"""What the other one is to whom is related."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """What was said: once for all, and of each person in turn. Values are as they were typed."""

    shared: Mapping[str, Any]
    people: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class WrongGroup:
    """Where a group cannot be understood: for each column, and for each row (from 0), what to do."""

    shared: Mapping[str, Message] = field(default_factory=dict)
    people: Mapping[int, Mapping[str, Message]] = field(default_factory=dict)


def copied_down(group: Group, columns: Iterable[str]) -> Group:
    """The group with what the first row says of some columns in every row that says nothing of them."""
    first = group.people[0] if group.people else {}
    copied = {column: first[column] for column in columns if first.get(column)}
    said = [{**row, **{name: value for name, value in copied.items() if not row.get(name)}} for row in group.people]
    return Group(shared=group.shared, people=said)


def steps_of(group: Group, key: str) -> list[list[TakeStep]] | WrongGroup:
    """The steps of each person's new case, in order; ``key`` is the attempt's name, to which row and step are added."""
    wrong = _wrong(group)
    if wrong.shared or wrong.people:
        return wrong
    said = [list(said_steps(group.shared, row)) for row in group.people]
    for place, row in enumerate(group.people):
        if row.get("relation"):
            other = int(str(row["relative"])) - 1
            back = {"relation": INVERSE[Relation(row["relation"])].value, "to": NameOf(place)}
            said[other].append((registration.RELATE, back))
    return [
        [_asked(step, fields, f"{key}-{place}-{order}") for order, (step, fields) in enumerate(steps)]
        for place, steps in enumerate(said)
    ]


def _asked(step: Step[Any], fields: Mapping[str, Any], key: str) -> TakeStep:
    return TakeStep(procedure=registration.REGISTRATION.id, step=step.id, fields=fields, key=key)


def said_steps(shared: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[tuple[Step[Any], dict[str, Any]]]:
    """The steps that one person's row and what is common mean; those of which nothing is said are left out."""
    for step in registration.REGISTRATION.steps:
        fields = {**dict(_fields(step, SHARED, shared)), **dict(_fields(step, OF_ONE, row))}
        if step in ALWAYS or any(fields.values()):
            if step is registration.ADD_NAME:
                fields |= OWN_SCRIPT
            if step is registration.RELATE and str(fields.get("to", "")).isdecimal():
                fields["to"] = NameOf(int(fields["to"]) - 1)
            yield step, fields


def _fields(step: Step[Any], columns: Mapping[str, Column], said: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    return ((name, said.get(column, "")) for column, (of, name) in columns.items() if of is step)


def _wrong(group: Group) -> WrongGroup:
    shared: dict[str, Message] = {name: Message(UNKNOWN_COLUMN) for name in group.shared if name not in SHARED}
    people: dict[int, dict[str, Message]] = {}
    for place, row in enumerate(group.people):
        found = {name: Message(UNKNOWN_COLUMN) for name in row if name not in OF_ONE}
        found |= _wrong_relative(row, place, len(group.people))
        for column, message in wrong_cells(group.shared, row).items():
            if column in SHARED:
                shared[column] = message
            else:
                found.setdefault(column, message)
        if found:
            people[place] = found
    return WrongGroup(shared=shared, people=people)


def wrong_cells(shared: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Message]:
    """By column, what is wrong with what is common or with one person's row; who the relative is, is not looked at."""
    wrong: dict[str, Message] = {}
    for step, fields in said_steps(shared, row):
        known = {name: "" if isinstance(value, NameOf) else value for name, value in fields.items()}
        if isinstance(fields.get("to"), NameOf):
            known["to"] = "2000-0000000"  # a name it will get; which one is not known before it is kept
        event = event_of(step, known)
        for name, message in event.fields.items() if isinstance(event, Wrong) else ():
            column = _column(SHARED, step, name) or _column(OF_ONE, step, name)
            if column:
                wrong.setdefault(column, message)
    return wrong


def _wrong_relative(row: Mapping[str, Any], place: int, count: int) -> dict[str, Message]:
    said = str(row.get("relative", "") or "")
    if not said:
        return {}
    sound = said.isascii() and said.isdecimal() and len(said) < 6 and 1 <= int(said) <= count and int(said) != place + 1
    return {} if sound else {"relative": Message(NO_SUCH_ROW, {"count": count})}


def _column(columns: Mapping[str, Column], step: Step[Any], name: str) -> str:
    return next((column for column, (of, field_) in columns.items() if of is step and field_ == name), "")
