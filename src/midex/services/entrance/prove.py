"""Signing in where there is no browser: the password, then a one-time code wherever one is needed; no session follows.

Refuses to be a way around: whose role needs a second factor gets nowhere with a password alone.
"""

from __future__ import annotations

from collections.abc import Callable

from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.policy.second_factor import needs_second_factor
from midex.services.actor import Actor
from midex.services.entrance.ports import Entrance, Outcome
from midex.services.sign_in import sign_in

NO_FACTOR = mark("the account {account} has no one-time codes yet; sign in at the node's pages and set them up there")
WRONG_CODE = mark("this code is not right, or it was used already; wait for the next one and try again")


def prove(
    entrance: Entrance, identity: str, password: str, code: Callable[[], str], roles: frozenset[Role]
) -> Actor | Refused:
    """The holder of an account of one of these roles; ``code`` is asked for once the password was right."""
    actor = sign_in(entrance.accounts, identity, password, *sorted(roles, key=lambda role: role.value))
    if isinstance(actor, Refused):
        known = entrance.accounts.find(identity)
        entrance.on_sign_in(known.identity if known else "", Outcome.WRONG_PASSWORD)
        return actor
    factors = entrance.factors.of(actor.identity)
    if needs_second_factor(actor.role) or factors.any:
        if not factors.totp:
            return Refused(Message(NO_FACTOR, {"account": actor.identity}))
        if not _is_right(code(), actor, entrance):
            entrance.on_sign_in(actor.identity, Outcome.WRONG_CODE)
            return Refused(Message(WRONG_CODE))
    entrance.on_sign_in(actor.identity, Outcome.SIGNED_IN)
    return actor


def _is_right(said: str, actor: Actor, entrance: Entrance) -> bool:
    used = entrance.factors.use_totp(actor.identity, said, entrance.clock())
    return used or entrance.factors.use_recovery_code(actor.identity, said)
