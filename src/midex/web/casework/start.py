"""Where somebody begins: cases in scope for those who keep them, oversight or accounts for the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from midex.kernel.role import Role
from midex.kernel.verdict import Allowed, Refused
from midex.policy.actions import MAY, Action, may
from midex.policy.queues import Queue
from midex.services.casework.begun_forms import begun_forms
from midex.services.casework.count_queues import Counted, count_queues
from midex.services.casework.export_cases import export_cases
from midex.services.casework.list_cases import Listed, list_cases
from midex.services.casework.openings import openings
from midex.services.casework.ports import CasePorts, Wanted
from midex.services.journal.state import JournalState
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework import wording
from midex.web.casework.accounts import show_accounts
from midex.web.casework.oversight import show_oversight
from midex.web.casework.place import status_of, why_not

COUNT = 25
"""Cases on a page."""


def start_views(ports: CasePorts, journal_state: Callable[[], JournalState]) -> list[URLPattern]:
    """The first page of every role, and the list as a file."""

    @only_any(*Role)
    @require_safe
    def start(request: SignedIn) -> HttpResponse:
        role = request.actor.role
        if isinstance(may(role, Action.LIST_CASES), Allowed):
            return _cases(request)
        if isinstance(may(role, Action.SEE_NOTICES), Allowed):
            return show_oversight(request, journal_state())
        if isinstance(may(role, Action.KEEP_ACCOUNTS), Allowed):
            return show_accounts(request, ports, journal_state())
        return render(request, "casework/nothing.html", {"here": "start"})

    @only_any(*MAY[Action.EXPORT_CASES])
    @require_POST
    def export(request: SignedIn) -> HttpResponse:
        file = export_cases(_wanted(request.POST, request, ports), request.actor, ports)
        if isinstance(file, Refused):
            return why_not(request, file)
        name = f"midex-cases-{ports.clock():%Y-%m-%d}.csv"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(file, content_type="text/csv; charset=utf-8", headers=disposition)

    def _cases(request: SignedIn) -> HttpResponse:
        watches = isinstance(may(request.actor.role, Action.SEE_NOTICES), Allowed)
        page = {
            "here": "start",
            "asked": _asked(request.GET),
            "is_filtered": any(_asked(request.GET).values()),
            "states": [(code, wording.state(code)) for code in wording.STATES],
            "today": ports.clock().date(),
            "openings": [one for one in openings(request.actor) if isinstance(one.verdict, Allowed)],
            "journal": journal_state() if watches else None,
            "may_export": isinstance(may(request.actor.role, Action.EXPORT_CASES), Allowed),
        }
        begun = begun_forms(request.actor, ports)
        page["unnamed" if isinstance(begun, Refused) else "begun"] = begun
        waiting = count_queues(request.actor, ports)
        if isinstance(waiting, Counted):
            page["queues"] = [(one.value, wording.queue(one), count) for one, count in waiting.queues.items()]
            page["reminders"] = waiting.reminders
        found = list_cases(_wanted(request.GET, request, ports), request.actor, ports)
        if isinstance(found, Refused):
            return render(request, "casework/cases.html", {**page, "because": found.because}, status=status_of(found))
        return render(request, "casework/cases.html", {**page, **_page_of(found, request)})

    return [path("", start, name="start"), path("cases/export", export, name="export")]


def _asked(said: QueryDict) -> dict[str, str]:
    """The filters as the form has them; what is not among them is nothing."""
    whose, state, queue = said.get("whose", ""), said.get("state", ""), queue_of(said)
    return {
        "name": said.get("name", "").strip()[:20],
        "whose": whose if whose in ("mine", "office") else "",
        "state": state if state in wording.STATES else "",
        "overdue": "1" if said.get("overdue") else "",
        "queue": queue.value if queue else "",
    }


def queue_of(said: QueryDict) -> Queue | None:
    """The queue that an address names, if it is one."""
    asked = said.get("queue", "")
    return next((one for one in Queue if one.value == asked), None)


def _wanted(said: QueryDict, request: SignedIn, ports: CasePorts) -> Wanted:
    asked, start = _asked(said), said.get("start", "")
    return Wanted(
        name=asked["name"],
        state=asked["state"],
        mine=asked["whose"] == "mine",
        office=request.actor.office if asked["whose"] == "office" else "",
        overdue_on=ports.clock().date() if asked["overdue"] else None,
        queue=queue_of(said),
        start=int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 0,
        count=COUNT,
    )


def _page_of(found: Listed, request: SignedIn) -> dict[str, Any]:
    """The rows of a page, which ones they are, and the addresses of the pages beside it."""
    start, end = found.wanted.start, found.wanted.start + len(found.rows)
    asked = {name: value for name, value in _asked(request.GET).items() if value}

    def address(place: int) -> str:
        return f"?{urlencode({**asked, 'start': place})}"

    return {
        "found": found,
        "first": start + 1,
        "last": end,
        "before": address(max(0, start - COUNT)) if start else "",
        "after": address(end) if end < found.total else "",
    }
