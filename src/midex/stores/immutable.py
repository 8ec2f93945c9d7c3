"""Triggers that make a table append-only in the database itself, for both engines; for use in migrations."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def append_only(*tables: str) -> migrations.RunPython:
    """Refuse UPDATE and DELETE on ``tables``."""
    return migrations.RunPython(_Each(_refuse_changes, tables), migrations.RunPython.noop)


def sealed_by(table: str, exists: str) -> migrations.RunPython:
    """Refuse INSERT into ``table`` once the SQL condition ``exists`` (it may name NEW) holds."""
    return migrations.RunPython(_Each(_refuse_late_rows, ((table, exists),)), migrations.RunPython.noop)


class _Each:
    def __init__(self, statements: Any, arguments: tuple[Any, ...]) -> None:
        self._statements, self._arguments = statements, arguments

    def __call__(self, _: Any, editor: Any) -> None:
        for argument in self._arguments:
            for statement in self._statements(editor.connection.vendor, argument):
                editor.execute(statement)


def _refuse_changes(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
        _always(table, "append_only"),
    ]


def _refuse_late_rows(vendor: str, place: tuple[str, str]) -> list[str]:
    table, exists = place
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table} WHEN {exists} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is sealed'); END"
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_sealed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {exists} THEN RAISE EXCEPTION '{table} is sealed' USING ERRCODE = "
        f"'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_sealed()",
        _always(table, "sealed"),
    ]


def _always(table: str, what: str) -> str:
    """Also where ``session_replication_role`` is `replica`, which silences every other trigger."""
    return f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{what}"
