"""Who has an account here, for whoever keeps the accounts; the looking is accounted for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.services.casework.list_accounts import list_accounts
from midex.services.casework.ports import CasePorts
from midex.services.journal.state import JournalState
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework.place import why_not


def accounts_views(ports: CasePorts, journal_state: Callable[[], JournalState]) -> list[URLPattern]:
    """The one address."""

    @only_any(*MAY[Action.KEEP_ACCOUNTS])
    @require_safe
    def accounts(request: SignedIn) -> HttpResponse:
        return show_accounts(request, ports, journal_state())

    return [path("accounts", accounts, name="accounts")]


def show_accounts(request: SignedIn, ports: CasePorts, journal: JournalState) -> HttpResponse:
    """Everybody with an account, by office and name."""
    found = list_accounts(request.actor, ports)
    if isinstance(found, Refused):
        return why_not(request, found)
    people = sorted(found, key=lambda one: (one.office, one.identity))
    return render(request, "casework/accounts.html", {"here": "accounts", "people": people, "journal": journal})
