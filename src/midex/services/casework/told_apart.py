"""Note that people were told apart as they were registered, so that nobody is asked the same again."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from midex.procedures.registration.procedure import REGISTRATION, TELL_APART
from midex.services.actor import Actor
from midex.services.casework.account_for import scope_of
from midex.services.casework.ports import CasePorts
from midex.services.casework.take_step import TakeStep, take_step


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
