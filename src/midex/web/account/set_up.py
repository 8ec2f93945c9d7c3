"""Where a second factor is chosen, and recovery codes are made anew."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from midex.services.actor import Actor
from midex.web.account.actor import signed_in
from midex.web.account.adding import for_adding, show_codes
from midex.web.account.door import Door
from midex.web.account.site import offers_passkeys


def set_up_views(door: Door) -> list[URLPattern]:
    """The choice, and the codes."""

    @require_safe
    @for_adding(door)
    def set_up(request: HttpRequest, actor: Actor) -> HttpResponse:
        if signed_in(request):
            return redirect("security")
        return render(request, "account/set_up.html", {"name": actor.name, "passkeys": offers_passkeys(request, door)})

    @require_POST
    @for_adding(door)
    def recovery_codes(request: HttpRequest, actor: Actor) -> HttpResponse:
        if signed_in(request) is None or not door.entrance.factors.of(actor.identity).any:
            return redirect("security")
        return show_codes(request, door, actor, reverse("security"))

    return [
        path("set-up", set_up, name="set-up"),
        path("set-up/recovery-codes", recovery_codes, name="recovery-codes"),
    ]
