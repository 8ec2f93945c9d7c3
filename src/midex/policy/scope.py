"""Which cases an account may see: default deny, one predicate; `stores.cases.scope` says the same in SQL.

A property test holds the two together. Refuses to know what is done with a case: that is `policy.actions`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.tier import Tier
from midex.kernel.verdict import Allowed, Refused

NOT_FOUND = mark("there is no such case here for this account")

OFFICE_TIERS: dict[Role, frozenset[Tier]] = {
    Role.REGISTRATION_OFFICER: frozenset({Tier.STANDARD}),
    Role.CASEWORKER: frozenset({Tier.STANDARD}),
    Role.GUARDIAN: frozenset({Tier.CHILD}),
    Role.TRAFFICKING_OFFICER: frozenset({Tier.TRAFFICKING}),
    Role.SUPERVISOR: frozenset({Tier.STANDARD, Tier.PROTECTED}),
}
"""The tiers that a role sees of its whole office; every other role sees none."""

CASELOAD_TIERS: dict[Role, frozenset[Tier]] = {
    Role.REGISTRATION_OFFICER: frozenset({Tier.STANDARD, Tier.PROTECTED}),
    Role.CASEWORKER: frozenset({Tier.STANDARD, Tier.PROTECTED, Tier.CHILD}),
    Role.GUARDIAN: frozenset({Tier.STANDARD, Tier.PROTECTED, Tier.CHILD}),
    Role.TRAFFICKING_OFFICER: frozenset(Tier),
    Role.SUPERVISOR: frozenset({Tier.STANDARD, Tier.PROTECTED, Tier.CHILD}),
}
"""The tiers that a role sees of its own caseload, in whichever office the case is."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Who asks, in what role, where, and when: all that the answer depends on."""

    identity: str
    role: Role
    office: str
    at: datetime


class Judged(Protocol):
    """What the policy looks at in a case."""

    @property
    def office(self) -> str: ...
    @property
    def tier(self) -> Tier: ...
    @property
    def assigned(self) -> frozenset[str]: ...
    @property
    def concerns(self) -> str: ...


def may_see(scope: Scope, case: Judged, granted: Collection[str] = ()) -> Allowed | Refused:
    """Whether an account may see a case; ``granted`` are the accounts with an unexpired break-glass grant on it."""
    refused = Refused(Message(NOT_FOUND))
    if scope.role not in OFFICE_TIERS or scope.identity == case.concerns:
        return refused
    if scope.identity in granted:
        return Allowed()
    if scope.identity in case.assigned and case.tier in CASELOAD_TIERS[scope.role]:
        return Allowed()
    if scope.office == case.office and case.tier in OFFICE_TIERS[scope.role]:
        return Allowed()
    return refused
