"""Who is acting: a frozen value made from a signed-in account; refuses to be a session."""

from __future__ import annotations

from dataclasses import dataclass

from midex.kernel.role import Role


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person with an account; ``identity`` is the same string at every node and at the hub (``kernel.identity``).

    ``office`` is where the role is held, at a case node; elsewhere it is empty.
    """

    identity: str
    name: str
    role: Role
    office: str = ""
