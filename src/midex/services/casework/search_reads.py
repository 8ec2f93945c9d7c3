"""Search who saw what: a supervisor in the office, the data protection officer in all; itself accounted for.

A case is named where one alone was asked for, and only to somebody who may know of it; a list says how many it named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.policy.scope import NOT_FOUND, Scope
from midex.policy.watch import may_watch
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.ports import CasePorts, CaseRow, Read

PAGE = 100


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """One line of the record: how many cases it is about, and the name of the one it is about, if it may be told."""

    read: Read
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many cases the line is about."""
        return len(self.read.cases)

    @property
    def others(self) -> int:
        """How many of them are not named."""
        return len(self.read.cases) - len(self.names)


def search_reads(
    actor: Actor, ports: CasePorts, *, identity: str = "", name: str = "", kind: str = "", start: int = 0
) -> tuple[ReadLine, ...] | Refused:
    """What was accounted for, newest first, of one account, case or kind where they are given."""
    scope = scope_of(actor, ports.clock())
    office = "" if actor.role is Role.DATA_PROTECTION_OFFICER else actor.office
    with ports.unit_of_work():
        verdict = may(actor.role, Action.SEARCH_READS)
        if not office and actor.role is not Role.DATA_PROTECTION_OFFICER:  # in no office, and not over all of them
            verdict = Refused(Message(NOT_FOUND))
        row = ports.cases.judged(name) if name else None
        if not isinstance(verdict, Refused) and name and (row is None or not may_watch(scope, row)):
            verdict = Refused(Message(NOT_FOUND))
        if isinstance(verdict, Refused):
            account_for(EntryKind.REFUSAL, Action.SEARCH_READS, Purpose.SUPERVISION, scope, (), ports)
            return verdict
        reads = ports.reads.search(
            office=office, identity=identity, case=row.case if row else "", kind=kind, start=max(0, start), count=PAGE
        )
        named = _named(reads, scope, ports)
        told = {row.case: row} if row else named
        account_for(EntryKind.READ, Action.SEARCH_READS, Purpose.SUPERVISION, scope, tuple(told.values()), ports)
    return tuple(ReadLine(read=read, names=_names(read, told)) for read in reads)


def _named(reads: tuple[Read, ...], scope: Scope, ports: CasePorts) -> Mapping[str, CaseRow]:
    alone = {read.cases[0] for read in reads if len(read.cases) == 1}
    return {case: row for case, row in ports.cases.by_ids(alone).items() if may_watch(scope, row)}


def _names(read: Read, told: Mapping[str, CaseRow]) -> tuple[str, ...]:
    return tuple(told[case].name for case in read.cases if case in told)
