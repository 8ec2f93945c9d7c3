"""Fresh databases of either engine, and the twin in memory, for contract tests that all three must pass."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections

from midex.stores.databases import database
from midex.stores.migrate import migrate
from tests.postgresql import binaries, server

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
_numbers = itertools.count(1)
NewDatabase = Callable[[str, str], str]


@pytest.fixture(scope="session")
def postgresql_programs() -> None:
    """PostgreSQL is installed; without it the test did not run, and under CI that is a failure."""
    if binaries() is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing (Debian: apt-get install postgresql)")
        pytest.skip("not run: no PostgreSQL here (Debian: apt-get install postgresql)")


@pytest.fixture(scope="session")
def postgresql(postgresql_programs: None) -> Iterator[str]:
    """URL pattern of a running server."""
    with server() as url:
        yield url


@pytest.fixture
def new_database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[NewDatabase]:
    """Make a database: (engine, "public" or "restricted") -> alias, migrated."""
    made: list[str] = []

    def make(engine: str, kind: str) -> str:
        alias = f"{kind}_{next(_numbers)}"
        if engine == "sqlite":
            place: str | Path = tmp_path / f"{alias}.sqlite3"
        else:
            pattern = request.getfixturevalue("postgresql")
            create(pattern.format("postgres"), alias)
            place = pattern.format(alias)
        register(alias, place)
        made.append(alias)
        migrate(alias)
        return alias

    yield make
    for alias in made:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def create(url: str, name: str) -> None:
    """Make a database on the server at ``url``."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')


def register(alias: str, place: str | Path) -> None:
    """Make a database known to Django as a home would."""
    connections.databases[alias] = connections.configure_settings({"default": {}, alias: database(place)})[alias]
