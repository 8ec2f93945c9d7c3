"""What the wiring of every home has in common: settings, once per process; databases of this version; account pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from midex.crypto.box import Box
from midex.crypto.id_token import subject_of
from midex.crypto.passkeys import Passkeys
from midex.services.entrance.ports import Entrance, OnSignIn
from midex.services.home import Home


def configure(settings: Callable[[], Mapping[str, Any]]) -> None:
    """Configure Django, once per process; ``settings`` is not asked a second time."""
    import django
    from django.conf import settings as configured

    if not configured.configured:
        configured.configure(**settings())
        django.setup()


def migrate(*aliases: str) -> bool:
    """Bring databases to their present shape; answers whether any changed."""
    from midex.stores.migrate import migrate as migrate_one

    changed = [migrate_one(alias) for alias in aliases]  # all of them, whatever the first one says
    return any(changed)


def are_current(*aliases: str) -> bool:
    """Whether a server of this version may use them; leaves no connection open behind it."""
    from django.db import connections

    from midex.stores.migrate import is_current

    try:
        return all(is_current(alias) for alias in aliases)
    finally:
        connections.close_all()


def entrance(home: Home, on_sign_in: OnSignIn = lambda _identity, _outcome: None) -> Entrance:
    """What the account pages of a home need, once Django is configured for it."""
    from midex.stores.accounts.factors import FactorStore
    from midex.stores.accounts.sessions import SessionList
    from midex.stores.accounts.store import AccountStore
    from midex.web.account.openid import provider_of

    box = Box.load(home.keys)
    return Entrance(
        accounts=AccountStore("default", box),
        factors=FactorStore("default", box),
        sessions=SessionList("default"),
        passkeys=Passkeys(),
        provider=provider_of(home, subject_of),
        on_sign_in=on_sign_in,
    )
