"""Django settings of a case node, made from its home folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from midex.services.entrance.session import CASE_IDLE
from midex.stores.databases import database
from midex.web.languages import OF_CASE_NODE
from midex.web.languages import cookie as language_cookie
from midex.web.settings import APPS, common


def settings(
    home: Path,
    *,
    secret_key: str,
    name: str = "",
    debug: bool = False,
    hosts: Iterable[str] = (),
    secure: bool = False,
    database_url: str = "",
) -> dict[str, Any]:
    """Settings for ``django.conf.settings.configure``; ``name`` tells the cookies of several nodes apart."""
    cookie = f"midex_{name or 'case'}"
    return {
        **common(
            secret_key=secret_key,
            debug=debug,
            hosts=hosts,
            secure=secure,
            idle=CASE_IDLE,
            languages=OF_CASE_NODE,
        ),
        **language_cookie(f"{cookie}_language", secure=secure),
        "INSTALLED_APPS": [*APPS, "midex.stores.accounts", "midex.stores.journal", "midex.stores.cases"],
        "AUTH_USER_MODEL": "accounts.Account",
        "SESSION_COOKIE_NAME": cookie,
        "CSRF_COOKIE_NAME": f"{cookie}_csrf",
        "DATABASE_ROUTERS": ["midex.stores.router.Router"],
        "DATABASES": {"default": database(database_url or home / "restricted.sqlite3")},
    }
