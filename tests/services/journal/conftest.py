"""A case node's journal beside a hub: real stores on SQLite, twins of signing, the hub's own addresses between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from midex.kernel.checkpoint import origin_of
from midex.kernel.journal import EntryKind
from midex.services.enrol_key import enrol_key, invite
from midex.services.journal.ports import JournalPorts
from midex.services.ports import Clock, HubLine, Signer
from tests.twins.signing import InMemorySigner, verify
from tests.world import HubKey, Line, World

INSTITUTION = "asylum-office"
ORIGIN = origin_of("RS", INSTITUTION)


@dataclass(frozen=True)
class Enrols:
    """What `enrol_key` needs of a case node."""

    clock: Clock
    hub: HubLine
    hub_key: HubKey
    signer: Signer
    participant: str = "RS"
    institution: str = INSTITUTION


@dataclass
class Payloads:
    """What entries stand for, kept beside the journal as the event store does; None for whom it forgot."""

    kept: dict[int, tuple[bytes | None, bytes]] = field(default_factory=dict)

    def __call__(self, first: int, end: int) -> Iterator[tuple[int, bytes | None, bytes]]:
        return ((number, *self.kept[number]) for number in range(first, end) if number in self.kept)


@dataclass
class CaseNode:
    """A journal, and what it stands for."""

    ports: JournalPorts
    payloads: Payloads
    alias: str

    def record(self, count: int = 1, at: datetime | None = None) -> None:
        """Record so many entries and keep what they stand for."""
        for _ in range(count):
            salt, payload = bytes(32), b"payload %d" % self.ports.entries.size()
            with self.ports.unit_of_work():
                made = self.ports.entries.record(
                    EntryKind.EVENT, actor="amra", at=at or self.ports.clock(), salt=salt, payload=payload
                )
            self.payloads.kept[made.number] = (salt, payload)


def case_node(world: World) -> CaseNode:
    """A new case node of Serbia's asylum office, its key enrolled."""
    from midex.stores.journal.checkpoints import CheckpointStore
    from midex.stores.journal.store import JournalStore
    from midex.stores.journal.tree import TreeStore
    from midex.stores.unit_of_work import UnitOfWork

    alias, payloads, hub_key = world.new_database("sqlite", "restricted"), Payloads(), HubKey()
    signer, line = InMemorySigner(), Line(world.hub)
    enrols = Enrols(clock=world.clock, hub=line, hub_key=hub_key, signer=signer)
    assert enrol_key(invite("RS", world.hub, INSTITUTION), enrols) == signer.key_id
    ports = JournalPorts(
        origin=ORIGIN,
        clock=world.clock,
        unit_of_work=UnitOfWork(alias),
        entries=JournalStore(alias, b"a secret"),
        tree=TreeStore(alias),
        checkpoints=CheckpointStore(alias),
        payloads=payloads,
        hub=line,
        hub_key=hub_key,
        signer=signer,
        verify=verify,
    )
    return CaseNode(ports=ports, payloads=payloads, alias=alias)


@pytest.fixture
def node(world: World) -> CaseNode:
    return case_node(world)
