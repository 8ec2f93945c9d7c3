"""Every procedure, written out: a new one is a line here."""

from __future__ import annotations

from typing import Any

from midex.kernel.fault import Fault
from midex.kernel.procedure import Procedure, Step
from midex.procedures.protection.procedure import PROTECTION
from midex.procedures.registration.procedure import REGISTRATION

PROCEDURES: dict[str, Procedure[Any]] = {procedure.id: procedure for procedure in (REGISTRATION, PROTECTION)}


def find_step(procedure: str, step: str) -> tuple[Procedure[Any], Step[Any]]:
    """A procedure and its step; fault F304 where there is none of that name."""
    found = PROCEDURES.get(procedure)
    taken = found.step(step) if found else None
    if found is None or taken is None:
        raise Fault("F304", name=f"{procedure[:40]} {step[:40]}")
    return found, taken
