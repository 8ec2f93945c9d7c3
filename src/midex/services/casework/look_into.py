"""Look into the cases that the index brings up: within the scope, capped, journaled; only then are names opened.

What `find_people` and `possible_duplicates` have in common; neither shows a name here, only which fields agree.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.linkage.answer import Ambiguous, Unique
from midex.linkage.asked import Asked
from midex.linkage.person import Person
from midex.policy.actions import Action, may
from midex.policy.break_glass import is_outside
from midex.policy.caps import WINDOW, may_find
from midex.policy.scope import Scope
from midex.services.casework.account_for import account_for
from midex.services.casework.alarms import raise_alarm
from midex.services.casework.history import opened_for
from midex.services.casework.index_person import person_of
from midex.services.casework.ports import CasePorts, CaseRow, Receipt
from midex.services.casework.read_case import PURPOSE_OF

ACTION = Action.FIND_PEOPLE
LOOKED_INTO = 20
"""Cases that one search opens; who fits more of what is asked comes first."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A case that may be meant, and which fields agree."""

    row: CaseRow
    agrees: tuple[Message, ...]


@dataclass(frozen=True, kw_only=True)
class Duplicates:
    """Cases that may be about the same person, the closest first; those noted as such already lead.

    ``answer`` is what whoever registers acts on: nobody goes on before a human has compared, unless it is None.
    ``more`` where others fit as well and were not looked into; ``looked_into`` are the ids of the cases that were.
    """

    found: tuple[Found, ...]
    answer: Unique | Ambiguous | None
    more: bool = False
    looked_into: Set[str] = frozenset()


NOBODY = Duplicates(found=(), answer=None)
"""Nobody is alike."""


@dataclass(frozen=True, kw_only=True)
class LookedInto:
    """The cases and who each is about; ``more`` where others fit as well and were not looked into."""

    people: tuple[tuple[CaseRow, Person], ...]
    more: bool = False


def look_into(
    wanted: Asked,
    scope: Scope,
    ports: CasePorts,
    *,
    leave_out: Callable[[CaseRow], bool] = lambda _: False,
    besides: int = 0,
) -> LookedInto | Refused:
    """Whoever fits; ``besides`` is how many cases more are fetched for those that ``leave_out`` drops."""
    with ports.unit_of_work():
        refused = may(scope.role, ACTION)
        if isinstance(refused, Refused):
            return refuse(refused, scope, ports)
        rows, more = _candidates(wanted, scope, besides, ports)
        rows = tuple(row for row in rows if not leave_out(row))
        rows, more = rows[:LOOKED_INTO], more or len(rows) > LOOKED_INTO
        receipt = account_for_finding(rows, scope, ports)
        if isinstance(receipt, Refused):
            return receipt
        histories = tuple((row, ports.events.history(row.case)) for row in rows)
    # the record of this search is kept by now; only then is anything opened
    unseal = opened_for(scope.role, receipt, ports.vault)
    return LookedInto(people=tuple((row, person_of(kept, unseal)) for row, kept in histories), more=more)


def account_for_finding(rows: tuple[CaseRow, ...], scope: Scope, ports: CasePorts) -> Receipt | Refused:
    """Journal that cases are looked into, inside the open unit of work; or refuse, for one account looked into many."""
    seen = ports.reads.seen(scope.identity, [ACTION.value], scope.at - WINDOW)
    capped = may_find(seen, {row.case for row in rows})
    if isinstance(capped, Refused):
        raise_alarm(ACTION, scope, ports)
        return refuse(capped, scope, ports)
    outside = any(is_outside(scope, row) for row in rows)
    return account_for(EntryKind.READ, ACTION, purpose_of(scope), scope, rows, ports, outside=outside)


def refuse(refused: Refused, scope: Scope, ports: CasePorts) -> Refused:
    """Journal a refusal, inside the open unit of work."""
    account_for(EntryKind.REFUSAL, ACTION, purpose_of(scope), scope, (), ports)
    return refused


def purpose_of(scope: Scope) -> Purpose:
    """What a role looks for people for."""
    return PURPOSE_OF.get(scope.role, Purpose.REGISTRATION)


def _candidates(wanted: Asked, scope: Scope, besides: int, ports: CasePorts) -> tuple[tuple[CaseRow, ...], bool]:
    if wanted.case:
        row = ports.cases.named(wanted.case, scope)
        return ((row,) if row else ()), False
    offices = sorted(ports.tokens.offices(scope))
    groups = [frozenset().union(*(ports.blinding.tokens(at, group) for at in offices)) for group in wanted.groups]
    found, more = ports.tokens.candidates(groups, wanted.at_least, scope, LOOKED_INTO + besides)
    rows = ports.cases.by_ids(found)
    return tuple(rows[case] for case in found), more
