"""A step's form, made from the fields of the event it records; what was typed stays, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from midex.formats.event_json import Shape, shape_of
from midex.kernel.event import Event
from midex.kernel.field import Storage
from midex.kernel.partial_date import PartialDate
from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.services.actor import Actor
from midex.services.casework.list_accounts import NAMES_COLLEAGUE
from midex.services.casework.said_event import NAMES_GUARDIAN
from midex.statistics.registry.catalogue import registry
from midex.web import naming
from midex.web.casework import wording
from midex.web.statistics.wording import whole

LONG = 300
"""Characters from which a text field has several lines."""

WRITTEN_NAMES = ("given_names", "family_names")
"""How fields end in which a name is written."""

NEVER_STATED = frozenset({"OTH"})
"""Codes of public cubes only: nobody's citizenship."""


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One field as a page asks for it; ``widget`` is text, long, date, partial, choice, several or tick.

    ``now`` is what is recorded, in words, where a step corrects it.
    """

    name: str
    label: str
    widget: str
    required: bool
    longest: int
    hint: str = ""
    value: str = ""
    error: str = ""
    now: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def values(self) -> list[str]:
        """The codes chosen where there may be several."""
        return self.value.split()

    @property
    def words(self) -> str:
        """What stands in it, as one reads it."""
        chosen = [word for code, word in self.options if code in self.values]
        return ", ".join(chosen) if self.options else self.value

    @property
    def is_name(self) -> bool:
        """Whether a person's name is written in it, in whichever script."""
        return self.name.endswith(WRITTEN_NAMES)

    @property
    def id(self) -> str:
        """The field's place on the page."""
        return f"id_{self.name}"

    @property
    def described_by(self) -> str:
        """The places of its hint, of what is recorded now and of its error."""
        said = {"hint": self.hint, "now": self.now, "error": self.error}
        return " ".join(f"{self.id}_{name}" for name, text in said.items() if text)


def form_of(
    kind: type[Event],
    typed: Mapping[str, str],
    wrong: Mapping[str, Message],
    colleagues: Iterable[Actor] = (),
    now: Mapping[str, str] = MappingProxyType({}),
) -> tuple[FormField, ...]:
    """The fields of a kind of event with what was typed, what is wrong with it and what is recorded now."""
    several = tuple(colleagues)
    asked = (field_of(one, typed.get(one.name, ""), wrong.get(one.name), several) for one in shape_of(kind))
    return tuple(replace(field, now=now.get(field.name, "")) for field in asked)


def said_in(kind: type[Event], posted: QueryDict) -> dict[str, Any]:
    """What a form says of each field, as the service reads it."""
    return {
        shape.name: posted.getlist(shape.name) if shape.several else posted.get(shape.name, "")
        for shape in shape_of(kind)
    }


def begun_on(kind: type[Event], today: date) -> dict[str, str]:
    """What stands in a new form: the day, where a step asks for its day."""
    return {shape.name: today.isoformat() for shape in shape_of(kind) if shape.name == "on" and shape.type is date}


def field_of(
    shape: Shape,
    typed: str,
    wrong: Message | None,
    colleagues: tuple[Actor, ...] = (),
    *,
    name: str = "",
    label: str = "",
    hint: str = "",
    optional: bool = False,
) -> FormField:
    """One field; under another name and label where a page asks for several events at once."""
    options = _options(shape, colleagues)
    return FormField(
        name=name or shape.name,
        label=gettext(label) if label else wording.field(shape.name),
        widget=_widget(shape, bool(options)),
        required=not (shape.optional or optional) and shape.type is not bool,
        longest=shape.entry.longest,
        hint=gettext(hint) if hint else _hint(shape),
        value=typed,
        error=whole(wrong) if wrong else "",
        options=options,
    )


def typed_in(posted: QueryDict) -> dict[str, str]:
    """What stood in a form, to stand there again; several codes in one text."""
    return {name: " ".join(posted.getlist(name)) for name in posted}


def _widget(shape: Shape, has_options: bool) -> str:
    if has_options:
        return "several" if shape.several else "choice"
    simple = {bool: "tick", date: "date", PartialDate: "partial"}
    if shape.type in simple:
        return simple[shape.type]
    return "long" if shape.type is str and shape.entry.longest >= LONG else "text"


def _hint(shape: Shape) -> str:
    parts = [wording.HINTS.get(shape.name, "")] if shape.type is not PartialDate else [wording.PARTIAL_HINT]
    return " ".join(gettext(part) for part in parts if part)


def _options(shape: Shape, colleagues: tuple[Actor, ...]) -> tuple[tuple[str, str], ...]:
    if isinstance(shape.each, type) and issubclass(shape.each, Enum):
        return tuple((str(one.value), wording.code(one)) for one in shape.each)
    if shape.name in NAMES_COLLEAGUE:
        fitting = [one for one in colleagues if shape.name != NAMES_GUARDIAN or one.role is Role.GUARDIAN]
        return tuple((one.identity, f"{one.name} ({wording.role(one.role.value)}, {one.office})") for one in fitting)
    codelist = registry().codelists.get(shape.entry.codelist) if shape.entry.storage is Storage.COUNTED else None
    if codelist is None or shape.each is not str:
        return ()
    stated = [one for one in codelist.codes if one.id in codelist.partition - NEVER_STATED]
    named = [(one.id, naming.code(codelist, one.id)) for one in stated]
    # what is rarely chosen, unknown and stateless, stands after the names
    return tuple(sorted(named, key=lambda one: (codelist.by_id[one[0]].kind.value != "base", one[1])))
