"""What the journal's services need from the outside; ``stores`` and ``crypto`` provide it, ``node`` wires it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from midex.kernel.journal import Entry, EntryKind
from midex.services.ports import Clock, HubKey, HubLine, Signer, UnitOfWork, Verify

LATE_AFTER = 60 * 60
"""Seconds without a checkpoint after which one is late, at the node and at the hub alike."""

Payloads = Callable[[int, int], Iterator[tuple[int, bytes | None, bytes]]]
"""(first, end) -> (number, salt, payload) of every entry from ``first`` to before ``end``, in order.

The salt is None once the person whom the payload is about was erased.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToRecord:
    """One entry to be made: ``actor`` is an account, kept as a pseudonym; ``payload`` is committed to, never kept."""

    kind: EntryKind
    actor: str
    at: datetime
    salt: bytes
    payload: bytes


@dataclass(frozen=True, kw_only=True)
class KeptCheckpoint:
    """A signed checkpoint as it is kept: ``note`` as the node signed it, ``cosignatures`` as lines."""

    size: int
    at: datetime
    note: str
    cosignatures: tuple[str, ...] = ()

    @property
    def cosigned_note(self) -> str:
        """The note with every signature it has."""
        return self.note + "".join(self.cosignatures)


class Entries(Protocol):
    """The journal's entries."""

    def record(self, kind: EntryKind, *, actor: str, at: datetime, salt: bytes, payload: bytes) -> Entry:
        """Add an entry inside the unit of work that is open; ``actor`` is an account, kept as a pseudonym.

        It is dated ``at``, but never before the last entry or the last checkpoint.
        """
        ...

    def record_many(self, wanted: Iterable[ToRecord]) -> tuple[Entry, ...]:
        """Add neighbouring entries by the engine's bulk path, inside the unit of work that is open."""
        ...

    def size(self) -> int:
        """How many entries there are."""
        ...

    def entries(self, first: int = 0, end: int | None = None) -> Iterator[Entry]:
        """The entries from ``first`` to before ``end`` in order; streams."""
        ...


class Tree(Protocol):
    """The RFC 6962 tree over the entries."""

    def integrate(self, batch: int = ...) -> int:
        """Take up to ``batch`` more entries into stored tiles; answers how many it took."""
        ...

    def root(self, size: int) -> bytes:
        """The root of the first ``size`` entries."""
        ...

    def inclusion(self, number: int, size: int) -> tuple[bytes, ...]:
        """The proof that an entry is among the first ``size``."""
        ...

    def inclusions(self, numbers: Iterable[int], size: int) -> Iterator[tuple[bytes, ...]]:
        """The proofs of several entries, in the order asked for."""
        ...

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the first ``old`` entries are the beginning of the first ``new``."""
        ...


class Checkpoints(Protocol):
    """A node's own signed checkpoints; append-only."""

    def keep(self, checkpoint: KeptCheckpoint) -> None:
        """Keep a checkpoint without cosignatures; entries recorded later are never dated before it."""
        ...

    def cosign(self, note: str, line: str) -> None:
        """Keep a witness's line beside the checkpoint whose note this is."""
        ...

    def last(self, *, cosigned: bool = False) -> KeptCheckpoint | None:
        """The newest checkpoint, or the newest that somebody outside has cosigned."""
        ...

    def all(self) -> Iterator[KeptCheckpoint]:
        """Every checkpoint, oldest first; streams."""
        ...


@dataclass(frozen=True, kw_only=True)
class JournalPorts:
    """Everything the journal's services need at a node that keeps one; ``origin`` is the journal's name."""

    origin: str
    clock: Clock
    unit_of_work: UnitOfWork
    entries: Entries
    tree: Tree
    checkpoints: Checkpoints
    payloads: Payloads
    hub: HubLine
    hub_key: HubKey
    signer: Signer
    verify: Verify
    late_after: int = LATE_AFTER
    """Seconds after which a checkpoint is late."""
