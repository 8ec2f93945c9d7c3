"""A node's account pages over real stores, and a browser without windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.services.actor import Actor
from midex.services.entrance.ports import Entrance, Outcome
from tests.entrance import entrance

PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PEOPLE = {
    "stat": Actor(identity="stat", name="A statistician", role=Role.SUBMITTER),
    "editor": Actor(identity="editor", name="An editor", role=Role.APPROVER),
}
Visit = Callable[..., Client]
_numbers = count(1)


@pytest.fixture
def told() -> list[tuple[str, Outcome]]:
    """What the home was told of tries to sign in."""
    return []


@pytest.fixture
def door(told: list[tuple[str, Outcome]]) -> Entrance:
    """The entrance of a home with its database made, and the people above."""
    from midex.stores.migrate import migrate

    migrate("default")
    made = entrance(on_sign_in=lambda identity, outcome: told.append((identity, outcome)))
    for actor in PEOPLE.values():
        made.accounts.add(actor, PASSWORD)
        made.factors.drop_totp(actor.identity)
        made.factors.renew_recovery_codes(actor.identity, ())
        for passkey in made.factors.of(actor.identity).passkeys:
            made.factors.drop_passkey(actor.identity, passkey.id)
        made.sessions.end_all(actor.identity)
    return made


@pytest.fixture
def somebody(door: Entrance) -> Callable[..., str]:
    """Make a new account of a role, with a secret for codes if asked."""

    def make(role: Role, *, totp: bool = False, office: str = "") -> str:
        identity = f"somebody{next(_numbers)}"
        door.accounts.add(Actor(identity=identity, name=identity.title(), role=role, office=office), PASSWORD)
        if totp:
            door.accounts.enrol_totp(identity, SECRET)
        return identity

    return make


@pytest.fixture
def visit(door: Entrance) -> Iterator[Visit]:
    """Open the account pages and three pages behind them, as nobody."""
    from midex.web.account.actor import only, only_any
    from midex.web.account.urls import account_urls

    @only(Role.SUBMITTER)
    def start(request: Any) -> HttpResponse:
        return HttpResponse(f"work of {request.actor.identity} in {request.actor.office}")

    @only_any(Role.APPROVER, Role.CASEWORKER)
    def office(request: Any) -> HttpResponse:
        return HttpResponse(f"office of {request.actor.identity} in {request.actor.office}")

    def public(_: HttpRequest) -> HttpResponse:
        return HttpResponse("open to all")

    pages = [path("work", start, name="start"), path("office", office), path("open", public)]
    shown = []

    def open_them(*, csrf: bool = False, **changed: object) -> Client:
        patterns = account_urls(
            replace(door, **changed),  # type: ignore[arg-type]
            heading=Message(mark("Node of {participant}"), {"participant": "ME"}),
            for_whom="for tests",
        )
        settings = override_settings(ROOT_URLCONF=(*patterns, *pages))
        settings.enable()
        shown.append(settings)
        return Client(enforce_csrf_checks=csrf)

    yield open_them
    for settings in reversed(shown):
        settings.disable()
