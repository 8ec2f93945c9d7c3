"""Every column of a case node's database and key store, with what its table says of it; touches no database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

from midex.services.declarations.column import Column, ColumnRegister, Columns, NoPerson
from midex.stores.key_file import REGISTER, TABLES

APPS = ("accounts", "journal", "cases")
"""The applications whose tables hold people's data at a case node."""

FOREIGN: Mapping[str, NoPerson] = {
    "auth": NoPerson("Django's permissions; none is ever given to an account here"),
    "contenttypes": NoPerson("Django's list of tables"),
}
"""Applications of others that are installed at a case node, and why no column of theirs is about a person."""


def column_register() -> ColumnRegister:
    """All of a case node's columns; Django is configured with its applications."""
    models = case_node_models()
    columns = tuple(columns_of(models))
    named = {(column.table, column.name) for column in columns}
    return ColumnRegister(
        columns=(*columns, *key_store_columns()),
        without_column=tuple(said_of_none(models)),
        not_migrated=tuple(sorted(named ^ migrated_columns())),
    )


def case_node_models() -> tuple[type[Any], ...]:
    """Every installed model that a case node has a table for, by the name of its table."""
    from django.apps import apps

    return tuple(sorted(_ours(apps), key=lambda model: model._meta.db_table))


def columns_of(models: Iterable[type[Any]]) -> Iterator[Column]:
    """Every concrete column of models, with what is said of it; others' tables are answered for together."""
    for model in models:
        meta = model._meta
        for field in meta.concrete_fields:
            said = FOREIGN.get(meta.app_label) or _stated_by(model).get(field.name)
            yield Column(table=meta.db_table, name=field.column, said=said)


def said_of_none(models: Iterable[type[Any]]) -> Iterator[tuple[str, str]]:
    """Entries of columns that are not there: (table, name)."""
    for model in models:
        names = {field.name for field in model._meta.concrete_fields}
        yield from ((model._meta.db_table, name) for name in _stated_by(model) if name not in names)


def key_store_columns(tables: str = TABLES, register: Mapping[str, Columns] = REGISTER) -> Iterator[Column]:
    """Every column of the key store's tables as SQLite makes them, with what is said of it."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(tables)
        for (table,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for _, name, *_rest in made.execute(f"PRAGMA table_info({table})").fetchall():
                yield Column(table=f"keystore/{table}", name=name, said=register.get(table, {}).get(name))


def migrated_columns() -> frozenset[tuple[str, str]]:
    """The columns that the migrations end with: (table, column)."""
    from django.db.migrations.loader import MigrationLoader

    models = _ours(MigrationLoader(None).project_state().apps)
    return frozenset((model._meta.db_table, field.column) for model in models for field in model._meta.concrete_fields)


def _ours(apps: Any) -> list[type[Any]]:
    wanted = {*APPS, *FOREIGN}
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.app_label in wanted and not model._meta.swapped]


def _stated_by(model: type[Any]) -> Columns:
    # its own, not an ancestor's: a table that inherits columns says itself what they are
    stated: Columns = vars(model).get("register", {})
    return stated
