"""Forms that are kept before they are finished: what was typed, as it was sent, and the answers to the small script."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from midex.kernel.verdict import Refused
from midex.services.casework.begun_forms import Typed, begun_form, end_form, go_on, keep_form
from midex.services.casework.ports import CasePorts
from midex.web.account.actor import SignedIn
from midex.web.casework import wording
from midex.web.casework.place import status_of, why_not

GROUP = "group"
"""The name of the form for people who come together; every other form has the name of its step."""

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "do"})
QUIETLY, LATER, RESUME, DISCARD = "draft", "later", "resume", "discard"
"""What the buttons and the script say they want."""


def typed_of(posted: QueryDict) -> Typed:
    """What stands in a form that was sent."""
    return {name: posted.getlist(name) for name in posted if name not in NOT_TYPED}


def as_sent(typed: Typed) -> QueryDict:
    """The same as if it was sent now."""
    posted = QueryDict(mutable=True)
    for name, values in typed.items():
        posted.setlist(name, list(values))
    return posted


def of_begun(request: SignedIn, form: str, name: str, ports: CasePorts) -> HttpResponse | QueryDict | None:
    """The answer where a form is to be kept for later or given up, what was typed where somebody goes on with it; None
    where the form itself is asked for or sent.
    """
    wanted = request.POST.get("do", "") if request.method == "POST" else ""
    if wanted in (QUIETLY, LATER):
        return _keep(request, form, name, ports, quietly=wanted == QUIETLY)
    if wanted == RESUME:
        typed = go_on(form, name, request.actor, ports)
        if isinstance(typed, Refused):
            return why_not(request, typed)
        return redirect(request.path) if typed is None else as_sent(typed)
    if wanted == DISCARD:
        end_form(form, name, request.actor, ports)
        return redirect(request.path)
    return None


def _keep(request: SignedIn, form: str, name: str, ports: CasePorts, *, quietly: bool) -> HttpResponse:
    kept = keep_form(form, name, typed_of(request.POST), request.actor, ports)
    if not quietly:
        return why_not(request, kept) if isinstance(kept, Refused) else redirect("start")
    if isinstance(kept, Refused):
        return HttpResponse(wording.reason(kept.because), content_type="text/plain", status=status_of(kept))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def page_of(request: SignedIn, form: str, name: str, ports: CasePorts) -> dict[str, Any]:
    """What a form's page says of what was begun; nothing of it where the form was sent."""
    new = request.method in ("GET", "HEAD")
    return {"is_new": new, "begun": begun_form(form, name, request.actor, ports) if new else None}
