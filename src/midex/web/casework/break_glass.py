"""The page where somebody asks to see one case outside their scope, in an emergency. Translate, call, render."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.policy.break_glass import LASTS, SAY_WHY, SHORTEST
from midex.policy.caps import OUTSIDE
from midex.services.casework.break_glass import break_glass
from midex.services.casework.ports import CasePorts
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework.place import status_of

LONGEST = 1000
"""Characters of a reason that the form takes."""


def break_glass_views(ports: CasePorts) -> list[URLPattern]:
    """The one address; which case it is about is in the form, so that nothing is learnt from addresses."""

    @only_any(*MAY[Action.BREAK_GLASS])
    @sensitive_post_parameters("reason")
    @require_http_methods(["GET", "HEAD", "POST"])
    def glass(request: SignedIn) -> HttpResponse:
        if request.method != "POST":
            return _form(request)
        name, reason = request.POST.get("name", "").strip()[:20], request.POST.get("reason", "")[:LONGEST]
        given = break_glass(name, reason, request.actor, ports)
        return _form(request, name, reason, given) if isinstance(given, Refused) else redirect("case", name=name)

    return [path("break-glass", glass, name="break-glass")]


def _form(request: SignedIn, name: str = "", reason: str = "", refused: Refused | None = None) -> HttpResponse:
    unsaid: Message | None = refused.because if refused and refused.because.id == SAY_WHY else None
    page = {
        "here": "break-glass",
        "name": name,
        "reason": reason,
        "unsaid": unsaid,
        "refused": None if unsaid else refused,
        "shortest": SHORTEST,
        "longest": LONGEST,
        "most": OUTSIDE,
        "minutes": int(LASTS.total_seconds()) // 60,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if unsaid else status_of(refused) if refused else HTTPStatus.OK
    return render(request, "casework/break_glass.html", page, status=status)
