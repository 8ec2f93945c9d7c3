"""The in-memory twin of the journal's store."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from midex.kernel.journal import Entry, EntryKind, commit
from midex.services.journal.ports import ToRecord


class InMemoryJournal:
    """Entries in a list."""

    def __init__(self, secret: bytes = b"a secret of this home") -> None:
        self._secret = secret
        self.kept: list[Entry] = []

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

    def entries(self, first: int = 0, end: int | None = None) -> Iterator[Entry]:
        return iter(self.kept[first : len(self.kept) if end is None else end])

    def _floor(self) -> int:
        return int(self.kept[-1].at.timestamp()) if self.kept else 0
