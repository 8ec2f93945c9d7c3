"""The first line of a binary column, cut off in the database: a list of envelopes need not carry the figures."""

from __future__ import annotations

from typing import Any

from django.db.models import BinaryField, Func


class FirstLine(Func):
    """The bytes before the first line feed; the statement of an envelope."""

    arity = 1
    output_field = BinaryField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite's own words."""
        cut = "substr(%(expressions)s, 1, instr(%(expressions)s, x'0a') - 1)"
        return self._twice(compiler, connection, cut, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL's own words."""
        cut = r"substring(%(expressions)s from 1 for position('\x0a'::bytea in %(expressions)s) - 1)"
        return self._twice(compiler, connection, cut, **context)

    def _twice(self, compiler: Any, connection: Any, template: str, **context: Any) -> Any:
        sql, parameters = super().as_sql(compiler, connection, template=template, **context)
        return sql, (*parameters, *parameters)
