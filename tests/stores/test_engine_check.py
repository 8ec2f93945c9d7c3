"""Where indexes cannot be looked at, a sentence says what to write; whoever writes it has them looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connections

from midex.stores.engine_check import EngineCheck, left_out
from midex.stores.key_store import KeyStore
from tests.databases import NewDatabase, register


def test_sqlite_leaves_nothing_out(new_database: NewDatabase) -> None:
    assert left_out(new_database("sqlite", "restricted")) is None


@pytest.mark.postgresql
def test_indexes_are_left_out_until_what_the_sentence_says_was_written(
    new_database: NewDatabase, postgresql: str, tmp_path: Path
) -> None:
    owner = new_database("postgresql", "restricted")
    with connections[owner].cursor() as cursor:
        cursor.execute('CREATE ROLE "a node" LOGIN')
        cursor.execute('GRANT SELECT ON ALL TABLES IN SCHEMA public TO "a node"')
    register("as_node", postgresql.format(owner).replace("midex@", "a%20node@"))
    keys = KeyStore(tmp_path / "keystore")
    keys.close()
    try:
        said = str(left_out("as_node"))
        assert said.startswith(f"the indexes of {owner} were not looked at")
        with connections[owner].cursor() as cursor:
            cursor.execute("CREATE EXTENSION amcheck")
        assert left_out("as_node"), "an extension that the role may not use"
        connections[owner].close()
        with connections[owner].cursor() as cursor:
            cursor.execute("DROP EXTENSION amcheck")
            for statement in said.partition("writes there ")[2].split(";")[:2]:
                cursor.execute(statement)
        assert left_out("as_node") is None
        assert list(EngineCheck("as_node", keys.file)()) == []
    finally:
        connections["as_node"].close()
        del connections["as_node"]
        del connections.databases["as_node"]
