"""The accounts of a case node: for whoever keeps them, and, of those who work on cases, for whoever assigns."""

from __future__ import annotations

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.verdict import Refused
from midex.policy.actions import CASEWORK, Action, may
from midex.procedures.catalogue import PROCEDURES
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.ports import CasePorts
from midex.services.casework.said_event import NAMES_GUARDIAN

NAMES_COLLEAGUE = frozenset({"account", NAMES_GUARDIAN})
"""Fields in which somebody names a colleague who keeps cases."""

ASSIGNERS = frozenset(
    role
    for procedure in PROCEDURES.values()
    for step in procedure.steps
    if NAMES_COLLEAGUE & set(step.records.__dataclass_fields__)
    for role in step.by
)
"""Roles that put a case into somebody's caseload, or a child into somebody's care."""


def list_accounts(actor: Actor, ports: CasePorts) -> tuple[Actor, ...] | Refused:
    """Everybody with an account here; staff are protected too, so that the looking is accounted for."""
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        verdict = may(actor.role, Action.KEEP_ACCOUNTS)
        kind = EntryKind.REFUSAL if isinstance(verdict, Refused) else EntryKind.READ
        account_for(kind, Action.KEEP_ACCOUNTS, Purpose.SUPERVISION, scope, (), ports)
    return verdict if isinstance(verdict, Refused) else ports.accounts.all()


def colleagues(actor: Actor, ports: CasePorts) -> tuple[Actor, ...]:
    """Those into whose caseload a case can be put, accounted for; nobody for a role that does not assign."""
    if actor.role not in ASSIGNERS:
        return ()
    with ports.unit_of_work():
        scope = scope_of(actor, ports.clock())
        account_for(EntryKind.READ, Action.TAKE_STEP, Purpose.SUPERVISION, scope, (), ports)
    return tuple(one for one in ports.accounts.all() if one.role in CASEWORK)
