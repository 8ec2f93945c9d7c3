"""Plain SQL on one database, for what is asked at every step; both engines' values made alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections


def fetch(alias: str, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that a SELECT answers with."""
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, stored(alias, [askable(v) if isinstance(v, str) else v for v in values]))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def askable(text: str) -> str:
    """Text that somebody asks for: NUL, at which PostgreSQL's driver stumbles, is what no kept text has instead."""
    return text.replace("\x00", "\ufffd")


def execute(alias: str, sql: str, values: Sequence[Any] = ()) -> None:
    """Run one statement."""
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, stored(alias, values))


def stored(alias: str, values: Sequence[Any]) -> list[Any]:
    """Values as the engine's driver takes them."""
    operations = connections[alias].ops
    return [operations.adapt_datetimefield_value(v) if isinstance(v, datetime) else v for v in values]


def moment(value: Any) -> datetime:
    """A moment as either engine gives it back."""
    said: datetime = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return said if said.tzinfo else said.replace(tzinfo=UTC)  # SQLite keeps UTC without saying so


def day(value: Any) -> date | None:
    """A day as either engine gives it back."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def places(values: Sequence[Any]) -> str:
    """Placeholders for a list of values."""
    return ", ".join(["%s"] * len(values))
