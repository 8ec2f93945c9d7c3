"""What an experiment is: a promise, a way to try it many times, and sabotages that must turn it red.

Refuses to be a framework: an experiment is one function and one frozen value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Change:
    """A text that occurs exactly once in a file of the source tree, and what stands there instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Sabotage:
    """A defence taken out of a copy of the source; without it the experiment must count failures."""

    removes: str
    file: str
    old: str
    new: str
    also: tuple[Change, ...] = ()
    trials: int = 0

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change it makes."""
        return (Change(self.file, self.old, self.new), *self.also)


@dataclass(frozen=True)
class Outcome:
    """How many trials were made and how many broke the promise; ``notes`` are counts, added up over parts."""

    trials: int
    failures: int
    notes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """One promise put to the test. ``small`` trials are made by every test run, ``full`` by `make experiments`.

    ``every``: the trials are all cases there are, no sample of them, so that no bound is needed.
    """

    promise: str
    says: str
    run: Callable[[int, int, Path], Outcome]
    small: int
    full: int
    sabotages: tuple[Sabotage, ...]
    part: int = 0
    every: bool = False

    @property
    def step(self) -> int:
        """Trials made by one process before its result is kept."""
        return self.full if self.every else self.part or max(1, self.full // 20)


class NotPossibleError(Exception):
    """This machine cannot run the experiment; the text says what it lacks."""
