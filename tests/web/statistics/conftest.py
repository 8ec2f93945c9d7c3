"""A node's and a hub's pages over real stores, and a browser without windows for each account."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client, override_settings

from midex.kernel.role import Role
from midex.services.actor import Actor
from midex.services.ports import HubPorts, NodePorts
from tests.entrance import entrance, sign_in

ACCOUNTS = {
    "stat": Actor(identity="stat", name="A statistician", role=Role.SUBMITTER),
    "editor": Actor(identity="editor", name="An editor", role=Role.APPROVER),
    "reviewer": Actor(identity="reviewer", name="A reviewer", role=Role.APPROVER),
}
PASSWORD = "correct horse battery staple"
Visit = Callable[..., Client]


@pytest.fixture(scope="session")
def _accounts() -> None:
    from midex.stores.accounts.store import AccountStore
    from midex.stores.migrate import migrate

    migrate("default")
    for actor in ACCOUNTS.values():
        AccountStore("default").add(actor, PASSWORD)


@pytest.fixture
def visit(_accounts: None) -> Iterator[Visit]:
    """Open the pages of a node or hub as an account, or as nobody."""
    from midex.web.statistics.urls import hub_urls, node_urls

    shown = []

    def open_as(identity: str, ports: NodePorts | HubPorts, *, csrf: bool = False) -> Client:
        patterns = node_urls(ports, entrance()) if isinstance(ports, NodePorts) else hub_urls(ports, entrance())
        settings = override_settings(ROOT_URLCONF=tuple(patterns))
        settings.enable()
        shown.append(settings)
        client = Client(enforce_csrf_checks=csrf)
        if identity:
            sign_in(client, identity)
        return client

    yield open_as
    for settings in reversed(shown):
        settings.disable()
