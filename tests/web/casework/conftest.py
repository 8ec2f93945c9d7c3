"""The pages and the JSON interface of a case node over real stores, and a browser without windows for each account."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from midex.services.journal.state import journal_state
from tests.casework import CaseNode, add_accounts, journal_ports
from tests.entrance import entrance, sign_in

Visit = Callable[..., Client]


@pytest.fixture(scope="session")
def _accounts() -> None:
    from midex.stores.migrate import migrate

    migrate("default")
    add_accounts("default")


@pytest.fixture
def visit(_accounts: None, case_node: CaseNode) -> Iterator[Visit]:
    """Open the case node's pages as an account, or as nobody."""
    from midex.web.casework.urls import case_urls

    state = partial(journal_state, journal_ports(case_node))
    with override_settings(ROOT_URLCONF=tuple(case_urls(case_node.ports, entrance(), state))):

        def open_as(identity: str = "", *, csrf: bool = False) -> Client:
            client = Client(enforce_csrf_checks=csrf)
            return sign_in(client, identity) if identity else client

        yield open_as


def post(client: Client, address: str, said: Any = None, *, key: str = "", **headers: str) -> Any:
    """Send JSON as a program would; by default a new attempt."""
    body = said if isinstance(said, bytes) else json.dumps({} if said is None else said).encode()
    headers = {"Idempotency-Key": key or uuid4().hex, **headers}
    return client.post(address, body, content_type="application/json", headers=headers)
