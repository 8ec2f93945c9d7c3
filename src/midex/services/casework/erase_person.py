"""Make what is recorded of a person unreadable for ever: the key goes, the journal says so, the steps remain.

Refuses to judge who may order it: that is a step of the procedure, which two persons take.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.policy.actions import Action
from midex.policy.scope import Scope
from midex.services.casework.account_for import account_for
from midex.services.casework.begun_forms import end_forms_of
from midex.services.casework.ports import CasePorts, CaseRow


@dataclass(frozen=True, kw_only=True)
class Erased:
    """``entry`` is the journal's number; ``waiting`` are folders with a copy of the keys that nobody could reach.

    What is left to do there is done the next time they are within reach.
    """

    entry: int
    waiting: tuple[Path, ...]


def erase_person(row: CaseRow, scope: Scope, ports: CasePorts) -> Erased:
    """Destroy the key of the person whom a case is about, in every case about them; a second time changes nothing.

    The key goes first, and with it what the person is found by: an entry that says so is never ahead of what was done.
    """
    ports.vault.erase(row.person)
    rows = ports.cases.of_person(row.person)
    for one in rows:
        end_forms_of(one.case, ports)
    with ports.unit_of_work():
        for one in rows:
            ports.tokens.forget(one.case)
        entry = _known(row.case, ports)
        if entry is None:
            entry = account_for(EntryKind.ERASURE, Action.ERASE, Purpose.OWN_RIGHTS, scope, rows, ports).entry
    return Erased(entry=entry, waiting=ports.vault.unreached())


def is_erased(row: CaseRow, ports: CasePorts) -> bool:
    """Whether nothing is left to be done."""
    return row.person in ports.vault.erased() and _known(row.case, ports) is not None


def _known(case: str, ports: CasePorts) -> int | None:
    found = ports.reads.search(case=case, kind=EntryKind.ERASURE.value, count=1)
    return found[0].entry if found else None
