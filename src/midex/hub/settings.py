"""Django settings of a hub, made from its home folder; no module-level settings file to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from midex.stores.databases import database
from midex.web.settings import APPS, common


def settings(
    home: Path, *, secret_key: str, debug: bool = False, database_url: str = "", public_database_url: str = ""
) -> dict[str, Any]:
    """Settings for ``django.conf.settings.configure``."""
    return {
        **common(secret_key=secret_key, debug=debug),
        "INSTALLED_APPS": [*APPS, "midex.stores.accounts", "midex.stores.exchange", "midex.stores.public"],
        "AUTH_USER_MODEL": "accounts.Account",
        "SESSION_COOKIE_NAME": "midex_hub",
        "CSRF_COOKIE_NAME": "midex_hub_csrf",
        "DATABASE_ROUTERS": ["midex.stores.router.Router"],
        "DATABASES": {
            "default": database(database_url or home / "restricted.sqlite3"),
            "public": database(public_database_url or home / "public.sqlite3"),
        },
    }
