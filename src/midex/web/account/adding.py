"""Who may add a proof, and what comes after it was added; shared by the pages that add one.

Open to whoever is signed in and has proved it a moment ago, and to whoever gave a right first proof, needs a second
factor and has none: they reach these pages and no others.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from midex.services.actor import Actor
from midex.web.account.actor import signed_in
from midex.web.account.door import Door, admit, waiting
from midex.web.account.prove import has_proved

RECOVERY_CODES = 10
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that look alike

Page = Callable[[HttpRequest, Actor], HttpResponse]


def for_adding(door: Door) -> Callable[[Page], Callable[[HttpRequest], HttpResponse]]:
    """Call a page with the account that may add a proof; everybody else is sent where they can become one."""

    def keep(page: Page) -> Callable[[HttpRequest], HttpResponse]:
        @wraps(page)
        def kept(request: HttpRequest) -> HttpResponse:
            if actor := signed_in(request):
                request.actor = actor  # type: ignore[attr-defined]
                prove = f"{reverse('prove')}?{urlencode({'next': request.path})}"
                return page(request, actor) if has_proved(request) else redirect(prove)
            who = waiting(request, door)
            if who is None:
                return redirect("sign-in")
            return page(request, who.actor) if who.must_set_up else redirect("second-factor")

        return never_cache(kept)

    return keep


def added(request: HttpRequest, door: Door, actor: Actor, factor: str) -> HttpResponse:
    """After the first factor its recovery codes are shown; who waited at the door is in."""
    is_in = signed_in(request) is not None
    has_codes = bool(door.entrance.factors.of(actor.identity).recovery_codes)
    if is_in:
        return redirect("security") if has_codes else show_codes(request, door, actor, reverse("security"))
    who = waiting(request, door)
    onward = admit(request, door, actor, who.next if who else "", factor=factor)
    if has_codes:
        return onward
    request.actor = actor  # type: ignore[attr-defined]
    shown = show_codes(request, door, actor, onward.url)
    shown.cookies = onward.cookies
    return shown


def show_codes(request: HttpRequest, door: Door, actor: Actor, onward: str) -> HttpResponse:
    """New recovery codes in place of those before, shown this once."""
    codes = tuple(_code() for _ in range(RECOVERY_CODES))
    door.entrance.factors.renew_recovery_codes(actor.identity, codes)
    return render(request, "account/recovery_codes.html", {"codes": codes, "onward": onward})


def _code() -> str:
    """A code for one use that can be read out: two groups of five, 49 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2))
