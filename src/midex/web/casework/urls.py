"""The addresses of a case node; views close over the ports."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path

from midex.kernel.text import Message, mark
from midex.services.casework.ports import CasePorts
from midex.services.entrance.ports import Entrance
from midex.services.journal.state import JournalState
from midex.web.account.urls import account_urls
from midex.web.api.bridges import bridge_api
from midex.web.api.casework import case_api, proposal_api
from midex.web.api.oversight import oversight_api
from midex.web.api.people import people_api
from midex.web.casework.accountability import accountability_views
from midex.web.casework.accounts import accounts_views
from midex.web.casework.break_glass import break_glass_views
from midex.web.casework.case import case_views
from midex.web.casework.compare import compare_views
from midex.web.casework.find import find_views
from midex.web.casework.group import group_views
from midex.web.casework.handing_over import handing_over_views
from midex.web.casework.import_people import import_views
from midex.web.casework.letters import letter_views
from midex.web.casework.office import office_views
from midex.web.casework.oversight import oversight_views
from midex.web.casework.place import missing
from midex.web.casework.protection import protection_views
from midex.web.casework.start import start_views
from midex.web.casework.step import begin_views, step_views
from midex.web.casework.taking_over import taking_over_views
from midex.web.language_choice import language_views


def case_urls(
    ports: CasePorts,
    entrance: Entrance,
    journal_state: Callable[[], JournalState],
    *,
    generated: bool = False,
) -> list[URLPattern]:
    """Every page of a case node; the last answers at every address that is none.

    ``generated`` where nobody in it exists: each page then says so.
    """
    heading = Message(mark("Case node of {institution}"), {"institution": ports.institution})

    def no_page(request: HttpRequest) -> HttpResponse:
        return missing(request)

    addresses = [
        *account_urls(entrance, heading=heading, for_whom=mark("For those who keep cases here.")),
        *language_views(),
        *start_views(ports, journal_state),
        *find_views(ports),
        *office_views(ports),
        *group_views(ports),
        *import_views(ports),
        *begin_views(ports),
        *taking_over_views(ports),
        *step_views(ports),
        *case_views(ports),
        *compare_views(ports),
        *letter_views(ports),
        *handing_over_views(ports),
        *break_glass_views(ports),
        *protection_views(ports),
        *oversight_views(ports, journal_state),
        *accounts_views(ports, journal_state),
        *accountability_views(ports, journal_state),
        *case_api(ports),
        *proposal_api(ports),
        *people_api(ports),
        *bridge_api(ports),
        *oversight_api(ports),
        re_path("", no_page, name="no-page"),
    ]
    for address in addresses:
        address.callback.generated = generated  # type: ignore[attr-defined]  # templates ask: `people_are_generated`
    return addresses
