"""Carry out the erasures that two persons ordered; again at every start, for a crash may have come between."""

from __future__ import annotations

from midex.services.casework.ports import CasePorts

STEP = "order-erasure"


def apply_erasure(person: str, ports: CasePorts) -> None:
    """Destroy a person's key; nothing happens where that was done."""
    ports.vault.erase(person)


def apply_erasures(ports: CasePorts) -> int:
    """Destroy the keys of everyone whose erasure stands in the event store; answers how many were still there."""
    ordered = {stored.person for stored in ports.events.all() if stored.step == STEP}
    return sum(ports.vault.erase(person) for person in sorted(ordered - ports.vault.erased()))
