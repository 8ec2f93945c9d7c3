"""Account pages over the test database, and clients that have signed in."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from django.test import Client

from midex.crypto.box import Box
from midex.crypto.passkeys import Passkeys
from midex.services.entrance.ports import Entrance
from midex.services.entrance.session import FACTOR, SEEN, STARTED

BOX = Box(b"a key for tests only, 32 bytes!!")


def entrance(alias: str = "default", **changed: Any) -> Entrance:
    """What the account pages need, over the accounts of one database."""
    from midex.stores.accounts.factors import FactorStore
    from midex.stores.accounts.sessions import SessionList
    from midex.stores.accounts.store import AccountStore

    made = Entrance(
        accounts=AccountStore(alias, BOX),
        factors=FactorStore(alias, BOX),
        sessions=SessionList(alias),
        passkeys=Passkeys(),
    )
    return replace(made, **changed)


def sign_in(client: Client, identity: str, *, factor: str = "totp") -> Client:
    """Put into the session what somebody has there who gave all proofs; the pages that lead there have own tests."""
    from midex.stores.accounts.models import Account

    client.force_login(Account.objects.get(identity=identity))
    session, now = client.session, time.time()
    session.update({STARTED: now, SEEN: now, FACTOR: factor})
    session.save()
    return client
