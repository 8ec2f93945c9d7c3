"""Joins a statistical node's stores, keys and pages; the only module that knows all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from midex.crypto.box import Box
from midex.crypto.secret import SESSION
from midex.crypto.signing import SigningKey, verify
from midex.node.settings import settings
from midex.node.uplink import HubKeyFile, Uplink
from midex.services.entrance.ports import Entrance
from midex.services.home import Home
from midex.services.ports import NodePorts
from midex.wiring import are_current, configure, migrate
from midex.wiring import entrance as entrance_of


def make_databases(home: Home) -> bool:
    """Bring the database to its present shape."""
    start(home)
    return migrate("default")


def are_databases_current(home: Home) -> bool:
    """Whether a server of this version may use them; leaves no connection open behind it."""
    start(home)
    return are_current("default")


def start(home: Home) -> None:
    """Configure Django for this home, once per process."""
    configure(
        lambda: settings(
            home.folder,
            secret_key=(home.keys / SESSION).read_text("ascii"),
            participant=home.participant,
            hosts=home.hosts,
            secure=home.secure,
            database_url=home.database_url,
        )
    )


def ports(home: Home) -> NodePorts:
    """The ports of the node in ``home``."""
    start(home)
    from midex.stores.accounts.store import AccountStore
    from midex.stores.drafts import DraftFolder
    from midex.stores.receipts.store import SentStore
    from midex.stores.unit_of_work import UnitOfWork

    return NodePorts(
        participant=home.participant,
        clock=partial(datetime.now, UTC),
        unit_of_work=UnitOfWork("default"),
        accounts=AccountStore("default", Box.load(home.keys)),
        sent=SentStore("default"),
        drafts=DraftFolder(home.folder / "drafts"),
        hub=Uplink(home.hub_url),
        hub_key=HubKeyFile(home.keys),
        signer=SigningKey.load(home.keys),
        verify=verify,
    )


def entrance(home: Home) -> Entrance:
    """What the account pages need."""
    start(home)
    return entrance_of(home)


def application(home: Home) -> Any:
    """The WSGI application of the node."""
    node = ports(home)
    from django.conf import settings as configured
    from django.core.wsgi import get_wsgi_application

    from midex.services.keep_draft import forget_expired

    forget_expired(node)
    configured.ROOT_URLCONF = urls(node, entrance(home))
    return get_wsgi_application()


def urls(node: NodePorts, door: Entrance) -> tuple[Any, ...]:
    """Every address the node answers at."""
    from midex.web.api import health
    from midex.web.statistics.urls import node_urls

    return (*health.urls(node.accounts.all), *node_urls(node, door))
