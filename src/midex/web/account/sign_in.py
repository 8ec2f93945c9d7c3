"""Signing in with account and password, and signing out; refuses to know what the account is for."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from midex.services.entrance.ports import Outcome
from midex.web.account.actor import signed_in
from midex.web.account.door import Door, after_first_proof, safe_next
from midex.web.account.forms import TOO_SOON, SignInForm
from midex.web.account.site import offers_passkeys

LEAVES_BEHIND = '"cache", "storage"'
"""What a browser forgets at sign-out. Not "cookies": that takes those of every home on the host, and the device's mark;
the session's own cookie is deleted by name.
"""


def sign_in_views(door: Door) -> list[URLPattern]:
    """The two addresses."""

    @never_cache
    @sensitive_post_parameters("password")
    @require_http_methods(["GET", "HEAD", "POST"])
    def sign_in(request: HttpRequest) -> HttpResponse:
        if signed_in(request):
            return redirect("start")
        form = SignInForm(door, request, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            actor = door.entrance.accounts.find(form.identity)
            if actor is not None:
                return after_first_proof(request, door, actor, safe_next(request))
        return show_sign_in(request, door, form)

    @never_cache
    @require_POST
    def sign_out(request: HttpRequest) -> HttpResponse:
        actor = signed_in(request)
        logout(request)
        if actor is not None:
            door.entrance.on_sign_in(actor.identity, Outcome.SIGNED_OUT)
        answer = HttpResponseRedirect(reverse("sign-in"))
        answer["Clear-Site-Data"] = LEAVES_BEHIND
        return answer

    return [path("sign-in", sign_in, name="sign-in"), path("sign-out", sign_out, name="sign-out")]


def show_sign_in(request: HttpRequest, door: Door, form: Form | None = None, *, refused: str = "") -> HttpResponse:
    """The page where one signs in; its status says that somebody tries too often, or was refused elsewhere."""
    form = form or SignInForm(door, request)
    page = {
        "form": form,
        "heading": door.heading,
        "for_whom": door.for_whom,
        "next": safe_next(request),
        "provider": door.entrance.provider,
        "passkeys": offers_passkeys(request, door),
        "refused": refused,
    }
    return render(request, "account/sign_in.html", page, status=HTTPStatus.FORBIDDEN if refused else status_of(form))


def status_of(form: Form) -> HTTPStatus:
    """429 where a try came too soon."""
    too_soon = any(error.code == TOO_SOON for errors in form.errors.as_data().values() for error in errors)
    return HTTPStatus.TOO_MANY_REQUESTS if too_soon else HTTPStatus.OK
