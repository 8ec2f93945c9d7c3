"""Who is asking: middleware that turns a signed-in account into a frozen Actor, and keeps everybody else at the door.

It looks only where a view says who may use it, so that a reader of public pages is never given a session. A session
in which the second factor is missing, or that has lasted too long, is nobody's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.policy.second_factor import needs_second_factor
from midex.services.actor import Actor
from midex.services.entrance.session import FACTOR, SEEN, STARTED, TOUCH, is_over
from midex.services.sign_in import may

View = TypeVar("View", bound=Callable[..., HttpResponse])
"""A view; the roles it is kept for stand on it as ``roles``."""


class SignedIn(HttpRequest):
    """A request of somebody with an account whose role fits the page."""

    actor: Actor


def only(role: Role) -> Callable[[View], View]:
    """Keep a view for accounts of one role."""
    return only_any(role)


def only_any(*roles: Role) -> Callable[[View], View]:
    """Keep a view for accounts that have one of these roles."""

    def keep(view: View) -> View:
        view.roles = roles  # type: ignore[attr-defined]
        return view

    return keep


class ActorMiddleware:
    """Sets ``request.actor`` for views that are kept for roles; sends others to sign in, or says why not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what an account saw is kept by no cache."""
        response = self._get_response(request)
        if getattr(request, "actor", None) is not None:
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Decide before the view runs."""
        roles: tuple[Role, ...] | None = getattr(view, "roles", None)
        if roles is None:
            return None
        actor = signed_in(request)
        if actor is None:
            back = request.get_full_path() if request.method == "GET" else reverse("start")
            return redirect_to_login(back, reverse("sign-in"))
        request.actor = actor  # type: ignore[attr-defined]
        permitted = may(actor, *roles)
        if isinstance(permitted, Refused):
            return render(request, "statistics/refused.html", {"because": permitted.because}, status=403)
        return None


def signed_in(request: HttpRequest) -> Actor | None:
    """Who has signed in with all that their role needs; being here starts the idle limit anew."""
    user: Any = request.user
    if not user.is_authenticated or FACTOR not in request.session:
        return None
    if needs_second_factor(Role(user.role)) and not request.session[FACTOR]:
        return None
    now = time.time()
    if is_over(request.session.get(STARTED, 0), now):
        logout(request)
        return None
    if now - request.session.get(SEEN, 0) >= TOUCH:
        request.session[SEEN] = now
    return Actor(
        identity=user.identity, name=user.display_name or user.identity, role=Role(user.role), office=user.office
    )
