"""Find out who is acting, and whether they may."""

from __future__ import annotations

from midex.kernel.identity import folded, identity_of
from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.ports import Accounts


def sign_in(accounts: Accounts, identity: str, password: str, *roles: Role) -> Actor | Refused:
    """The holder of an account that has one of these roles; only where a password suffices, else `entrance.prove`."""
    actor = accounts.check(folded(identity), password)
    if actor is None:
        wrong = mark("there is no account {account} here, or its password is wrong")
        return Refused(Message(wrong, {"account": identity}))
    return may(actor, *roles)


def may(actor: Actor, *roles: Role) -> Actor | Refused:
    """The actor, if theirs is one of the roles that this needs, and a name that tells one person from another."""
    if isinstance(nobody := identity_of(actor.identity), Refused):
        return nobody
    if actor.role in roles:
        return actor
    needed = ", ".join(sorted(role.value for role in roles))
    details = {"account": actor.identity, "has": actor.role.value, "needs": needed}
    return Refused(Message(mark("the account {account} has the role {has}; this needs the role {needs}"), details))
