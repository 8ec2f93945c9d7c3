"""Keeps what is public and what is restricted in different databases; refuses to create either in the other's."""

from __future__ import annotations

from typing import Any

PUBLIC = "public"


def is_public(alias: str) -> bool:
    """Whether a database alias names a public database: ``public``, or ``public_…`` where a process has several."""
    return alias == PUBLIC or alias.startswith(f"{PUBLIC}_")


class Router:
    """Public models live in public databases only, all others never."""

    def db_for_read(self, model: Any, instance: Any = None, **_: Any) -> str:
        """The database of the row at hand; without one, and unless a store names it, the model's usual one."""
        if instance is not None and instance._state.db:
            return str(instance._state.db)
        return PUBLIC if model._meta.app_label == PUBLIC else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        """Whether an app's tables may be created in ``db``."""
        return is_public(db) == (app_label == PUBLIC)
