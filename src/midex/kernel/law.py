"""The law a step or a field rests on: a citation, and dated values with their source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Law:
    """A citation: the act or instrument, and the article in it."""

    act: str
    article: str = ""

    def __str__(self) -> str:
        return f"{self.act}, {self.article}" if self.article else self.act


@dataclass(frozen=True, kw_only=True)
class DatedValue:
    """A number that the law states from one day on; ``to_verify`` until a lawyer of the participant confirmed it."""

    value: int
    since: date
    law: Law
    to_verify: bool = False


def in_force(values: Iterable[DatedValue], on: date) -> DatedValue | None:
    """The value in force on a day, or None where the law said nothing yet."""
    return max((value for value in values if value.since <= on), key=lambda value: value.since, default=None)
