"""What the institution publishes about its own doing: counts by month and how its journal stands. For everybody.

Refuses to show anything of the day that is running, but the newest signed checkpoint.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from midex.services.casework.ports import CasePorts
from midex.services.casework.publish_counts import Month, published_counts
from midex.services.journal.state import JournalState

COLUMNS = ("month", "steps", "reads", "refusals", "break_glass", "is_over")


def accountability_views(ports: CasePorts, journal_state: Callable[[], JournalState]) -> list[URLPattern]:
    """The page and the same as JSON and CSV."""
    counted: dict[date, tuple[Month, ...]] = {}

    def months() -> tuple[Month, ...]:
        # the days that are counted are over, so that nobody can keep the database busy by asking again
        today = ports.clock().date()
        if today not in counted:
            counted.clear()
            counted[today] = published_counts(ports)
        return counted[today]

    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        said = {"months": months(), "journal": journal_state(), "participant": ports.participant}
        return render(request, "casework/accountability.html", {**said, "institution": ports.institution})

    @require_safe
    def as_json(_: HttpRequest) -> HttpResponse:
        return JsonResponse(
            {
                "participant": ports.participant,
                "institution": ports.institution,
                "journal": _journal(journal_state()),
                "months": [asdict(month) for month in months()],
            }
        )

    @require_safe
    def as_csv(_: HttpRequest) -> HttpResponse:
        text = StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows({**asdict(month), "is_over": "yes" if month.is_over else "no"} for month in months())
        disposition = {"Content-Disposition": 'attachment; filename="midex-accountability.csv"'}
        return HttpResponse(
            text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=disposition
        )

    return [
        path("accountability", page, name="accountability"),
        path("accountability.json", as_json, name="accountability-json"),
        path("accountability.csv", as_csv, name="accountability-csv"),
    ]


def _journal(state: JournalState) -> dict[str, Any]:
    return {
        "origin": state.origin,
        "key": state.key,
        "signed_size": state.signed_size,
        "signed_at": state.signed_at.isoformat() if state.signed_at else None,
        "is_late": state.late,
        "hub_has": state.hub_has,
        "hub_is_late": state.hub_late,
        "checkpoint": state.checkpoint,
    }
