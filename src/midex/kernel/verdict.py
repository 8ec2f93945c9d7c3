"""The answers a rule can give; values, never exceptions."""

from __future__ import annotations

from dataclasses import dataclass

from midex.kernel.text import Message


@dataclass(frozen=True)
class Allowed:
    """The step may be taken, the record seen."""


@dataclass(frozen=True)
class Refused:
    """The step may not be taken, the record not seen, and why."""

    because: Message


@dataclass(frozen=True)
class Released:
    """It may leave: a figure the restricted store, a field its institution."""


@dataclass(frozen=True)
class Withheld:
    """It stays where it is, and why."""

    because: Message
