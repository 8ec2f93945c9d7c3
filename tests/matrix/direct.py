"""Asks services without their pages: a page's check stands before a service's own, and would hide that it is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import transaction

from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.casework.alarms import see_alarms
from midex.services.casework.break_glass import see_notices
from midex.services.casework.export_cases import export_cases
from midex.services.casework.list_accounts import list_accounts
from midex.services.casework.list_cases import list_cases
from midex.services.casework.ports import CasePorts, Wanted
from midex.services.casework.search_reads import search_reads
from tests.casework import CaseNode, journal_ports
from tests.matrix.table import lines
from tests.matrix.world import ASKERS

ENDED = Wanted(state="ended")
SERVICES: Mapping[str, Callable[[Actor, CasePorts], Any]] = {
    "list_accounts": list_accounts,
    "see_alarms": see_alarms,
    "see_notices": see_notices,
    "search_reads": search_reads,
    "list_cases": lambda actor, ports: list_cases(ENDED, actor, ports),
    "export_cases": lambda actor, ports: export_cases(ENDED, actor, ports),
}


def wrong_services(node: CaseNode) -> Iterator[str]:
    """What a service answers to a role, or journals, that its line does not say."""
    journal = journal_ports(node).entries
    for _, said in lines("services.csv"):
        name = said.pop("service")
        for role, may in said.items():
            with transaction.atomic():
                last = journal.size()
                refused = isinstance(SERVICES[name](ASKERS[role], node.ports), Refused)
                written = [entry.kind.value for entry in journal.entries(last)]
                transaction.set_rollback(True)
            if refused is (may == "yes") or written != ["read" if may == "yes" else "refusal"]:
                yield f"{name} asked by {role}: {'refused' if refused else 'answered'}, and {written} written"
