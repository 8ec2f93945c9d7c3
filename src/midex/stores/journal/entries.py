"""Entries as the database keeps them: written as rows, read back in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connections

from midex.kernel.journal import Entry, EntryKind

COLUMNS = "number, at, kind, actor, commitment"
_BETWEEN = f"SELECT {COLUMNS} FROM journal_entry WHERE number >= %s AND number < %s ORDER BY number"  # noqa: S608
_COUNTS = "SELECT at / 86400, kind, count(*) FROM journal_entry GROUP BY 1, 2"
_EPOCH = date(1970, 1, 1)
_PAGE = 10_000


def size_of(alias: str) -> int:
    """How many entries there are."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT max(number) FROM journal_entry")
        (last,) = cursor.fetchone()
    return 0 if last is None else int(last) + 1


def entries_of(alias: str, first: int, end: int) -> Iterator[Entry]:
    """The entries from ``first`` to before ``end`` in order; streams."""
    for start in range(first, end, _PAGE):
        with connections[alias].cursor() as cursor:
            cursor.execute(_BETWEEN, [start, min(start + _PAGE, end)])
            rows = cursor.fetchall()
        yield from (_entry(row) for row in rows)


def counts_of(alias: str) -> dict[tuple[date, EntryKind], int]:
    """How many entries of each kind each day (UTC) has."""
    with connections[alias].cursor() as cursor:
        cursor.execute(_COUNTS)
        rows = cursor.fetchall()
    return {(_EPOCH + timedelta(days=day), EntryKind(kind)): count for day, kind, count in rows}


def row_of(entry: Entry) -> tuple[int, int, str, str, bytes]:
    """The entry as its row."""
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
