"""Joins the hub's stores, keys and pages; the only module that knows all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from midex.crypto.box import Box
from midex.crypto.secret import SESSION, code
from midex.crypto.signing import SigningKey, verify
from midex.hub.settings import settings
from midex.services.entrance.ports import Entrance
from midex.services.home import Home
from midex.services.ports import HubPorts
from midex.wiring import are_current, configure, migrate
from midex.wiring import entrance as entrance_of


def make_databases(home: Home) -> bool:
    """Bring both databases to their present shape."""
    start(home)
    return migrate("default", "public")


def are_databases_current(home: Home) -> bool:
    """Whether a server of this version may use them; leaves no connection open behind it."""
    start(home)
    return are_current("default", "public")


def start(home: Home) -> None:
    """Configure Django for this home, once per process."""
    configure(
        lambda: settings(
            home.folder,
            secret_key=(home.keys / SESSION).read_text("ascii"),
            hosts=home.hosts,
            secure=home.secure,
            database_url=home.database_url,
            public_database_url=home.public_database_url,
        )
    )


def ports(home: Home) -> HubPorts:
    """The ports of the hub in ``home``."""
    start(home)
    from midex.stores.accounts.store import AccountStore
    from midex.stores.exchange.checkpoints import WitnessedStore
    from midex.stores.exchange.keys import KeyStore
    from midex.stores.exchange.releases import ReleaseStore
    from midex.stores.exchange.submissions import SubmissionStore
    from midex.stores.public.store import PublicStore
    from midex.stores.unit_of_work import UnitOfWork

    return HubPorts(
        clock=partial(datetime.now, UTC),
        secret=code,
        unit_of_work=UnitOfWork("default"),
        accounts=AccountStore("default", Box.load(home.keys)),
        keys=KeyStore("default"),
        submissions=SubmissionStore("default"),
        releases=ReleaseStore("default"),
        checkpoints=WitnessedStore("default"),
        public=PublicStore("public"),
        signer=SigningKey.load(home.keys),
        verify=verify,
    )


def entrance(home: Home) -> Entrance:
    """What the account pages need."""
    start(home)
    return entrance_of(home)


def application(home: Home) -> Any:
    """The WSGI application of the hub."""
    hub = ports(home)
    from django.conf import settings as configured
    from django.core.wsgi import get_wsgi_application

    configured.ROOT_URLCONF = urls(hub, entrance(home), dict(home.nodes))
    return get_wsgi_application()


def urls(hub: HubPorts, door: Entrance, nodes: Mapping[str, str]) -> tuple[Any, ...]:
    """Every address the hub answers at. ``nodes`` has the address of each participant's own node."""
    from midex.web.api import exchange, health, sdmx
    from midex.web.kept import Kept
    from midex.web.public.journals import journals
    from midex.web.public.urls import urls as public
    from midex.web.statistics.urls import hub_urls as office

    kept = Kept()  # one room for pages and figures
    return (
        *health.urls(hub.public.dataflows),
        *exchange.urls(hub),
        *office(hub, door),
        *sdmx.urls(hub.public, kept=kept),
        *journals(hub),
        *public(hub.public, nodes, kept),
    )
