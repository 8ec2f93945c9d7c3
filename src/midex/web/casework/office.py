"""The supervisor's office in figures, and the queues of a colleague.

Whose queue is looked at is sent in a form's body: an account's name belongs in no address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.policy.queues import Queue
from midex.services.casework.list_cases import list_cases
from midex.services.casework.ports import CasePorts, Wanted
from midex.services.casework.see_office import OfficeView, see_office
from midex.web import naming
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework import wording
from midex.web.casework.place import is_unknown, status_of, why_not
from midex.web.public.charts.bars import Bar, bar_chart
from midex.web.public.charts.line import Frame
from midex.web.public.story import svg

COUNT = 25
"""Cases on a page."""

OF_COLLEAGUE = (Queue.OFFICE, Queue.DUE_SOON, Queue.OVERDUE)
"""The queues of somebody else's caseload."""

WIDE = Frame(width=720, height=220, right=12, left=44, bottom=26, ticks=3, css="wide")
NARROW = Frame(width=340, height=200, right=8, left=34, bottom=26, ticks=3, css="narrow")
OF_NARROW = 5
"""Bars that a narrow picture has room for; the table has them all."""


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """A row of the table beside the chart; ``short`` stands under its bar."""

    words: str
    short: str
    count: int


def office_views(ports: CasePorts) -> list[URLPattern]:
    """The office, over a case node's ports."""

    @only_any(*MAY[Action.SEE_OFFICE])
    @require_http_methods(["GET", "HEAD", "POST"])
    def office(request: SignedIn) -> HttpResponse:
        view = see_office(request.actor, ports)
        if isinstance(view, Refused):
            return why_not(request, view)
        rows = due_rows(view)
        page = {
            "here": "office",
            "view": view,
            "states": [(wording.state(state), count) for state, count in view.states.items()],
            "due": rows,
            "charts": _charts(rows) if any(one.count for one in rows) else (),
            "today": ports.clock().date(),
        }
        if request.method == "POST":
            return _colleague(request, page)
        return render(request, "casework/office.html", page)

    def _colleague(request: SignedIn, page: dict[str, Any]) -> HttpResponse:
        asked, start = request.POST.get("queue", ""), request.POST.get("start", "")
        queue = next((one for one in OF_COLLEAGUE if one.value == asked), Queue.OFFICE)
        wanted = Wanted(
            of=request.POST.get("account", "")[:64] or request.actor.identity,
            queue=queue,
            start=int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 0,
            count=COUNT,
        )
        found = list_cases(wanted, request.actor, ports)
        if isinstance(found, Refused):
            if is_unknown(found):
                return why_not(request, found)
            return render(request, "casework/office.html", {**page, "because": found.because}, status=status_of(found))
        end = wanted.start + len(found.rows)
        listed = {
            "found": found,
            "of": wanted.of,
            "queue": queue.value,
            "first": wanted.start + 1,
            "last": end,
            "before": max(0, wanted.start - COUNT),
            "after": end if end < found.total else 0,
        }
        return render(request, "casework/office.html", {**page, **listed})

    return [path("office", office, name="office")]


def due_rows(view: OfficeView) -> tuple[DueRow, ...]:
    """Overdue, the weeks one by one, later: each case with a due date once."""
    weeks = (
        DueRow(
            words=gettext("week from %(day)s") % {"day": naming.day(one.begins)},
            short=f"{one.begins.day}.{one.begins.month}.",
            count=one.count,
        )
        for one in view.weeks
    )
    overdue = DueRow(words=gettext("overdue"), short=gettext("overdue"), count=view.overdue)
    later = DueRow(words=gettext("later"), short=gettext("later"), count=view.later)
    return (overdue, *weeks, later)


def _charts(rows: tuple[DueRow, ...]) -> tuple[SafeString, ...]:
    title = gettext("Open cases of the office by the week in which they are due")
    return tuple(
        svg(bar_chart(tuple(Bar(one.short, one.count) for one in shown), frame=frame, title=title, words=naming.number))
        for frame, shown in ((WIDE, rows), (NARROW, rows[:OF_NARROW]))
    )
