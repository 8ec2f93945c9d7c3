"""What screenings come to beside their cases: the children whom a guardian guards, and the table of needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.procedures.protection.case import Standing
from midex.procedures.protection.indicators import COARSE, TOTAL, AgeGroup, NeedsRow
from midex.services.casework.count_needs import count_needs, needs_as_csv
from midex.services.casework.ports import CasePorts
from midex.services.casework.see_guardianship import see_guardianship
from midex.web import naming
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework import wording
from midex.web.casework.place import why_not

GROUPS = (TOTAL, AgeGroup.CHILD.value, AgeGroup.ADULT.value)
"""Age groups that the page shows; the file has sexes too, and of whom neither is known."""


def protection_views(ports: CasePorts) -> list[URLPattern]:
    """Guardianship and needs, over a case node's ports."""

    @only_any(*MAY[Action.SEE_GUARDIANSHIP])
    @require_safe
    def guardianship(request: SignedIn) -> HttpResponse:
        found = see_guardianship(request.actor, ports)
        if isinstance(found, Refused):
            return why_not(request, found)
        page = {"here": "guardianship", "children": found, "today": ports.clock().date()}
        return render(request, "casework/guardianship.html", page)

    @only_any(*MAY[Action.COUNT_NEEDS])
    @require_safe
    def needs(request: SignedIn) -> HttpResponse:
        found = count_needs(request.actor, ports)
        if isinstance(found, Refused):
            return why_not(request, found)
        page = {"here": "needs", "groups": [(group, _lines(found, group)) for group in GROUPS], "few": COARSE}
        return render(request, "casework/needs.html", page)

    @only_any(*MAY[Action.COUNT_NEEDS])
    @require_safe
    def needs_file(request: SignedIn) -> HttpResponse:
        found = count_needs(request.actor, ports)
        if isinstance(found, Refused):
            return why_not(request, found)
        disposition = {"Content-Disposition": f'attachment; filename="midex-needs-{ports.clock():%Y-%m-%d}.csv"'}
        return HttpResponse(needs_as_csv(found), content_type="text/csv; charset=utf-8", headers=disposition)

    return [
        path("guardianship", guardianship, name="guardianship"),
        path("needs", needs, name="needs"),
        path("needs.csv", needs_file, name="needs-file"),
    ]


def _lines(rows: tuple[NeedsRow, ...], group: str) -> list[dict[str, Any]]:
    return [
        {
            "need": wording.code(row.need),
            "counts": [row.counts[stands] for stands in Standing],
            "since": naming.period(f"{row.since:%Y-%m}") if row.since else "",
        }
        for row in rows
        if (row.age, row.sex) == (group, TOTAL)
    ]
