"""The second factor after the first proof: a code, a recovery code or a passkey."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from midex.services.actor import Actor
from midex.web.account.door import Door, Waiting, admit, count_wrong_code, waiting
from midex.web.account.forms import CodeForm
from midex.web.account.passkey import question, shown
from midex.web.account.sign_in import status_of
from midex.web.account.site import offers_passkeys


def second_factor_views(door: Door) -> list[URLPattern]:
    """The page between the first proof and being in."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def second_factor(request: HttpRequest) -> HttpResponse:
        who = waiting(request, door)
        if who is None:
            return redirect("sign-in")
        if who.must_set_up:
            return redirect("set-up")
        if request.method != "POST":
            return _ask(request, door, who.actor, CodeForm(door, request, who.actor.identity, _no))
        return _by_passkey(request, who) if "passkey" in request.POST else _by_code(request, who)

    def _by_passkey(request: HttpRequest, who: Waiting) -> HttpResponse:
        if shown(request, door, of=who.actor):
            return admit(request, door, who.actor, who.next, factor="passkey")
        return _ask(request, door, who.actor, CodeForm(door, request, who.actor.identity, _no), wrong=True)

    def _by_code(request: HttpRequest, who: Waiting) -> HttpResponse:
        form = CodeForm(door, request, who.actor.identity, lambda code: _taken(door, who.actor, code), request.POST)
        if form.is_valid():
            return admit(request, door, who.actor, who.next, factor=form.proof)
        count_wrong_code(request)
        return _ask(request, door, who.actor, form) if waiting(request, door) else redirect("sign-in")

    return [path("second-factor", second_factor, name="second-factor")]


def _ask(request: HttpRequest, door: Door, actor: Actor, form: CodeForm, *, wrong: bool = False) -> HttpResponse:
    """The page that asks for the second factor."""
    has = door.entrance.factors.of(actor.identity)
    keys = has.passkeys if offers_passkeys(request, door) else ()
    options = question(request, door, keys) if keys else ""
    page = {"form": form, "has": has, "options": options, "wrong": wrong}
    return render(request, "account/second_factor.html", page, status=403 if wrong else status_of(form))


def _taken(door: Door, actor: Actor, code: str) -> str:
    if door.entrance.factors.use_totp(actor.identity, code, door.entrance.clock()):
        return "totp"
    return "recovery" if door.entrance.factors.use_recovery_code(actor.identity, code) else ""


def _no(_: str) -> str:
    return ""
