"""Journal what became of a try to sign in: whose account it was and how it ended, never what was typed."""

from __future__ import annotations

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.policy.actions import Action
from midex.policy.caps import WINDOW
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.account_for_node import NOBODY, account_for_node
from midex.services.casework.ports import CasePorts
from midex.services.entrance.ports import Outcome

ALWAYS = frozenset({Outcome.SIGNED_IN, Outcome.SIGNED_OUT, Outcome.ENDED_BY_ANOTHER})
"""Outcomes that are written down however many there were."""

TRIES = 200
"""Entries about one account's sign-ins in a window after which failures are no longer written down.

Anybody may fail to sign in without end, and a journal that anybody can fill is one that nobody reads.
"""


def record_sign_in(identity: str, outcome: Outcome, ports: CasePorts) -> None:
    """Keep an outcome; ``identity`` is empty where what was typed names no account here."""
    now = ports.clock()
    with ports.unit_of_work():
        actor = ports.accounts.find(identity) if identity else None
        who = actor.identity if actor else NOBODY
        if outcome not in ALWAYS and ports.reads.tries(who, EntryKind.SIGN_IN, now - WINDOW) >= TRIES:
            return
        if actor is None:
            account_for_node(EntryKind.SIGN_IN, Action.SIGN_IN.value, now, ports, about=outcome.value)
            return
        scope = scope_of(actor, now)
        account_for(EntryKind.SIGN_IN, Action.SIGN_IN, Purpose.SUPERVISION, scope, (), ports, about=outcome.value)
