"""A proposed release at the hub: look at it, then approve it. Translate, call, render."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.approve_release import approve_release
from midex.services.inspect_proposal import inspect_proposal
from midex.services.ports import HubPorts
from midex.services.survey_office import BY_CODE
from midex.web.account.actor import SignedIn, only

SHOWN = 100
"""Rows of a crossing, and revised figures, that the page lists; the download has all."""


def proposal_views(hub: HubPorts) -> list[URLPattern]:
    """A proposal, over the hub's ports."""

    @only(Role.APPROVER)
    @require_safe
    def proposal(request: SignedIn, number: int) -> HttpResponse:
        return _proposal(request, number, hub)

    @only(Role.APPROVER)
    @require_safe
    def figures(_: SignedIn, number: int) -> HttpResponse:
        found = hub.releases.find(number)
        if found is None:
            raise Http404
        name = f"midex-{found.table}-vintage-{found.vintage}-proposal-{number}.csv"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(found.canonical, content_type="text/csv; charset=utf-8", headers=disposition)

    @only(Role.APPROVER)
    @require_POST
    def approve(request: SignedIn, number: int) -> HttpResponse:
        answer = approve_release(number, request.POST.get("sha256", ""), request.actor, hub)
        if isinstance(answer, Refused):
            return _proposal(request, number, hub, answer)
        return redirect("proposal", number=number)

    return [
        path("proposals/<int:number>", proposal, name="proposal"),
        path("proposals/<int:number>/figures.csv", figures, name="proposal-figures"),
        path("proposals/<int:number>/approve", approve, name="approve"),
    ]


def _proposal(request: SignedIn, number: int, hub: HubPorts, refused: Refused | None = None) -> HttpResponse:
    """A proposal, and above it why it was not approved, if somebody just tried."""
    inspected = inspect_proposal(number, request.actor, hub)
    if inspected is None:
        raise Http404
    page = {
        "here": "office",
        "one": inspected,
        "codes": BY_CODE,
        "refused": refused,
        "revised": inspected.changes.revised[:SHOWN],
        "limit": SHOWN,
        "shown": f":{SHOWN}",
    }
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return render(request, "statistics/proposal.html", page, status=status)
