"""The addresses of a case node; views close over the ports."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import URLPattern

from midex.kernel.text import Message, mark
from midex.services.casework.ports import CasePorts
from midex.services.entrance.ports import Entrance
from midex.services.journal.state import JournalState
from midex.web.account.urls import account_urls
from midex.web.api.casework import case_api, proposal_api
from midex.web.api.oversight import oversight_api


def case_urls(
    ports: CasePorts,
    entrance: Entrance,
    journal_state: Callable[[], JournalState],  # noqa: ARG001
    *,
    generated: bool = False,  # noqa: ARG001
) -> list[URLPattern]:
    """Every page of a case node; ``generated`` where nobody in it exists."""
    heading = Message(mark("Case node of {institution}"), {"institution": ports.institution})
    accounts = account_urls(entrance, heading=heading, for_whom=mark("For those who keep cases here."))
    return [*accounts, *case_api(ports), *proposal_api(ports), *oversight_api(ports)]
