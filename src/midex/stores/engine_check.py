"""What the database's own check finds: every page read, every index compared with its table.

Refuses to judge content: a bit that turns one letter into another is sound to an engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connections
from django.db.models import DateField

from midex.kernel.fault import Fault
from midex.kernel.text import Message, mark
from midex.stores.key_file import connect, wrongs
from midex.stores.rows import fetch

MOST = 20
"""Findings of one check that are told."""

AMCHECK = (
    "SELECT 1 FROM pg_proc WHERE proname = 'bt_index_check' AND pronargs = 2 "
    "AND pg_function_is_visible(oid) AND has_function_privilege(oid, 'EXECUTE')"
)
NO_INDEXES = mark(
    "the indexes of {database} were not looked at; for that, a superuser writes there CREATE EXTENSION amcheck; "
    "GRANT EXECUTE ON FUNCTION bt_index_check(regclass, boolean) TO {role};"
)


class EngineCheck:
    """``ports.EngineCheck`` on the database ``alias`` and the key store's ``file``."""

    def __init__(self, alias: str, file: Path) -> None:
        self._alias, self._file = alias, file

    def __call__(self) -> Iterator[str]:
        """What is wrong, in the engine's own words; fault F315 where no page of a file can be relied on any more."""
        yield from self._of_keys()
        try:
            found = _of_sqlite if connections[self._alias].vendor == "sqlite" else _of_postgresql
            yield from found(self._alias)
        except DatabaseError as wrong:
            yield str(wrong).strip().splitlines()[0]

    def _of_keys(self) -> Iterator[str]:
        with closing(connect(self._file)) as connection:
            found = [f"{self._file.name}: {wrong}" for wrong in wrongs(connection, MOST)]
        yield from found
        if found:
            raise Fault("F315", place=self._file.name)


def left_out(alias: str) -> Message | None:
    """What the check cannot look at here, and what to install so that it does; that is no damage."""
    if connections[alias].vendor == "sqlite" or fetch(alias, AMCHECK):
        return None
    ((database, role),) = fetch(alias, "SELECT current_database(), quote_ident(current_user)")
    return Message(NO_INDEXES, {"database": database, "role": role})


def _of_sqlite(alias: str) -> Iterator[str]:
    found = [said for (said,) in fetch(alias, f"PRAGMA integrity_check({MOST})") if said != "ok"]
    yield from found
    if found:  # a page that points back to itself is read for ever
        raise Fault("F315", place="the database")
    yield from _moments(alias)
    yield from (f"{table} refers to what is not there" for table, *_ in fetch(alias, "PRAGMA foreign_key_check"))


def _moments(alias: str) -> Iterator[str]:
    """Columns of days and moments in which something else stands: SQLite takes any text, Django reads it as none."""
    here = set(connections[alias].introspection.table_names())
    for model in (one for one in apps.get_models() if one._meta.db_table in here):
        for column in model._meta.concrete_fields:
            if isinstance(column, DateField):  # a moment's column is one too
                table, name = model._meta.db_table, column.column
                query = f'SELECT count(*) FROM "{table}" WHERE "{name}" IS NOT NULL AND julianday("{name}") IS NULL'  # noqa: S608
                if fetch(alias, query)[0][0]:
                    yield f"{table}.{name} has what is no day or moment"


def _of_postgresql(alias: str) -> Iterator[str]:
    """Reads every row of every table, which checks each page's checksum; indexes where amcheck may be used."""
    has_amcheck = bool(fetch(alias, AMCHECK))
    names = "SELECT oid::regclass::text, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    for name, kind in fetch(alias, names):
        try:
            if kind == "r":
                fetch(alias, f"SELECT count(t::text) FROM {name} t")  # noqa: S608 - the catalogue's own name
            elif kind == "i" and has_amcheck:
                fetch(alias, "SELECT bt_index_check(%s::regclass, true)", [name])
        except DatabaseError as wrong:
            yield f"{name}: {str(wrong).strip().splitlines()[0]}"
