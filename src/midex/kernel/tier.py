"""How closely a case is kept: a closed list, the most open first. Unknown means the closest that could apply."""

from __future__ import annotations

from enum import Enum


class Tier(Enum):
    """The protection tier of a case; who sees which stands in `policy.scope`."""

    STANDARD = "standard"
    PROTECTED = "protected"
    CHILD = "child"
    TRAFFICKING = "trafficking"


def closest(*tiers: Tier) -> Tier:
    """The one of them in which a case is kept most closely."""
    return max(tiers, key=list(Tier).index)
