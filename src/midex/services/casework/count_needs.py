"""Count the needs of an office's open screenings, for its supervisor: coarse counts, no case and no person in them.

What anti-trafficking officers alone keep is not counted: that there is one more of it would be told.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from midex.exchange.purposes import ACCOMPANIED, SEX
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.tier import Tier
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.procedures.protection.case import Standing
from midex.procedures.protection.indicators import (
    COARSE,
    AgeGroup,
    CountedNeed,
    NeedsRow,
    needs_of,
    table_of_needs,
)
from midex.procedures.protection.procedure import PROTECTION
from midex.procedures.protection.unanswered import unanswered_since
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.history import taken_from
from midex.services.casework.ports import CasePorts, CaseRow
from midex.services.casework.recorded_fields import recorded_fields

AGE_OF = {
    "adult": AgeGroup.ADULT,
    "with-family": AgeGroup.CHILD,
    "separated": AgeGroup.CHILD,
    "alone": AgeGroup.CHILD,
}
"""What was said of whether somebody is accompanied, as an age group; anything else says nothing."""

FEW = f"<{COARSE}"
"""Stands in a file where a page says "fewer than"."""


def count_needs(actor: Actor, ports: CasePorts) -> tuple[NeedsRow, ...] | Refused:
    """The table of needs of the account's own office, as it is now; nothing sealed is opened."""
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        if isinstance(refused := may(actor.role, Action.COUNT_NEEDS), Refused):
            account_for(EntryKind.REFUSAL, Action.COUNT_NEEDS, Purpose.STATISTICS, scope, (), ports)
            return refused
        account_for(EntryKind.READ, Action.COUNT_NEEDS, Purpose.STATISTICS, scope, (), ports)
        rows = ports.cases.open_of(PROTECTION.id, scope.office)
        return table_of_needs(one for row in rows if row.tier is not Tier.TRAFFICKING for one in _counted(row, ports))


def _counted(row: CaseRow, ports: CasePorts) -> Iterator[CountedNeed]:
    taken = tuple(taken_from(stored) for stored in ports.events.history(row.case))
    whole = (step for one in ports.cases.of_person(row.person) for step in ports.events.history(one.case))
    said = {name: getattr(field.value, "value", "") for name, field in recorded_fields(whole).items()}
    age = AGE_OF.get(said.get(ACCOMPANIED, ""), AgeGroup.UNKNOWN)
    return needs_of(PROTECTION.fold(taken), age, said.get(SEX, ""), unanswered_since(taken))


def needs_as_csv(rows: tuple[NeedsRow, ...]) -> bytes:
    """The whole table as a file; in a spreadsheet it opens as it is."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("need", "age", "sex", *(stands.value for stands in Standing), "unanswered_since"))
    for row in rows:
        counts = (row.counts[stands] or FEW for stands in Standing)
        since = f"{row.since:%Y-%m}" if row.since else ""
        writer.writerow((row.need.value, row.age, row.sex, *counts, since))
    return text.getvalue().encode("utf-8-sig")
