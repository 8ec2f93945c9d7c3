"""Whose account needs a second factor: everybody's but those named here, so that a new role is never forgotten.

Refuses to know what a second factor is: that is `services.entrance`.
"""

from __future__ import annotations

from midex.kernel.role import Role

PASSWORD_SUFFICES = frozenset({Role.SUBMITTER})
"""Roles that may have a second factor and need none: they send counts, which others check and approve."""


def needs_second_factor(role: Role) -> bool:
    """Whether an account of this role reaches nothing until it has a second factor."""
    return role not in PASSWORD_SUFFICES
