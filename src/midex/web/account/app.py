"""Setting up an authenticator app: the secret as a QR code and as text, counted once a code from it was right."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from midex.services.actor import Actor
from midex.services.entrance.one_time_code import SECRET_BYTES, address_of, secret_of
from midex.web.account.adding import added, for_adding
from midex.web.account.door import Door
from midex.web.account.forms import CodeForm
from midex.web.account.qr import qr_code
from midex.web.account.sign_in import status_of


def app_views(door: Door) -> list[URLPattern]:
    """The one address."""
    factors = door.entrance.factors

    @require_http_methods(["GET", "HEAD", "POST"])
    @for_adding(door)
    def app(request: HttpRequest, actor: Actor) -> HttpResponse:
        if factors.of(actor.identity).totp:
            return redirect("security")

        def take(code: str) -> str:
            return "totp" if factors.confirm_totp(actor.identity, code, door.entrance.clock()) else ""

        form = CodeForm(door, request, actor.identity, take, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return added(request, door, actor, form.proof)
        secret = factors.offer_totp(actor.identity, secret_of(secrets.token_bytes(SECRET_BYTES)))
        address = address_of(secret, actor.identity, f"MIDEX {request.get_host()}")
        page = {"form": form, "secret": _in_fours(secret), "address": address, "qr": qr_code(address)}
        return render(request, "account/app.html", page, status=status_of(form))

    return [path("set-up/app", app, name="set-up-app")]


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
