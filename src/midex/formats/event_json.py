"""Events as JSON: what the event store keeps and what forms and programs send; every value bounded and typed.

Knows no key: a sealed field passes through ``seal`` and ``unseal``, which the caller brings.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from midex.kernel.event import Event
from midex.kernel.fault import Fault
from midex.kernel.field import Closed, Entry, Storage, entry_of
from midex.kernel.partial_date import PartialDate
from midex.kernel.text import Message, mark

SEALED = "sealed"
MOST = 50
"""Values a field with several may hold."""

Seal = Callable[[str, str], str]
"""(field, plaintext) -> sealed text."""

Unseal = Callable[[str, str], "str | Closed"]
"""(field, sealed text) -> plaintext."""

MISSING = mark("this must be filled in")
UNKNOWN = mark("there is no such field")
TOO_LONG = mark("at most {longest} characters")
NOT_A_DATE = mark("write a date as 2026-04-30")
NOT_PARTIAL = mark("write 2009, 2009-04 or 2009-04-30, with ~ where it is estimated")
NOT_ONE_OF = mark("choose one of: {codes}")
NOT_A_NUMBER = mark("write a whole number")
NO_TEXT = mark("this cannot be read as text")


@dataclass(frozen=True)
class Wrong:
    """Why the fields sent are no event: for each field, what to do. Nothing a person wrote is in it."""

    fields: Mapping[str, Message]


@dataclass(frozen=True)
class Shape:
    """One field of a kind of event: its name, type without `Closed`, register entry, and whether it may be left out."""

    name: str
    type: Any
    entry: Entry
    optional: bool
    default: Any

    @property
    def several(self) -> bool:
        """Whether it holds any number of values."""
        return typing.get_origin(self.type) is tuple

    @property
    def each(self) -> Any:
        """The type of one value."""
        return typing.get_args(self.type)[0] if self.several else self.type


def shape_of(kind: type[Any]) -> tuple[Shape, ...]:
    """The fields of a kind of event, or of a record inside a sealed field; fault F303 for one without an entry."""
    found: tuple[Shape, ...] = _shapes(kind)  # type: ignore[arg-type]  # mypy takes a class for no Hashable
    return found


@cache
def _shapes(kind: Any) -> tuple[Shape, ...]:
    hints = typing.get_type_hints(kind)
    return tuple(_shape(kind, field, hints[field.name]) for field in fields(kind))


def fields_to_json(event: Event, seal: Seal) -> dict[str, Any]:
    """The fields of an event for the event store; sealed ones as ``{"sealed": text}``."""
    out: dict[str, Any] = {}
    for shape in shape_of(type(event)):
        value = getattr(event, shape.name)
        plain = _to_json(value)
        if shape.entry.storage is Storage.SEALED and value != shape.default:
            plain = {SEALED: seal(shape.name, json.dumps(plain, ensure_ascii=False))}
        out[shape.name] = plain
    return out


def fields_from_json(kind: type[Event], said: Mapping[str, Any], unseal: Unseal) -> Event:
    """The event that was kept; fields that this version added since have their default."""
    values: dict[str, Any] = {}
    for shape in shape_of(kind):
        if shape.name not in said:
            continue
        raw = said[shape.name]
        if isinstance(raw, dict) and SEALED in raw:
            opened = unseal(shape.name, raw[SEALED])
            values[shape.name] = opened if isinstance(opened, Closed) else _from_json(shape.type, json.loads(opened))
        else:
            values[shape.name] = _from_json(shape.type, raw)
    return kind(**values)


def read_fields(kind: type[Event], said: Mapping[str, Any]) -> Event | Wrong:
    """The event that somebody's form or program means, or what is wrong with each field."""
    shapes = {shape.name: shape for shape in shape_of(kind)}
    wrong = {name[:60]: Message(UNKNOWN) for name in said if name not in shapes}
    values: dict[str, Any] = {}
    for name, shape in shapes.items():
        answer = _read(shape, said.get(name))
        if isinstance(answer, Message):
            wrong[name] = answer
        else:
            values[name] = answer
    return Wrong(wrong) if wrong else kind(**values)


def plain(value: Any) -> Any:
    """A field's value as JSON has it."""
    return _to_json(value)


def _read(shape: Shape, raw: Any) -> Any:
    empty = raw is None or raw in ("", [], ())
    if empty and shape.type is bool:
        return False
    if empty:
        return shape.default if shape.optional else Message(MISSING)
    if _length(raw) > shape.entry.longest:
        return Message(TOO_LONG, {"longest": shape.entry.longest})
    try:
        return _from_json(shape.type, raw)
    except Fault:
        return Message(NOT_PARTIAL)
    except (ValueError, TypeError, KeyError):
        return _reason(shape.type)


def _length(raw: Any) -> int:
    if isinstance(raw, str | int | bool):
        return len(str(raw))
    try:
        return len(json.dumps(raw))
    except (TypeError, ValueError, RecursionError):
        return 1 << 30


def _reason(kind: Any) -> Message:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Message(NOT_ONE_OF, {"codes": ", ".join(str(member.value) for member in kind)})
    reasons = {date: NOT_A_DATE, PartialDate: NOT_PARTIAL, int: NOT_A_NUMBER}
    return Message(reasons.get(kind, NO_TEXT))


def _to_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | PartialDate):
        return str(value)
    if isinstance(value, frozenset | tuple):
        return [_to_json(item) for item in (sorted(value) if isinstance(value, frozenset) else value)]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _to_json(getattr(value, field.name)) for field in fields(value)}
    return value


def _from_json(kind: Any, raw: Any) -> Any:
    if raw is None:
        return None
    if typing.get_origin(kind) is tuple:
        return _several(typing.get_args(kind)[0], raw)
    if kind in _READERS:
        return _READERS[kind](raw)
    return kind(raw) if issubclass(kind, Enum) else _record(kind, raw)


def _record(kind: type[Any], raw: Any) -> Any:
    shapes = {shape.name: shape for shape in shape_of(kind)}
    if not isinstance(raw, dict) or not raw.keys() <= shapes.keys():
        raise ValueError("keys that are not registered")
    return kind(**{name: _from_json(shapes[name].type, value) for name, value in raw.items()})


def _several(kind: Any, raw: Any) -> tuple[Any, ...]:
    items = raw.replace(",", " ").split() if isinstance(raw, str) else list(raw)
    if len(items) > MOST:
        raise ValueError("too many")
    return tuple(_from_json(kind, item) for item in items)


def _yes_or_no(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    return {"on": True, "yes": True, "true": True, "no": False, "false": False}[raw]


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError("no text")
    if any((ord(letter) < 32 and letter not in "\n\r\t") or 0xD800 <= ord(letter) < 0xE000 for letter in raw):
        raise ValueError("control characters")
    return raw.strip()


def _shape(owner: type[Any], field: Field[Any], hint: Any) -> Shape:
    entry = entry_of(field.metadata)
    if entry is None:
        raise Fault("F303", field=field.name, kind=owner.__name__, reason="it has no entry in the field register")
    optional = field.default is not field.default_factory  # one of them is not MISSING
    return Shape(field.name, _without_closed(hint), entry, optional, field.default if optional else ...)


def _without_closed(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        kept = [part for part in typing.get_args(hint) if part not in (Closed, type(None))]
        return kept[0] if len(kept) == 1 else str
    return hint


_READERS: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    int: int,
    bool: _yes_or_no,
    date: lambda raw: date.fromisoformat(_text(raw)),
    PartialDate: lambda raw: PartialDate.parse(_text(raw)),
}
