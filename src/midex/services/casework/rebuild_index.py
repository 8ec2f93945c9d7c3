"""Make the blind index anew from the steps: the sealed fields it needs are opened for that, in the journal first."""

from __future__ import annotations

from itertools import islice

from midex.kernel.event import Event
from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.linkage.indexed import Term, indexed_fields, terms
from midex.policy.actions import Action
from midex.policy.scope import Scope
from midex.services.casework.account_for import account_for
from midex.services.casework.history import Open, place_of, taken_from
from midex.services.casework.index_person import indexed_in, is_indexed
from midex.services.casework.ports import CasePorts, CaseRow, Receipt, StoredEvent

BATCH = 1_000
"""Cases of one entry in the journal and one unit of work."""

PROGRAM = "midex"
"""Who opens: the program itself, at the word of whoever keeps the machine."""


def rebuild_index(ports: CasePorts) -> int:
    """Put new tokens in place of those there; answers how many cases have some."""
    with ports.unit_of_work():
        ports.tokens.clear()
    done, rows = 0, ports.cases.all()
    while batch := tuple(islice(rows, BATCH)):
        done += _rebuild(batch, ports)
    return done


def _rebuild(rows: tuple[CaseRow, ...], ports: CasePorts) -> int:
    scope = Scope(identity=PROGRAM, role=Role.ADMINISTRATOR, office="", at=ports.clock())
    with ports.unit_of_work():
        receipt = account_for(EntryKind.READ, Action.REBUILD_INDEX, Purpose.SUPERVISION, scope, rows, ports)
    found = {row.case: tokens_of_case(row, receipt, ports) for row in rows}
    with ports.unit_of_work():
        for case, tokens in found.items():
            ports.tokens.add(case, tokens)
    return sum(1 for tokens in found.values() if tokens)


def tokens_of_case(row: CaseRow, receipt: Receipt, ports: CasePorts) -> frozenset[int]:
    """The tokens of all steps of a case; none once the person is erased."""
    unseal = _indexed_only(receipt, ports)
    found: set[Term] = set()
    for stored in filter(is_indexed, ports.events.history(row.case)):
        event = taken_from(stored, unseal).event
        for kind, value in indexed_in(stored.procedure, event):
            if not isinstance(value, Closed):
                found |= terms(kind, value)
    return ports.blinding.tokens(row.office, found)


def _indexed_only(receipt: Receipt, ports: CasePorts) -> Open:
    """Opens the fields that are indexed and no other."""

    def unseal(stored: StoredEvent, kind: type[Event], field: str, text: str) -> str | Closed:
        if f"{stored.procedure}.{kind.__name__}.{field}" not in indexed_fields():
            return Closed()
        return ports.vault.open(stored.person, place_of(stored.case, stored.number, field, kind), text, receipt)

    return unseal
