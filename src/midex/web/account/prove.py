"""The password once more before a proof is changed: whoever finds an open session cannot make it their own."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from midex.kernel.role import Role
from midex.web.account.actor import only_any
from midex.web.account.door import PROVED, WAITS, Door, safe_next
from midex.web.account.forms import PasswordForm
from midex.web.account.sign_in import status_of


def has_proved(request: HttpRequest) -> bool:
    """Whether whoever is signed in has proved it a moment ago."""
    return bool(0 <= time.time() - request.session.get(PROVED, 0) < WAITS)


def prove_views(door: Door) -> list[URLPattern]:
    """The page that asks for the password once more."""

    @only_any(*Role)
    @sensitive_post_parameters("password")
    @require_http_methods(["GET", "HEAD", "POST"])
    def prove(request: Any) -> HttpResponse:
        form = PasswordForm(door, request, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            request.session[PROVED] = time.time()
            return redirect(safe_next(request) or "security")
        page = {"form": form, "next": safe_next(request)}
        return render(request, "account/prove.html", page, status=status_of(form))

    return [path("account/password", prove, name="prove")]
