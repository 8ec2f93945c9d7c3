"""Note that people were told apart as they were registered, so that nobody is asked the same again.

A human tells somebody apart from those whom they saw: whoever says so names the cases, and no other is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from midex.procedures.registration.procedure import REGISTRATION, TELL_APART
from midex.services.actor import Actor
from midex.services.casework.account_for import scope_of
from midex.services.casework.ports import CasePorts
from midex.services.casework.take_step import TakeStep, take_step

MOST_NAMED = 50
"""Cases from which somebody is told apart at once."""

_TOLD = re.compile(rf"(\d{{1,3}})(?:=(\d{{4}}-\d{{7}}(?:,\d{{4}}-\d{{7}}){{0,{MOST_NAMED - 1}}}))?", re.ASCII)


def told_apart_in(text: str) -> tuple[int, frozenset[str]] | None:
    """What `3=2026-0000001,2026-0000002` says: the number of a record, and the cases that are somebody else's."""
    match = _TOLD.fullmatch(text)
    if match is None or not int(match[1]):
        return None
    return int(match[1]), frozenset(match[2].split(",") if match[2] else ())


def together(said: Iterable[tuple[int, frozenset[str]]]) -> dict[int, frozenset[str]]:
    """What was said of each record, by its number."""
    found: dict[int, frozenset[str]] = {}
    for number, names in said:
        found[number] = found.get(number, frozenset()) | names
    return found


def as_told_apart(number: int, names: Iterable[str]) -> str:
    """The same the other way round."""
    said = ",".join(sorted(names)[:MOST_NAMED])
    return f"{number}={said}" if said else str(number)


def note_told_apart(name: str, others: Iterable[str], key: str, actor: Actor, ports: CasePorts) -> None:
    """Note in a case that others are about somebody else, inside the open unit of work; ``key`` names the attempt.

    What is out of this account's sight by now, as a child's case, is left out.
    """
    scope = scope_of(actor, ports.clock())
    if ports.cases.named(name, scope) is None:
        return
    for other in others:
        if ports.cases.named(other, scope) is None:
            continue
        step = TakeStep(
            procedure=REGISTRATION.id,
            step=TELL_APART.id,
            fields={"other_case": other},
            key=sha256(f"{key} {name} {other}".encode()).hexdigest(),
            name=name,
        )
        take_step(step, actor, ports)
