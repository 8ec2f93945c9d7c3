"""Where a home's records are, read from a path or a URL."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connections

from midex.stores.databases import database
from tests.databases import NewDatabase


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40ss@db.example:5433/midex", ("midex", "u", "p@ss", "db.example", "5433")),
        ("postgresql://u@/midex?host=/run/postgresql", ("midex", "u", "", "/run/postgresql", "")),
        ("postgresql:///midex", ("midex", "", "", "", "")),
    ],
)
def test_a_postgresql_url_names_database_account_and_place(url: str, expected: tuple[str, ...]) -> None:
    found = database(url)
    assert tuple(found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_sqlite_is_durable_and_writers_wait_their_turn(new_database: NewDatabase) -> None:
    alias = new_database("sqlite", "restricted")
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)
    assert database(Path("x"))["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
