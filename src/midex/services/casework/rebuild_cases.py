"""Make the projection of cases anew from the event store; it must come out as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from midex.kernel.procedure import Case
from midex.procedures.catalogue import PROCEDURES
from midex.services.casework.history import ORDERS_ERASURE, ended_by_erasure, row_after, taken_from
from midex.services.casework.ports import CaseRow, Events, StoredEvent


def rebuilt(events: Events, told: Callable[[StoredEvent], None] = lambda _stored: None) -> Iterator[CaseRow]:
    """Every case's row as the steps in journal order make it; memory grows with the number of cases.

    ``told`` hears of each step that was folded.
    """
    rows: dict[str, tuple[CaseRow, Case]] = {}
    erased: set[str] = set()
    numbers: dict[int, int] = {}
    for stored in events.all():
        procedure = PROCEDURES[stored.procedure]
        taken = taken_from(stored)
        row, before = rows.get(stored.case, (None, procedure.start))
        name = ""
        if row is None:
            numbers[taken.at.year] = numbers.get(taken.at.year, 0) + 1
            name = f"{taken.at.year}-{numbers[taken.at.year]:07d}"
        case = procedure.apply(before, taken)
        after = row_after(row, taken, case, name=name, procedure=procedure.id, person=stored.person)
        rows[stored.case] = (after, case)
        if stored.step == ORDERS_ERASURE:
            erased.add(stored.person)
        told(stored)
    made = (row for _, (row, _) in sorted(rows.items()))
    yield from (ended_by_erasure(row) if row.person in erased else row for row in made)
