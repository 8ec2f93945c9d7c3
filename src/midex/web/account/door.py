"""From the first proof to being signed in: who waits for a second factor is nobody until it is there.

Shared by every way in: password, passkey, an institution's provider.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from midex.kernel.text import Message
from midex.policy.second_factor import needs_second_factor
from midex.services.actor import Actor
from midex.services.entrance.ports import Entrance, Outcome
from midex.services.entrance.session import DEVICE, FACTOR, SEEN, STARTED
from midex.web.account.device import mark_of, remember
from midex.web.account.device_name import device_name
from midex.web.account.throttle import Guess, Try

WAITING = "waiting"
"""Key of the session's account that has given its first proof."""

PROVED = "proved"
"""Key of the moment the password, or all of it, was last proved; what changes the proofs asks for it anew."""

WAITS = 10 * 60
"""Seconds that a first proof counts, and that a proof in a session is fresh."""

WRONG_CODES = 5
"""Wrong codes after which the first proof is asked for again."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """The account pages of one home: what they need, where one is, and a marked sentence on whom it is for."""

    entrance: Entrance
    heading: Message
    for_whom: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An account whose first proof was right; ``must_set_up`` where there is no second factor to ask for yet."""

    actor: Actor
    next: str
    must_set_up: bool


def after_first_proof(request: HttpRequest, door: Door, actor: Actor, next_: str) -> HttpResponse:
    """On to the second factor, to setting one up, or in."""
    has_one = door.entrance.factors.of(actor.identity).any
    if not has_one and not needs_second_factor(actor.role):
        return admit(request, door, actor, next_, factor="")
    request.session.flush()  # nothing that was here before is carried over
    request.session[WAITING] = {"account": actor.identity, "next": next_, "at": time.time(), "wrong": 0}
    return redirect("second-factor" if has_one else "set-up")


def waiting(request: HttpRequest, door: Door) -> Waiting | None:
    """Who waits for the second factor in this session."""
    kept = request.session.get(WAITING)
    if not kept or not 0 <= time.time() - kept["at"] < WAITS or kept["wrong"] >= WRONG_CODES:
        return None
    actor = door.entrance.accounts.find(kept["account"])
    if actor is None:
        return None
    return Waiting(actor=actor, next=kept["next"], must_set_up=not door.entrance.factors.of(actor.identity).any)


def count_wrong_code(request: HttpRequest) -> None:
    """One more wrong code after this first proof."""
    request.session[WAITING] = {**request.session[WAITING], "wrong": request.session[WAITING]["wrong"] + 1}


def admit(request: HttpRequest, door: Door, actor: Actor, next_: str, *, factor: str) -> HttpResponseRedirect:
    """Sign an account in: a new session, and a browser that is known from now on."""
    request.session.flush()
    user: Any = get_user_model()._default_manager.get_by_natural_key(actor.identity)
    login(request, user, backend="midex.stores.accounts.backend.AccountBackend")
    now = time.time()
    request.session.update(
        {
            STARTED: now,
            SEEN: now,
            PROVED: now,
            FACTOR: factor,
            DEVICE: device_name(request.headers.get("User-Agent", "")),
        }
    )
    door.entrance.sessions.forget_expired()
    door.entrance.on_sign_in(actor.identity, Outcome.SIGNED_IN)
    answer = HttpResponseRedirect(next_ or reverse("start"))
    remember(request, answer, actor.identity)
    return answer


def safe_next(request: HttpRequest) -> str:
    """Where somebody wanted to go, if it is here."""
    said = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure())
    return said if here else ""


def try_of(request: HttpRequest, account: str, guess: Guess = Guess.PASSWORD) -> Try:
    """A try at an account as it is counted."""
    return Try(account=account, address=address_of(request), device=mark_of(request, account), guess=guess)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; a proxy's word is believed only where the home stands behind one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
