"""See one case outside one's scope for an hour, for a reason that others read; capped, journaled, noticed."""

from __future__ import annotations

from dataclasses import dataclass

from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.policy.break_glass import LASTS, is_said, may_break
from midex.policy.caps import WINDOW, may_break_glass_again
from midex.policy.scope import NOT_FOUND
from midex.policy.watch import may_be_told
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.alarms import raise_alarm
from midex.services.casework.ports import CasePorts, Grant, Place

TABLE = "grant"
PAGE = 100
"""Notices on one page."""
GRANTED = "granted"
"""What the record of a break-glass says where a grant was given."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A grant as those who watch over it read it; ``reason`` is Closed once the person is erased."""

    grant: Grant
    name: str
    reason: str | Closed
    is_running: bool


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """One page of notices, the newest first; ``older`` is where the next page starts, None where there is none."""

    notices: tuple[Notice, ...]
    start: int
    older: int | None


def break_glass(name: str, reason: str, actor: Actor, ports: CasePorts) -> Grant | Refused:
    """Grant it, or say why not; asking for a case that is not there reads the same as for one that is not for them."""
    if isinstance(unsaid := is_said(reason), Refused):
        return unsaid
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        row = ports.cases.judged(name)
        verdict = may(actor.role, Action.BREAK_GLASS)
        if not isinstance(verdict, Refused):
            tries = ports.reads.tries(scope.identity, EntryKind.BREAK_GLASS, scope.at - WINDOW)
            verdict = may_break_glass_again(tries)
            if isinstance(verdict, Refused):
                raise_alarm(Action.BREAK_GLASS, scope, ports)
        if not isinstance(verdict, Refused):
            verdict = may_break(scope, row)
        about = "" if isinstance(verdict, Refused) else GRANTED
        receipt = account_for(
            EntryKind.BREAK_GLASS,
            Action.BREAK_GLASS,
            Purpose.PROTECTION,
            scope,
            (row,),
            ports,
            outside=True,
            about=about,
        )
        if isinstance(verdict, Refused):
            return verdict
        if row is None:
            return Refused(Message(NOT_FOUND))
        try:
            kept = ports.vault.seal(row.person, _place(receipt.entry), reason.strip())
        except KeyError:  # the person was erased: there is nothing left to see
            return Refused(Message(NOT_FOUND))
        grant = Grant(
            entry=receipt.entry,
            case=row.case,
            office=row.office,
            identity=scope.identity,
            reason=kept,
            given_at=scope.at,
            until=scope.at + LASTS,
        )
        ports.grants.give(grant)
    return grant


def see_notices(actor: Actor, ports: CasePorts, *, start: int = 0) -> Noticed | Refused:
    """The break-glass of an office, for its supervisor; of every office, for the data protection officer."""
    start = max(0, start)
    scope = scope_of(actor, ports.clock())
    offices = ports.offices if actor.role is Role.DATA_PROTECTION_OFFICER else (actor.office,)
    with ports.unit_of_work():
        refused = may(actor.role, Action.SEE_NOTICES)
        if isinstance(refused, Refused):
            account_for(EntryKind.REFUSAL, Action.SEE_NOTICES, Purpose.SUPERVISION, scope, (), ports)
            return refused
        found = ports.grants.of_offices(offices, start, PAGE + 1)
        grants = found[:PAGE]
        known = ports.cases.by_ids({grant.case for grant in grants})
        rows = {case: row for case, row in known.items() if may_be_told(scope, row)}
        grants = tuple(grant for grant in grants if grant.case in rows)
        about = tuple(rows.values())
        receipt = account_for(EntryKind.READ, Action.SEE_NOTICES, Purpose.SUPERVISION, scope, about, ports)
    notices = tuple(
        Notice(
            grant=grant,
            name=rows[grant.case].name,
            reason=ports.vault.open(rows[grant.case].person, _place(grant.entry), grant.reason, receipt),
            is_running=scope.at < grant.until,
        )
        for grant in grants
    )
    return Noticed(notices=notices, start=start, older=start + PAGE if len(found) > PAGE else None)


def _place(entry: int) -> Place:
    return Place(TABLE, str(entry), "reason")
