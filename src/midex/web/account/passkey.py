"""Passkeys on a page: adding one, and asking a browser to show one. Needs a browser's script; codes do without."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from midex.services.actor import Actor
from midex.services.entrance.ports import Outcome, Passkey
from midex.web.account.adding import added, for_adding
from midex.web.account.door import Door, admit, safe_next
from midex.web.account.forms import NameForm
from midex.web.account.site import offers_passkeys, site_of

STATE = "passkey"
"""Key of the session's question to a passkey that waits for its answer."""


def passkey_views(door: Door) -> list[URLPattern]:
    """The page that adds one, and the page where one is the only proof."""
    factors, passkeys = door.entrance.factors, door.entrance.passkeys
    if passkeys is None:
        return []

    @require_http_methods(["GET", "HEAD", "POST"])
    @for_adding(door)
    def add(request: HttpRequest, actor: Actor) -> HttpResponse:
        if not offers_passkeys(request, door):
            return redirect("set-up")
        form = NameForm(request.POST if request.method == "POST" else None)
        state, answer = request.session.pop(STATE, ""), request.POST.get("passkey", "")
        made = passkeys.finish_adding(site_of(request), state, answer) if state and form.is_valid() else None
        if made and _keep(actor, replace(made, name=form.cleaned_data["name"])):
            return added(request, door, actor, "passkey")
        options, request.session[STATE] = passkeys.begin_adding(
            site_of(request),
            handle=_handle(actor),
            identity=actor.identity,
            known=factors.of(actor.identity).passkeys,
        )
        wrong = request.method == "POST"
        page = {"form": form, "options": options, "wrong": wrong}
        return render(request, "account/passkey.html", page, status=403 if wrong else 200)

    def _keep(actor: Actor, passkey: Passkey) -> bool:
        return factors.add_passkey(actor.identity, passkey, door.entrance.clock())

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def alone(request: HttpRequest) -> HttpResponse:
        if not offers_passkeys(request, door):
            return redirect("sign-in")
        if request.method == "POST" and (actor := shown(request, door)):
            return admit(request, door, actor, safe_next(request), factor="passkey")
        wrong = request.method == "POST"
        page = {"options": question(request, door, ()), "next": safe_next(request), "wrong": wrong}
        return render(request, "account/by_passkey.html", page, status=403 if wrong else 200)

    return [path("set-up/passkey", add, name="set-up-passkey"), path("sign-in/passkey", alone, name="by-passkey")]


def question(request: HttpRequest, door: Door, known: tuple[Passkey, ...]) -> str:
    """Options for the browser; the answer is taken by ``shown``, once."""
    assert door.entrance.passkeys is not None  # noqa: S101 - the pages are not there without
    options, request.session[STATE] = door.entrance.passkeys.begin_use(site_of(request), known)
    return options


def shown(request: HttpRequest, door: Door, *, of: Actor | None = None) -> Actor | None:
    """Whose passkey answered the question of this session; where ``of`` is given, nobody else's counts."""
    answer, state, passkeys = request.POST.get("passkey", ""), request.session.pop(STATE, ""), door.entrance.passkeys
    found = door.entrance.factors.owner_of(passkeys.id_of(answer)) if passkeys and state else None
    if passkeys and found and (of is None or found[0].identity == of.identity):
        actor, passkey = found
        count = passkeys.finish_use(site_of(request), state, passkey, answer)
        if count is not None and door.entrance.factors.use_passkey(passkey.id, count, door.entrance.clock()):
            return actor
    door.entrance.on_sign_in(of.identity if of else "", Outcome.WRONG_PASSKEY)
    return None


def _handle(actor: Actor) -> bytes:
    """What a passkey calls its account: the same for all of its passkeys, and no name."""
    return salted_hmac("midex.passkey", actor.identity, algorithm="sha256").digest()
