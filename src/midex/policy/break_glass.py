"""Seeing a case outside one's scope in an emergency: who may, for how long, and what must be said."""

from __future__ import annotations

from datetime import timedelta

from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.tier import Tier
from midex.kernel.verdict import Allowed, Refused
from midex.policy.scope import NOT_FOUND, OFFICE_TIERS, Judged, Scope, may_see

LASTS = timedelta(hours=1)
SHORTEST = 20
"""Characters of the shortest reason: more than a word."""

SAY_WHY = mark("say in a sentence why this cannot wait; the supervisor and the person may read it")

ONLY_SHOWN = mark("break-glass shows this case and changes nothing; its own office takes the step")

TRUSTED = {
    Tier.STANDARD: frozenset(OFFICE_TIERS),
    Tier.PROTECTED: frozenset(OFFICE_TIERS),
    Tier.CHILD: frozenset({Role.CASEWORKER, Role.GUARDIAN, Role.TRAFFICKING_OFFICER, Role.SUPERVISOR}),
    Tier.TRAFFICKING: frozenset({Role.TRAFFICKING_OFFICER}),
}
"""The roles for which glass breaks, by tier."""


def is_said(reason: str) -> Allowed | Refused:
    """Whether there is a reason at all."""
    return Allowed() if len(reason.strip()) >= SHORTEST else Refused(Message(SAY_WHY))


def may_break(scope: Scope, case: Judged | None) -> Allowed | Refused:
    """Whether an account may see a case for a while; the same answer where there is no such case."""
    if case is None or scope.identity == case.concerns or scope.role not in TRUSTED[case.tier]:
        return Refused(Message(NOT_FOUND))
    return Allowed()


def is_outside(scope: Scope, case: Judged) -> bool:
    """Whether a case that is seen is seen by break-glass alone."""
    return isinstance(may_see(scope, case), Refused)


def may_act(scope: Scope, case: Judged) -> Allowed | Refused:
    """Whether a case that is seen may be acted upon: an hour's sight must not become a caseload, or a closer tier."""
    return Refused(Message(ONLY_SHOWN)) if is_outside(scope, case) else Allowed()
