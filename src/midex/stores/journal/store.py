"""The journal on a database: entries numbered without gaps inside the caller's transaction, one read and one insert."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connections

from midex.kernel.journal import Entry, EntryKind, commit
from midex.services.journal.ports import ToRecord

_LAST = """SELECT (SELECT max(number) FROM journal_entry),
    (SELECT at FROM journal_entry WHERE number = (SELECT max(number) FROM journal_entry)),
    (SELECT at FROM journal_checkpoint WHERE id = (SELECT max(id) FROM journal_checkpoint))"""
_COLUMNS = "number, at, kind, actor, commitment"
_INSERT = f"INSERT INTO journal_entry ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608 - no value in it
_BETWEEN = f"SELECT {_COLUMNS} FROM journal_entry WHERE number >= %s AND number < %s ORDER BY number"  # noqa: S608
_PAGE = 10_000


class JournalStore:
    """``ports.Journal`` on the database ``alias``; ``secret`` makes pseudonyms of accounts and never leaves the home."""

    def __init__(self, alias: str, secret: bytes) -> None:
        self._alias, self._secret = alias, secret

    def record(self, kind: EntryKind, *, actor: str, at: datetime, salt: bytes, payload: bytes) -> Entry:
        """Add an entry inside the unit of work that is open; ``actor`` is an account, kept as a pseudonym."""
        (entry,) = self._numbered([ToRecord(kind=kind, actor=actor, at=at, salt=salt, payload=payload)])
        with self._cursor() as cursor:
            cursor.execute(_INSERT, _row(entry))
        return entry

    def record_many(self, wanted: Iterable[ToRecord]) -> tuple[Entry, ...]:
        """Add neighbouring entries by the engine's bulk path, inside the unit of work that is open."""
        entries = self._numbered(wanted)
        with self._cursor() as cursor:
            if connections[self._alias].vendor == "postgresql":
                with cursor.copy(f"COPY journal_entry ({_COLUMNS}) FROM STDIN") as copy:
                    for entry in entries:
                        copy.write_row(_row(entry))
            else:
                cursor.executemany(_INSERT, [_row(entry) for entry in entries])
        return entries

    def size(self) -> int:
        """How many entries there are."""
        number, _ = self._last()
        return number + 1

    def entries(self, first: int = 0, end: int | None = None) -> Iterator[Entry]:
        """The entries from ``first`` to before ``end`` in order; streams."""
        stop = self.size() if end is None else end
        for start in range(first, stop, _PAGE):
            with self._cursor() as cursor:
                cursor.execute(_BETWEEN, [start, min(start + _PAGE, stop)])
                rows = cursor.fetchall()
            yield from (_entry(row) for row in rows)

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


def _row(entry: Entry) -> tuple[int, int, str, str, bytes]:
    return entry.number, int(entry.at.timestamp()), entry.kind.value, entry.actor, entry.commitment


def _entry(row: Sequence[Any]) -> Entry:
    number, at, kind, actor, commitment = row
    return Entry(
        number=number,
        at=datetime.fromtimestamp(at, UTC),
        kind=EntryKind(kind),
        actor=actor,
        commitment=bytes(commitment),
    )
