"""An office's list of cases as a file for its supervisor: no field of a person, capped like what is opened by hand."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.policy.caps import RECORDS
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.count_queues import seconds_of
from midex.services.casework.ports import CasePorts, CaseRow, Wanted
from midex.services.casework.read_case import within_cap

COLUMNS = ("case", "procedure", "office", "tier", "state", "steps", "opened_on", "changed_on", "due", "open")

TOO_WIDE = mark(
    "{count} cases fit, and a file holds at most {most}; ask for fewer: by state, office or what is overdue"
)


def export_cases(wanted: Wanted, actor: Actor, ports: CasePorts) -> bytes | Refused:
    """The CSV of every case that fits, the longest unchanged first; in a spreadsheet it opens as it is."""
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        refused = may(actor.role, Action.EXPORT_CASES)
        rows: tuple[CaseRow, ...] = ()
        if not isinstance(refused, Refused):
            wanted = replace(wanted, start=0, count=RECORDS, of="", seconds=seconds_of(actor.role))
            rows, total = ports.cases.page(wanted, scope)
            wide = Refused(Message(TOO_WIDE, {"count": total, "most": RECORDS}))
            refused = wide if total > RECORDS else within_cap(rows, scope, ports)
        if isinstance(refused, Refused):
            account_for(EntryKind.REFUSAL, Action.EXPORT_CASES, Purpose.SUPERVISION, scope, (), ports)
            return refused
        account_for(EntryKind.READ, Action.EXPORT_CASES, Purpose.SUPERVISION, scope, rows, ports)
    return _csv(rows)


def _csv(rows: tuple[CaseRow, ...]) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_line(row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _line(row: CaseRow) -> tuple[object, ...]:
    return (
        row.name,
        row.procedure,
        row.office,
        row.tier.value,
        row.state,
        row.steps,
        row.opened_at.date(),
        row.changed_at.date(),
        row.due or "",
        "yes" if row.is_open else "no",
    )
