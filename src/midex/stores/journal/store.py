"""The journal on a database: entries numbered without gaps inside the caller's transaction, one read and one insert."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from django.db import connections

from midex.kernel.journal import Entry, EntryKind, commit
from midex.services.journal.ports import ToRecord
from midex.stores.journal.entries import COLUMNS, counts_of, entries_of, row_of, size_of

_LAST = """SELECT (SELECT max(number) FROM journal_entry),
    (SELECT at FROM journal_entry WHERE number = (SELECT max(number) FROM journal_entry)),
    (SELECT at FROM journal_checkpoint WHERE id = (SELECT max(id) FROM journal_checkpoint))"""
_INSERT = f"INSERT INTO journal_entry ({COLUMNS}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608 - no value in it


class JournalStore:
    """``ports.Journal`` on the database ``alias``; ``secret``, of the home alone, makes pseudonyms of accounts."""

    def __init__(self, alias: str, secret: bytes) -> None:
        self._alias, self._secret = alias, secret

    def record(self, kind: EntryKind, *, actor: str, at: datetime, salt: bytes, payload: bytes) -> Entry:
        """Add an entry inside the unit of work that is open; ``actor`` is an account, kept as a pseudonym."""
        (entry,) = self._numbered([ToRecord(kind=kind, actor=actor, at=at, salt=salt, payload=payload)])
        with self._cursor() as cursor:
            cursor.execute(_INSERT, row_of(entry))
        return entry

    def record_many(self, wanted: Iterable[ToRecord]) -> tuple[Entry, ...]:
        """Add neighbouring entries by the engine's bulk path, inside the unit of work that is open."""
        entries = self._numbered(wanted)
        with self._cursor() as cursor:
            connection = connections[self._alias]
            if connection.vendor == "postgresql":
                with connection.wrap_database_errors, cursor.copy(f"COPY journal_entry ({COLUMNS}) FROM STDIN") as copy:
                    for entry in entries:
                        copy.write_row(row_of(entry))
            else:
                cursor.executemany(_INSERT, [row_of(entry) for entry in entries])
        return entries

    def size(self) -> int:
        """How many entries there are."""
        return size_of(self._alias)

    def counts(self) -> Mapping[tuple[date, EntryKind], int]:
        """How many entries of each kind each day (UTC) has."""
        return counts_of(self._alias)

    def entries(self, first: int = 0, end: int | None = None) -> Iterator[Entry]:
        """The entries from ``first`` to before ``end`` in order; streams."""
        return entries_of(self._alias, first, self.size() if end is None else end)

    def _numbered(self, wanted: Iterable[ToRecord]) -> tuple[Entry, ...]:
        if not connections[self._alias].in_atomic_block:
            raise RuntimeError("the journal records inside a unit of work only")
        number, floor = self._last()
        entries: list[Entry] = []
        for item in wanted:
            number, floor = number + 1, max(floor, int(item.at.timestamp()))
            entries.append(
                Entry(
                    number=number,
                    at=datetime.fromtimestamp(floor, UTC),
                    kind=item.kind,
                    actor=self.pseudonym(item.actor),
                    commitment=commit(item.salt, item.payload),
                )
            )
        return tuple(entries)

    def pseudonym(self, account: str) -> str:
        """The 16 hexadecimal digits that stand for an account in this journal and nowhere else."""
        return hmac.digest(self._secret, account.encode(), sha256).hex()[:16]

    def _last(self) -> tuple[int, int]:
        """The last number, -1 where there is none, and the second before which nothing can be dated any more."""
        with self._cursor() as cursor:
            cursor.execute(_LAST)
            number, at, signed_at = cursor.fetchone()
        return -1 if number is None else number, max(at or 0, signed_at or 0)

    def _cursor(self) -> Any:
        return connections[self._alias].cursor()
