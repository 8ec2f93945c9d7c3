"""A statistician's desk at a node: what is due, what was sent, the receipts. Translate, call, render."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from midex.kernel.role import Role
from midex.services.keep_draft import send_again
from midex.services.list_due import see_desk
from midex.services.ports import NodePorts
from midex.services.show_evidence import HOW_TO_VERIFY, evidence, show_submission
from midex.web.account.actor import SignedIn, only


def desk_views(node: NodePorts) -> list[URLPattern]:
    """The desk, over the node's ports."""

    @require_safe
    def door(_: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect("desk")

    @only(Role.SUBMITTER)
    @require_safe
    def desk(request: SignedIn) -> HttpResponse:
        page = {"here": "desk", "desk": see_desk(request.actor, node), "participant": node.participant}
        return render(request, "statistics/desk.html", page)

    @only(Role.SUBMITTER)
    @require_safe
    def submission(request: SignedIn, statement: str) -> HttpResponse:
        shown = show_submission(statement, node)
        if shown is None:
            return missing(request)
        return render(request, "statistics/submission.html", {"here": "desk", "shown": shown, "how": HOW_TO_VERIFY})

    @only(Role.SUBMITTER)
    @require_POST
    def again(request: SignedIn, statement: str) -> HttpResponse:
        if send_again(statement, node) is None:
            return missing(request)
        return redirect("submission", statement=statement)

    @only(Role.SUBMITTER)
    @require_safe
    def receipt(request: SignedIn, statement: str) -> HttpResponse:
        said = evidence(statement, node)
        if said is None:
            return missing(request)
        answer = JsonResponse(said, json_dumps_params={"indent": 2, "ensure_ascii": False})
        answer["Content-Disposition"] = f'attachment; filename="midex-receipt-{statement[:16]}.json"'
        return answer

    return [
        path("", door),
        path("desk", desk, name="start"),
        path("submissions/<str:statement>", submission, name="submission"),
        path("submissions/<str:statement>/send-again", again, name="send-again"),
        path("submissions/<str:statement>/receipt.json", receipt, name="receipt"),
    ]


def missing(request: HttpRequest) -> HttpResponse:
    """No such page; the public site's would offer addresses that a node does not have."""
    return render(request, "statistics/missing.html", status=HTTPStatus.NOT_FOUND)
