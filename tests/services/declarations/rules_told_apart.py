"""Rules that a test compares by their text; the second of each pair says the same or something else."""

from __future__ import annotations

from midex.kernel.text import Message, mark
from midex.kernel.verdict import Allowed, Refused

LIMIT = 3
WORDS = mark("there are {count} of them")


def few(count: int) -> Allowed | Refused:
    """Whether there are few."""
    if count > LIMIT:  # the law says so
        return Refused(Message(WORDS, {"count": count}))
    return Allowed()


def fewer(count: int) -> Allowed | Refused:
    """Whether there are fewer."""
    if count > LIMIT - 1:
        return Refused(Message(WORDS, {"count": count}))
    return Allowed()


def outer() -> object:
    """Makes a rule inside, which has no text of its own."""

    def inner(_: object) -> Allowed:
        return Allowed()

    return inner
