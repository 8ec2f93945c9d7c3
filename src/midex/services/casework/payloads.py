"""What each entry of the journal commits to, from the event store and the record of reads, in the journal's order."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from hashlib import sha256

from midex.services.casework.ports import Events, Read, Reads, StoredEvent, Vault

Payload = tuple[int, bytes | None, bytes]
"""(entry, salt, payload); the salt is None once the person was erased."""


def payloads(first: int, end: int, events: Events, reads: Reads, vault: Vault) -> Iterator[Payload]:
    """Every entry from ``first`` to before ``end``; an entry that nothing is kept for is missing."""
    steps = (_of_step(step, vault) for step in events.all(first, end))
    others = (_of_read(read, vault) for read in reads.between(first, end))
    return heapq.merge(steps, others, key=lambda payload: payload[0])


def _of_step(step: StoredEvent, vault: Vault) -> Payload:
    return step.entry, vault.salt(step.person, f"{step.case}/{step.number}"), step.body


def _of_read(read: Read, vault: Vault) -> Payload:
    return read.entry, vault.salt("", sha256(read.body).hexdigest()), read.body
