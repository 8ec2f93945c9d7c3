"""Looking for a person by a name in any script, a birth year, a document or a case number. Translate, call, render.

What is typed stands in the body of a request and on the page that answers it, never in an address.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from midex.kernel.verdict import Refused
from midex.linkage.asked import LONGEST
from midex.policy.actions import MAY, Action
from midex.services.casework.find_people import NOTHING_ASKED, find_people
from midex.services.casework.ports import CasePorts
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework.place import status_of


def find_views(ports: CasePorts) -> list[URLPattern]:
    """The search for a person, over a case node's ports."""

    @only_any(*MAY[Action.FIND_PEOPLE])
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    def find(request: SignedIn) -> HttpResponse:
        page = {"here": "find", "longest": LONGEST}
        if request.method != "POST":
            return render(request, "casework/find.html", page)
        typed = request.POST.get("text", "")[:LONGEST]
        answer = find_people(typed, request.actor, ports)
        page |= {"typed": typed, "today": ports.clock().date()}
        if isinstance(answer, Refused):
            nothing = answer.because.id == NOTHING_ASKED
            status = HTTPStatus.UNPROCESSABLE_ENTITY if nothing else status_of(answer)
            return render(request, "casework/find.html", {**page, "because": answer.because}, status=status)
        return render(request, "casework/find.html", {**page, "answer": answer})

    return [path("cases/find", find, name="find")]
