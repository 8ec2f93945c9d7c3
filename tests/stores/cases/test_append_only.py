"""What is recorded is never changed or taken away: the database itself refuses, whoever writes the statement."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connections

from tests.databases import NewDatabase
from tests.stores.cases.conftest import NOW, Stores, event, grant, proposal, read, stores_on

COLUMN = {
    "cases_event": "step",
    "cases_read": "identity",
    "cases_readcase": "case_id",
    "cases_grant": "identity",
    "cases_proposedstep": "proposed_by",
    "cases_settlement": "outcome",
}


@pytest.fixture
def filled(stores: Stores) -> Stores:
    return fill(stores)


def fill(stores: Stores) -> Stores:
    """A row in each table of records."""
    with stores.unit_of_work():
        stores.events.append(event(0))
        stores.reads.keep(read(1))
        stores.grants.give(grant(2))
        stores.proposals.keep(proposal(1))
        assert stores.proposals.settle(proposal(1).id, "taken", NOW)
    return stores


def rows(stores: Stores, table: str) -> list[tuple[object, ...]]:
    with connections[stores.alias].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


@pytest.mark.parametrize("table", COLUMN)
def test_no_statement_changes_or_removes_what_is_recorded(filled: Stores, table: str) -> None:
    before = rows(filled, table)
    assert before
    statements = [
        f"UPDATE {table} SET {COLUMN[table]} = 'x'",  # noqa: S608
        f"UPDATE {table} SET {COLUMN[table]} = {COLUMN[table]}",  # noqa: S608
        f"DELETE FROM {table}",  # noqa: S608
    ]
    if connections[filled.alias].vendor == "sqlite":
        statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608
        statements.append(f"UPDATE OR REPLACE {table} SET {COLUMN[table]} = 'x'")  # noqa: S608
    else:
        statements.append(f"TRUNCATE {table} CASCADE")
        statements.append(f"WITH gone AS (DELETE FROM {table} RETURNING 1) SELECT * FROM gone")  # noqa: S608
    for statement in statements:
        with pytest.raises(DatabaseError, match="append-only"):
            filled.run(statement)
    assert rows(filled, table) == before


@pytest.mark.postgresql
def test_a_session_that_calls_itself_a_replica_changes_nothing_either(new_database: NewDatabase) -> None:
    filled = fill(stores_on(new_database("postgresql", "restricted")))
    filled.run("SET session_replication_role = replica")
    for table, column in COLUMN.items():
        before = rows(filled, table)
        for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):  # noqa: S608
            with pytest.raises(DatabaseError, match="append-only"):
                filled.run(statement)
        assert rows(filled, table) == before


def test_every_table_of_records_is_among_them_and_the_projections_are_not() -> None:
    from django.apps import apps

    tables = {model._meta.db_table for model in apps.get_app_config("cases").get_models()}
    assert tables - COLUMN.keys() == {"cases_casefile", "cases_assignment", "cases_pair", "cases_token", "cases_draft"}
