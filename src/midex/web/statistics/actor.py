"""Who is asking: middleware that turns a signed-in account into a frozen Actor, and keeps everybody else at the door.

It looks only where a view says who may use it, so that a reader of public pages is never given a session.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.sign_in import may

View = TypeVar("View", bound=Callable[..., HttpResponse])
"""A view; the role it is kept for stands on it as ``role``."""


class SignedIn(HttpRequest):
    """A request of somebody with an account whose role fits the page."""

    actor: Actor


def only(role: Role) -> Callable[[View], View]:
    """Keep a view for accounts of one role."""

    def keep(view: View) -> View:
        view.role = role  # type: ignore[attr-defined]
        return view

    return keep


class ActorMiddleware:
    """Sets ``request.actor`` for views that are kept for a role; sends others to sign in, or says why not."""

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
        role: Role | None = getattr(view, "role", None)
        if role is None:
            return None
        actor = actor_of(request.user)
        if actor is None:
            back = request.get_full_path() if request.method == "GET" else reverse("start")
            return redirect_to_login(back, reverse("sign-in"))
        request.actor = actor  # type: ignore[attr-defined]
        request.session.modified = True  # being here starts the idle limit anew
        permitted = may(actor, role)
        if isinstance(permitted, Refused):
            return render(request, "statistics/refused.html", {"because": permitted.because}, status=403)
        return None


def actor_of(user: Any) -> Actor | None:
    """The frozen value that services know a signed-in account by."""
    if not user.is_authenticated:
        return None
    return Actor(identity=user.identity, name=user.display_name or user.identity, role=Role(user.role))
