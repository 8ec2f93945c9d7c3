"""Sign the journal as it is now: only after every new entry was found to stand for what is kept.

Refuses to sign over a fault: no checkpoint is better than one that covers up.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from midex.kernel.checkpoint import FIRST, SIGNED, Checkpoint, Signature, key_hash, read_note, signed_note
from midex.kernel.fault import Fault
from midex.kernel.journal import Entry, commit
from midex.services.journal.ports import JournalPorts, KeptCheckpoint

LOOK = 50_000
"""Entries that are looked at between two looks at whether more have come."""


def checkpoint_journal(ports: JournalPorts) -> KeptCheckpoint | None:
    """A checkpoint over all entries: a new one, or the last where nothing is new; None for an empty journal.

    Fault F307 where the entries, what they stand for, or what was signed before does not hold.
    """
    signed = ports.checkpoints.last()
    _holds(signed, ports)
    checked, at = (signed.size, signed.at) if signed else (0, None)
    while (end := min(ports.entries.size(), checked + LOOK)) > checked:
        at = check_entries(checked, end, at, ports)
        checked = end
        while ports.tree.integrate():
            pass
    with ports.unit_of_work():  # what comes between is little, and nothing is recorded until it is signed
        size = ports.entries.size()
        last = check_entries(checked, size, at, ports)
        if next(ports.payloads(size, size + 1), None):
            raise _fault(ports, f"entry {size} is missing")
        return _sign(size, last, ports)


def check_entries(first: int, end: int, at: datetime | None, ports: JournalPorts) -> datetime | None:
    """Compare entries with what they stand for; answers the last one's time, fault F307 for the first that is wrong."""
    payloads = ports.payloads(first, end)
    expected = first
    for entry in ports.entries.entries(first, end):
        if entry.number != expected:
            raise _fault(ports, f"entry {expected} is missing")
        if at and entry.at < at:
            raise _fault(ports, f"entry {entry.number} is dated before what came earlier")
        _stands_for(entry, next(payloads, None), ports)
        at, expected = entry.at, expected + 1
    if expected < end:
        raise _fault(ports, f"entry {expected} is missing")
    return at


def _stands_for(entry: Entry, kept: tuple[int, bytes | None, bytes] | None, ports: JournalPorts) -> None:
    if kept is None or kept[0] != entry.number:
        raise _fault(ports, f"what entry {entry.number} stands for is not kept any more")
    _, salt, payload = kept
    if salt is not None and commit(salt, payload) != entry.commitment:
        raise _fault(ports, f"entry {entry.number} does not stand for what is kept")


def _holds(signed: KeptCheckpoint | None, ports: JournalPorts) -> None:
    if signed is None:
        return
    if ports.entries.size() < signed.size:
        raise _fault(ports, f"{signed.size} entries were signed, {ports.entries.size()} are left")
    if ports.tree.root(signed.size) != read_note(signed.note).checkpoint.root:
        raise _fault(ports, f"the first {signed.size} entries are not those that were signed")


def _sign(size: int, last_entry: datetime | None, ports: JournalPorts) -> KeptCheckpoint | None:
    signed, now = ports.checkpoints.last(), ports.clock().replace(microsecond=0)
    fresh = signed is not None and (now - signed.at).total_seconds() < ports.late_after / 2
    if size == 0 or (signed and signed.size == size and fresh):
        return signed
    at = max(moment for moment in (now, last_entry, signed and signed.at) if moment)
    previous = sha256(read_note(signed.note).text.encode()).hexdigest() if signed else FIRST
    text = Checkpoint(origin=ports.origin, size=size, root=ports.tree.root(size), at=at, previous=previous).text()
    kept = KeptCheckpoint(size=size, at=at, note=signed_note(text, [_signature(text, ports)]))
    ports.checkpoints.keep(kept)
    return kept


def _signature(text: str, ports: JournalPorts) -> Signature:
    return Signature(
        name=ports.origin,
        key_hash=key_hash(ports.origin, SIGNED, ports.signer.public_key),
        signature=ports.signer.sign(text.encode()),
    )


def _fault(ports: JournalPorts, reason: str) -> Fault:
    return Fault("F307", home=ports.origin, reason=reason)
