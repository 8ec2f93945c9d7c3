"""Carry out the erasures that two persons ordered; again at every start, for a crash may have come between."""

from __future__ import annotations

from midex.formats.canonical_json import read_json
from midex.kernel.role import Role
from midex.policy.scope import Scope
from midex.services.casework.erase_person import erase_person, is_erased
from midex.services.casework.history import ORDERS_ERASURE
from midex.services.casework.ports import CasePorts, StoredEvent


def apply_erasures(ports: CasePorts) -> int:
    """Erase everyone whose erasure stands in the event store; answers how many it had not been carried out for."""
    done = 0
    for ordered in ports.events.of_step(ORDERS_ERASURE):
        row = ports.cases.by_id(ordered.case)
        if row and not is_erased(row, ports):
            erase_person(row, _who_ordered(ordered, ports), ports)
            done += 1
    return done


def ordered_erasures(ports: CasePorts) -> frozenset[str]:
    """Everyone whose erasure was ordered: who is erased again when an older copy of the keys comes back."""
    return frozenset(ordered.person for ordered in ports.events.of_step(ORDERS_ERASURE))


def _who_ordered(ordered: StoredEvent, ports: CasePorts) -> Scope:
    said = read_json(ordered.body)
    return Scope(identity=said["second"], role=Role.SUPERVISOR, office=said["office"], at=ports.clock())
