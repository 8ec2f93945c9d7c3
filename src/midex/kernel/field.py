"""What stands beside each field of a person: purpose, basis, retention, who reads it, the harm if it leaks.

The field register is made from here; a field of an event without it does not pass `midex check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias, TypeVar

from midex.kernel.law import Law
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role

KEY = "midex"
"""Where a dataclass field's metadata carry its register entry."""

LONGEST = 2000
"""Characters a text field holds unless it says otherwise."""


class Storage(Enum):
    """How a field is kept."""

    SEALED = "sealed"  # encrypted under the person's own key
    COUNTED = "counted"  # a code of a codelist, for rules and statistics
    OPEN = "open"  # readable in the database; never what identifies a person


class Starts(Enum):
    """When the clock of a retention starts."""

    CLOSED = "case closed"
    RECORDED = "recorded"
    LEFT = "account closed"


@dataclass(frozen=True)
class Retention:
    """How long a field is kept, counted from a recorded moment; ``hours`` for what ends within days."""

    years: int
    after: Starts = Starts.CLOSED
    hours: int = 0

    def __str__(self) -> str:
        return f"{f'{self.hours} h' if self.hours else f'{self.years} y'} after {self.after.value}"


@dataclass(frozen=True, kw_only=True)
class Handling:
    """What the fields of one kind have in common."""

    purpose: Purpose
    basis: Law
    retention: Retention
    readers: frozenset[Role]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The register's entry of one field; ``codelist`` where it is counted, ``longest`` in characters."""

    storage: Storage
    handling: Handling
    harm: str
    codelist: str = ""
    longest: int = LONGEST


@dataclass(frozen=True)
class Closed:
    """Stands in the place of a sealed field that was not opened, or cannot be any more."""


T = TypeVar("T")
Sealed: TypeAlias = T | Closed


def sealed(handling: Handling, harm: str, *, longest: int = LONGEST, default: Any = ...) -> Any:
    """A field that identifies or describes a person; kept encrypted under that person's key."""
    return _field(Entry(storage=Storage.SEALED, handling=handling, harm=harm, longest=longest), default)


def counted(handling: Handling, codelist: str, harm: str, *, longest: int = 40, default: Any = ...) -> Any:
    """A coded field that rules and statistics read."""
    entry = Entry(storage=Storage.COUNTED, handling=handling, harm=harm, codelist=codelist, longest=longest)
    return _field(entry, default)


def unsealed(handling: Handling, harm: str, *, longest: int = 200, default: Any = ...) -> Any:
    """A field that identifies nobody and is no code: a date of a step, an officer's account."""
    return _field(Entry(storage=Storage.OPEN, handling=handling, harm=harm, longest=longest), default)


def entry_of(metadata: Mapping[str, Any]) -> Entry | None:
    """The register's entry of a dataclass field, from its metadata."""
    found = metadata.get(KEY)
    return found if isinstance(found, Entry) else None


def _field(entry: Entry, default: Any) -> Any:
    return field(metadata={KEY: entry}) if default is ... else field(metadata={KEY: entry}, default=default)
