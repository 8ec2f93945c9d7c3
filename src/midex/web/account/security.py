"""What proves who an account is, and where it is signed in: seen, taken back, ended."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from midex.kernel.role import Role
from midex.policy.second_factor import needs_second_factor
from midex.services.entrance.ports import Factors, Outcome
from midex.services.entrance.session import name_of
from midex.web.account.actor import SignedIn, only_any
from midex.web.account.door import Door
from midex.web.account.prove import has_proved
from midex.web.account.sign_in import LEAVES_BEHIND
from midex.web.account.site import offers_passkeys


def security_views(door: Door) -> list[URLPattern]:
    """The page, and what starts there."""
    factors, sessions = door.entrance.factors, door.entrance.sessions

    @only_any(*Role)
    @require_safe
    def security(request: SignedIn) -> HttpResponse:
        return _page(request)

    def _page(request: SignedIn, *, kept: bool = False) -> HttpResponse:
        page = {
            "here": "security",
            "has": factors.of(request.actor.identity),
            "sessions": sessions.of(request.actor.identity),
            "this": name_of(request.session.session_key or ""),
            "passkeys": offers_passkeys(request, door),
            "needed": needs_second_factor(request.actor.role),
            "kept": kept,
        }
        return render(request, "account/security.html", page, status=409 if kept else 200)

    @only_any(*Role)
    @require_POST
    def remove(request: SignedIn) -> HttpResponse:
        if not has_proved(request):
            return redirect(f"{reverse('prove')}?{urlencode({'next': reverse('security')})}")
        identity, wanted = request.actor.identity, request.POST.get("factor", "")
        if needs_second_factor(request.actor.role) and _is_last(factors.of(identity), wanted):
            return _page(request, kept=True)
        if wanted == "app":
            factors.drop_totp(identity)
        else:
            factors.drop_passkey(identity, wanted)
        if not factors.of(identity).any:
            factors.renew_recovery_codes(identity, ())
        return redirect("security")

    @only_any(*Role)
    @require_POST
    def end(request: SignedIn) -> HttpResponse:
        sessions.end(request.actor.identity, request.POST.get("session", ""))
        return redirect("security")

    @only_any(*Role)
    @require_POST
    def end_all(request: SignedIn) -> HttpResponse:
        sessions.end_all(request.actor.identity)
        logout(request)
        door.entrance.on_sign_in(request.actor.identity, Outcome.SIGNED_OUT)
        answer = redirect("sign-in")
        answer["Clear-Site-Data"] = LEAVES_BEHIND
        return answer

    return [
        path("account", security, name="security"),
        path("account/remove", remove, name="remove-factor"),
        path("account/end-session", end, name="end-session"),
        path("account/end-all", end_all, name="end-all"),
    ]


def _is_last(has: Factors, wanted: str) -> bool:
    left = ["app"] * has.totp + [passkey.id for passkey in has.passkeys]
    return left == [wanted]
