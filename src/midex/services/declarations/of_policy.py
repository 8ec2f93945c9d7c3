"""What can be wrong with the policy: actions, roles, tiers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set

from midex.kernel.role import LABELS, Role
from midex.kernel.tier import Tier
from midex.policy.actions import Action
from midex.policy.break_glass import TRUSTED
from midex.policy.scope import CASELOAD_TIERS, OFFICE_TIERS
from midex.services.declarations.finding import Finding


def of_policy(may: Mapping[Action, Set[Role]], needs_second_factor: Callable[[Role], bool]) -> Iterator[Finding]:
    """Every fault of the closed lists of who may what."""
    for action, roles in may.items():
        where = f"policy.actions.{action.value}"
        if not roles:
            yield Finding.of("C501", where, action=action.value)
        for role in sorted(roles, key=lambda role: role.value):
            if not needs_second_factor(role):
                yield Finding.of("C502", where, role=role.value, action=action.value)
    for role in sorted(OFFICE_TIERS.keys() ^ CASELOAD_TIERS.keys(), key=lambda role: role.value):
        where, other = ("its office", "its caseload") if role in OFFICE_TIERS else ("its caseload", "its office")
        yield Finding.of("C503", "policy.scope", role=role.value, where=where, other=other)
    for tier in Tier:
        if not TRUSTED.get(tier):
            yield Finding.of("C504", "policy.break_glass", tier=tier.value)
    for role in Role:
        if role not in LABELS:
            yield Finding.of("C505", "kernel.role", thing=role.value)
