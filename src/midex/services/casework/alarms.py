"""Alarms: that an account was shown, or asked for, as much as one may; journaled when it happens, read by a supervisor.

Refuses to stop anybody: that is the cap's to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.policy.caps import WINDOW
from midex.policy.scope import NOT_FOUND, Scope
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.ports import CasePorts


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """An account that saw or asked for as much as one may: whose, of which office, by what, when."""

    identity: str
    office: str
    action: str
    at: datetime


def raise_alarm(action: Action, scope: Scope, ports: CasePorts) -> None:
    """Journal it, once in an hour for an account, inside the open unit of work."""
    if not ports.reads.tries(scope.identity, EntryKind.INCIDENT, scope.at - WINDOW):
        account_for(EntryKind.INCIDENT, action, Purpose.SUPERVISION, scope, (), ports)


def see_alarms(actor: Actor, ports: CasePorts) -> tuple[Alarm, ...] | Refused:
    """The newest alarms of an office, for its supervisor; of every office, for the data protection officer."""
    scope = scope_of(actor, ports.clock())
    office = "" if actor.role is Role.DATA_PROTECTION_OFFICER else actor.office
    with ports.unit_of_work():
        verdict = may(actor.role, Action.SEE_NOTICES)
        if not office and actor.role is not Role.DATA_PROTECTION_OFFICER:  # in no office, and not over all of them
            verdict = Refused(Message(NOT_FOUND))
        kind = EntryKind.REFUSAL if isinstance(verdict, Refused) else EntryKind.READ
        account_for(kind, Action.SEE_NOTICES, Purpose.SUPERVISION, scope, (), ports)
        if isinstance(verdict, Refused):
            return verdict
        raised = ports.reads.search(office=office, kind=EntryKind.INCIDENT.value)
    return tuple(Alarm(identity=one.identity, office=one.office, action=one.action, at=one.at) for one in raised)
