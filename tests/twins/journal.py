"""The in-memory twin of the journal's store."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from midex.kernel import merkle
from midex.kernel.journal import Entry, EntryKind, commit
from midex.services.journal.ports import KeptCheckpoint, ToRecord


class InMemoryJournal:
    """Entries in a list."""

    def __init__(self, secret: bytes = b"a secret of this home") -> None:
        self._secret = secret
        self.kept: list[Entry] = []
        self.not_before = 0

    def record(self, kind: EntryKind, *, actor: str, at: datetime, salt: bytes, payload: bytes) -> Entry:
        (entry,) = self.record_many([ToRecord(kind=kind, actor=actor, at=at, salt=salt, payload=payload)])
        return entry

    def record_many(self, wanted: Iterable[ToRecord]) -> tuple[Entry, ...]:
        before = len(self.kept)
        for item in wanted:
            self.kept.append(
                Entry(
                    number=len(self.kept),
                    at=datetime.fromtimestamp(max(self._floor(), int(item.at.timestamp())), UTC),
                    kind=item.kind,
                    actor=hmac.digest(self._secret, item.actor.encode(), hashlib.sha256).hex()[:16],
                    commitment=commit(item.salt, item.payload),
                )
            )
        return tuple(self.kept[before:])

    def size(self) -> int:
        return len(self.kept)

    def counts(self) -> Mapping[tuple[date, EntryKind], int]:
        return Counter((entry.at.date(), entry.kind) for entry in self.kept)

    def entries(self, first: int = 0, end: int | None = None) -> Iterator[Entry]:
        return iter(self.kept[first : len(self.kept) if end is None else end])

    def _floor(self) -> int:
        return max(self.not_before, int(self.kept[-1].at.timestamp()) if self.kept else 0)


class InMemoryTree:
    """The tree's textbook form: every hash anew from every leaf."""

    def __init__(self, journal: InMemoryJournal) -> None:
        self._journal = journal
        self.integrated = 0

    def integrate(self, batch: int = 65_536) -> int:
        end = min(self._journal.size(), self.integrated + batch) // 256 * 256
        took, self.integrated = max(0, end - self.integrated), max(end, self.integrated)
        return took

    def root(self, size: int) -> bytes:
        return merkle.root(size, self._hash)

    def inclusion(self, number: int, size: int) -> tuple[bytes, ...]:
        return merkle.inclusion(number, size, self._hash)

    def inclusions(self, numbers: Iterable[int], size: int) -> Iterator[tuple[bytes, ...]]:
        return (self.inclusion(number, size) for number in numbers)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        return merkle.consistency(old, new, self._hash)

    def _hash(self, level: int, index: int) -> bytes:
        leaves = self._journal.kept[index << level : (index + 1) << level]
        return merkle.fold([merkle.leaf_hash(entry.leaf()) for entry in leaves])


class InMemoryCheckpoints:
    """Checkpoints in a list."""

    def __init__(self, journal: InMemoryJournal) -> None:
        self._journal = journal
        self.kept: list[KeptCheckpoint] = []

    def keep(self, checkpoint: KeptCheckpoint) -> None:
        self.kept.append(checkpoint)
        self._journal.not_before = int(checkpoint.at.timestamp())

    def cosign(self, note: str, line: str) -> None:
        place = max(place for place, one in enumerate(self.kept) if one.note == note)
        self.kept[place] = replace(self.kept[place], cosignatures=(*self.kept[place].cosignatures, line))

    def last(self, *, cosigned: bool = False) -> KeptCheckpoint | None:
        return next((one for one in reversed(self.kept) if one.cosignatures or not cosigned), None)

    def all(self) -> Iterator[KeptCheckpoint]:
        return iter(self.kept)
