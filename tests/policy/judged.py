"""Cases and accounts as the policy sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.policy.scope import Scope

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """What the policy looks at in a case."""

    office: str = "north"
    tier: Tier = Tier.STANDARD
    assigned: frozenset[str] = frozenset()
    concerns: str = ""


def asks(role: Role, identity: str = "asking", office: str = "north") -> Scope:
    """An account that asks now."""
    return Scope(identity=identity, role=role, office=office, at=NOW)
