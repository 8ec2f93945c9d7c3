"""One transaction per thing a person does: all of it is kept, or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

_WRITERS = 0x4D494445  # an arbitrary number that every writer of this software agrees on


class UnitOfWork:
    """Opens a transaction on one database; writers take turns, on SQLite by IMMEDIATE, on PostgreSQL by a lock."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Commit at the end of the block, roll back if it raises."""
        with transaction.atomic(using=self._alias):
            connection = connections[self._alias]
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])
            yield
