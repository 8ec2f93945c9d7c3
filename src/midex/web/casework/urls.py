"""The addresses of a case node behind its accounts' pages; views close over the ports."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import URLPattern

from midex.services.casework.ports import CasePorts
from midex.services.journal.state import JournalState
from midex.web.api.casework import case_api, proposal_api
from midex.web.api.oversight import oversight_api


def case_urls(
    ports: CasePorts, journal_state: Callable[[], JournalState], *, generated: bool = False
) -> list[URLPattern]:
    """Every page of a case node but those of signing in; ``generated`` where nobody in it exists."""
    return [*case_api(ports), *proposal_api(ports), *oversight_api(ports)]
