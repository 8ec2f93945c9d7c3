"""The office at the hub: who has submitted, what waits for approval, what is public. Translate, call, render."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from midex.kernel.fault import Fault
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.journal.watch_journals import watch_journals
from midex.services.ports import HubPorts
from midex.services.propose_release import propose_release
from midex.services.survey_office import BY_CODE, list_releases, survey_office
from midex.statistics.registry.catalogue import registry
from midex.web.account.actor import SignedIn, only


def office_views(hub: HubPorts) -> list[URLPattern]:
    """The overview and what starts there, over the hub's ports."""

    @only(Role.APPROVER)
    @require_safe
    def office(request: SignedIn) -> HttpResponse:
        tables = survey_office(hub)
        waiting = any(row.open for row in tables)
        said = {"tables": tables, "codes": BY_CODE, "waiting": waiting, "journals": watch_journals(hub)}
        return render(request, "statistics/office.html", {"here": "office", **said})

    @only(Role.APPROVER)
    @require_POST
    def propose(request: SignedIn) -> HttpResponse:
        try:
            table = registry().table(request.POST.get("table", ""))
        except Fault as unknown:
            raise Http404 from unknown
        proposal = propose_release(table, request.actor, hub)
        if isinstance(proposal, Refused):
            page = {"here": "office", "because": proposal.because}
            return render(request, "statistics/not_proposed.html", page, status=HTTPStatus.CONFLICT)
        return redirect("proposal", number=proposal.number)

    @only(Role.APPROVER)
    @require_safe
    def releases(request: SignedIn) -> HttpResponse:
        page = {"here": "releases", "public": list_releases(hub)}
        return render(request, "statistics/releases.html", page)

    return [
        path("", office, name="start"),
        path("propose", propose, name="propose"),
        path("releases", releases, name="releases"),
    ]
