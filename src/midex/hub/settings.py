"""Django settings of a hub, made from its home folder; no module-level settings file to edit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from midex.stores.databases import database
from midex.web.settings import APPS, common


def settings(
    home: Path,
    *,
    secret_key: str,
    debug: bool = False,
    hosts: Iterable[str] = (),
    secure: bool = False,
    database_url: str = "",
    public_database_url: str = "",
) -> dict[str, Any]:
    """Settings for ``django.conf.settings.configure``."""
    return {
        **common(secret_key=secret_key, debug=debug, hosts=hosts, secure=secure),
        "INSTALLED_APPS": [*APPS, "midex.stores.accounts", "midex.stores.exchange", "midex.stores.public"],
        "AUTH_USER_MODEL": "accounts.Account",
        "SESSION_COOKIE_NAME": "midex_hub",
        "CSRF_COOKIE_NAME": "midex_hub_csrf",
        # whoever reads the public site is never sent a cookie
        "SESSION_COOKIE_PATH": "/office/",
        "CSRF_COOKIE_PATH": "/office/",
        "DATABASE_ROUTERS": ["midex.stores.router.Router"],
        "DATABASES": {
            "default": database(database_url or home / "restricted.sqlite3"),
            "public": database(public_database_url or home / "public.sqlite3"),
        },
    }
