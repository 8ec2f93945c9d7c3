"""Where a home keeps its records: SQLite files in the home, or the PostgreSQL databases that its URLs name."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
ROOMY = "PRAGMA cache_size=-65536;"
"""KiB of pages that a connection keeps at most: with 2 MiB, as SQLite has it, a large index is read anew each time."""


def database(place: Path | str) -> dict[str, Any]:
    """One entry of Django's DATABASES from a file's path or a ``postgresql://`` URL."""
    return _postgresql(place) if isinstance(place, str) else _sqlite(place)


def _sqlite(file: Path) -> dict[str, Any]:
    # IMMEDIATE: a writer that began as a reader would fail with "database is locked" instead of waiting
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": DURABLE + ROOMY, "timeout": 20},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    socket = parse_qs(parts.query).get("host", [""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": socket or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        # values travel beside the statement, so that neither the server's log nor its list of activity has them
        "OPTIONS": {"server_side_binding": True},
    }
