"""Many rows at once by the engine's own bulk path: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connections
from django.db.models import Model

BATCH = 5_000


def insert_many(alias: str, model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows inside the open transaction in batches; ``columns`` are the model's attributes. Answers how many."""
    connection = connections[alias]
    table = model._meta.db_table
    column_of = {field.attname: field.column for field in model._meta.concrete_fields}
    names = ", ".join(f'"{column_of[name]}"' for name in columns)
    done = 0
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Django wraps a cursor's own calls only; a row that is taken must look alike on both engines
                with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                    for row in batch:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(columns))
                adapt = connection.ops.adapt_datetimefield_value
                adapted = [[adapt(v) if isinstance(v, datetime) else v for v in row] for row in batch]
                cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', adapted)  # noqa: S608 - names of our own columns
        done += len(batch)
    return done
