"""The answers a rule can give; values, never exceptions."""

from __future__ import annotations

from dataclasses import dataclass

from midex.kernel.text import Message


@dataclass(frozen=True)
class Refused:
    """The step may not be taken, and why."""

    because: Message


@dataclass(frozen=True)
class Released:
    """The figure may leave the restricted store."""


@dataclass(frozen=True)
class Withheld:
    """The figure stays in the restricted store, and why."""

    because: Message
