"""Search who saw what: a supervisor in the office, the data protection officer in all; itself accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.policy.scope import NOT_FOUND
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.ports import CasePorts, Read

PAGE = 100


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """One line of the record, with the names of the cases it is about."""

    read: Read
    names: tuple[str, ...]


def search_reads(
    actor: Actor, ports: CasePorts, *, identity: str = "", name: str = "", kind: str = "", start: int = 0
) -> tuple[ReadLine, ...] | Refused:
    """What was accounted for, newest first, of one account, case or kind where they are given."""
    scope = scope_of(actor, ports.clock())
    office = "" if actor.role is Role.DATA_PROTECTION_OFFICER else actor.office
    with ports.unit_of_work():
        verdict = may(actor.role, Action.SEARCH_READS)
        row = ports.cases.judged(name) if name else None
        if not isinstance(verdict, Refused) and name and (row is None or (office and row.office != office)):
            verdict = Refused(Message(NOT_FOUND))
        if isinstance(verdict, Refused):
            account_for(EntryKind.REFUSAL, Action.SEARCH_READS, Purpose.SUPERVISION, scope, (), ports)
            return verdict
        reads = ports.reads.search(
            office=office, identity=identity, case=row.case if row else "", kind=kind, start=max(0, start), count=PAGE
        )
        account_for(EntryKind.READ, Action.SEARCH_READS, Purpose.SUPERVISION, scope, (row,) if row else (), ports)
        names = {case: _name(case, ports) for read in reads for case in read.cases}
    return tuple(ReadLine(read=read, names=tuple(names[case] for case in read.cases)) for read in reads)


def count_reads(ports: CasePorts) -> Mapping[tuple[str, str], int]:
    """What the institution publishes: how many of each (month, kind)."""
    return ports.reads.counts()


def _name(case: str, ports: CasePorts) -> str:
    row = ports.cases.by_id(case)
    return row.name if row else ""
