"""A database that would lose, damage or tell what it is given is refused, by name, with what to write."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections

from midex.kernel.fault import Fault
from midex.stores.databases import database
from midex.stores.self_check import POSTGRESQL, refuse_weak, weaknesses
from tests.databases import NewDatabase, create, register
from tests.postgresql import QUIET, Cluster, cluster

pytestmark = pytest.mark.postgresql
NUMBERS = itertools.count(1)
WEAK = {
    "ignore_checksum_failure": "on",
    "zero_damaged_pages": "on",
    "session_replication_role": "replica",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_sync_method": "open_sync",
    "data_sync_retry": "on",
    "log_min_messages": "warning",
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_min_duration_sample": "0",
    "log_transaction_sample_rate": "1",
    "log_parameter_max_length_on_error": "-1",
    "debug_print_parse": "on",
    "debug_print_rewritten": "on",
    "debug_print_plan": "on",
}


@pytest.fixture(scope="module")
def strict(postgresql_programs: None) -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.fixture
def alias(strict: Cluster) -> Iterator[str]:
    name = f"checked_{next(NUMBERS)}"
    create(strict.url.format("postgres"), name)
    register(name, strict.url.format(name))
    yield name
    forget(name)


def forget(alias: str) -> None:
    connections[alias].close()
    del connections[alias]
    del connections.databases[alias]


def said(alias: str) -> str:
    return "; ".join(map(str, weaknesses(alias)))


def run(alias: str, *statements: str) -> None:
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connections[alias].close()


def test_sqlite_as_a_home_opens_it_is_kept_safely(new_database: NewDatabase) -> None:
    assert weaknesses(new_database("sqlite", "restricted")) == ()


@pytest.mark.parametrize(
    ("pragma", "named"),
    [
        ("journal_mode=DELETE", "journal_mode is delete where it must be wal"),
        ("synchronous=NORMAL", "synchronous is 1 where it must be 2"),
        ("foreign_keys=OFF", "foreign_keys is 0 where it must be 1"),
        ("recursive_triggers=OFF", "recursive_triggers is 0 where it must be 1"),
    ],
)
def test_sqlite_with_one_weakness_is_refused_by_its_name(tmp_path: Path, pragma: str, named: str) -> None:
    register("weak", tmp_path / "weak.sqlite3")
    try:
        with connections["weak"].cursor() as cursor:
            cursor.execute(f"PRAGMA {pragma}")
        with pytest.raises(Fault, match=named) as refused:
            refuse_weak("weak")
        assert refused.value.code == "F306"
        assert str(tmp_path / "weak.sqlite3") in str(refused.value)
    finally:
        forget("weak")


def test_postgresql_of_the_documented_settings_is_kept_safely(alias: str) -> None:
    assert weaknesses(alias) == ()
    refuse_weak(alias)


@pytest.mark.parametrize("name", sorted(POSTGRESQL.keys() - {"data_checksums"} | WEAK.keys()))
def test_each_weak_setting_is_refused_on_a_real_session(strict: Cluster, alias: str, name: str) -> None:
    with weakened(strict, alias, name, WEAK[name]) as weak:
        with pytest.raises(Fault, match=f"{name} is {WEAK[name]}; write {name} = .* in postgresql.conf") as refused:
            refuse_weak(weak)
        assert refused.value.code == "F306"
    assert weaknesses(alias) == ()


@contextmanager
def weakened(strict: Cluster, alias: str, name: str, value: str) -> Iterator[str]:
    """A connection that feels one weak setting: of its own session, of the server's file, or of a server of its own."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT context FROM pg_settings WHERE name = %s", [name])
        (context,) = cursor.fetchone()
    if context in ("user", "superuser"):
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET {name} = '{value}'")
        yield alias
        connections[alias].close()
    elif context == "sighup":
        run(alias, f"ALTER SYSTEM SET {name} = '{value}'", "SELECT pg_reload_conf()")
        until_it_is(alias, name, value)
        yield alias
        run(alias, f"ALTER SYSTEM RESET {name}", "SELECT pg_reload_conf()")
        until_it_is(alias, name, POSTGRESQL[name][0])
    else:
        with cluster({**QUIET, name: value}) as weak:
            register("weak", weak.url.format("postgres"))
            yield "weak"
            forget("weak")


def until_it_is(alias: str, name: str, value: str) -> None:
    """The server reads its file again a moment after it was told to; a new connection shows when it did."""
    until, said = time.monotonic() + 10, ""
    while said != value and time.monotonic() < until:
        connections[alias].close()
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            (said,) = cursor.fetchone()
    assert said == value


def test_a_server_without_checksums_is_refused(postgresql_programs: None) -> None:
    with cluster(checksums=False) as weak:
        register("weak", weak.url.format("postgres"))
        try:
            with pytest.raises(Fault, match="without data checksums"):
                refuse_weak("weak")
        finally:
            forget("weak")


@pytest.mark.parametrize("whom", ["ROLE midex", "DATABASE {}", "ROLE another"])
def test_a_setting_weakened_for_a_role_or_a_database_is_named(alias: str, whom: str) -> None:
    target = whom.format(f'"{alias}"')
    if "another" in whom:
        run(alias, "CREATE ROLE another")
    run(alias, f"ALTER {target} SET synchronous_commit = off")
    try:
        assert f"synchronous_commit is off for {whom.format(alias)}" in said(alias)
    finally:
        run(alias, f"ALTER {target} RESET synchronous_commit")
    assert weaknesses(alias) == ()


def test_values_are_never_put_into_statements(alias: str) -> None:
    assert database("postgresql://u@/x")["OPTIONS"]["server_side_binding"] is True
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT %s::text, query FROM pg_stat_activity WHERE pid = pg_backend_pid()", ["canary"])
        assert cursor.fetchone()[0] == "canary"
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid() AND %s <> ''", ["canary"])
        assert "canary" not in cursor.fetchone()[0]
