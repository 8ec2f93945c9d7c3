"""What those see who watch over a case node: notices, alarms, the record of reads, the journal's state.

What is searched for is sent in a form's body: an account's name belongs in no address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from midex.kernel.identity import folded
from midex.kernel.journal import EntryKind
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.services.casework.alarms import see_alarms
from midex.services.casework.break_glass import see_notices
from midex.services.casework.ports import CasePorts
from midex.services.casework.search_reads import PAGE, search_reads
from midex.services.journal.state import JournalState
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework import wording
from midex.web.casework.place import is_unknown, status_of, why_not

SEARCHED = (
    EntryKind.READ,
    EntryKind.REFUSAL,
    EntryKind.BREAK_GLASS,
    EntryKind.PROPOSAL,
    EntryKind.ERASURE,
    EntryKind.INCIDENT,
)
"""Kinds of entry that the record of reads has; steps stand in their case."""


def oversight_views(ports: CasePorts, journal_state: Callable[[], JournalState]) -> list[URLPattern]:
    """Notices, alarms, reads and the journal, over a case node's ports."""

    @only_any(*MAY[Action.SEE_NOTICES])
    @require_safe
    def oversight(request: SignedIn) -> HttpResponse:
        return show_oversight(request, journal_state())

    @only_any(*MAY[Action.SEE_NOTICES])
    @require_safe
    def notices(request: SignedIn) -> HttpResponse:
        found = see_notices(request.actor, ports, start=_start(request.GET.get("start", "")))
        if isinstance(found, Refused):
            return why_not(request, found)
        page = {"here": "notices", "found": found, "notices": found.notices, "journal": journal_state()}
        return render(request, "casework/notices.html", page)

    @only_any(*MAY[Action.SEE_NOTICES])
    @require_safe
    def alarms(request: SignedIn) -> HttpResponse:
        found = see_alarms(request.actor, ports)
        if isinstance(found, Refused):
            return why_not(request, found)
        return render(request, "casework/alarms.html", {"here": "alarms", "alarms": found, "journal": journal_state()})

    @only_any(*MAY[Action.SEARCH_READS])
    @require_http_methods(["GET", "HEAD", "POST"])
    def reads(request: SignedIn) -> HttpResponse:
        asked = _asked(request.POST) if request.method == "POST" else _asked({"case": request.GET.get("case", "")})
        start = _start(request.POST.get("start", ""))
        found = search_reads(
            request.actor, ports, identity=asked["account"], name=asked["case"], kind=asked["kind"], start=start
        )
        page = {
            "here": "reads",
            "asked": asked,
            "kinds": [(kind.value, wording.kind(kind)) for kind in SEARCHED],
            "journal": journal_state(),
        }
        if isinstance(found, Refused):
            said = {"because": found.because, "is_unknown": is_unknown(found)}
            return render(request, "casework/reads.html", {**page, **said}, status=status_of(found))
        end = start + len(found)
        places = {"first": start + 1, "last": end, "before": max(0, start - PAGE), "after": end}
        shown = {"found": found, "start": start, "has_more": len(found) == PAGE, **places}
        return render(request, "casework/reads.html", {**page, **shown}, status=HTTPStatus.OK)

    @only_any(*(MAY[Action.SEE_NOTICES] | MAY[Action.KEEP_ACCOUNTS]))
    @require_safe
    def journal(request: SignedIn) -> HttpResponse:
        return render(request, "casework/journal.html", {"here": "journal", "journal": journal_state()})

    return [
        path("oversight", oversight, name="oversight"),
        path("oversight/notices", notices, name="notices"),
        path("oversight/alarms", alarms, name="alarms"),
        path("oversight/reads", reads, name="reads"),
        path("oversight/journal", journal, name="journal"),
    ]


def show_oversight(request: SignedIn, journal: JournalState) -> HttpResponse:
    """What there is to watch over, and where."""
    return render(request, "casework/oversight.html", {"here": "oversight", "journal": journal})


def _asked(said: Mapping[str, str]) -> dict[str, str]:
    kind = said.get("kind", "")
    return {
        "account": folded(said.get("account", ""))[:150],
        "case": said.get("case", "").strip()[:20],
        "kind": kind if kind in {one.value for one in SEARCHED} else "",
    }


def _start(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
