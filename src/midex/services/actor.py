"""Who is acting: a frozen value made from a signed-in account; refuses to be a session."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What an account may do."""

    SUBMITTER = "submitter"  # sends a participant's figures from its node
    APPROVER = "approver"  # proposes and approves releases at the hub


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person with an account; ``identity`` is the same string at every node and at the hub (``kernel.identity``)."""

    identity: str
    name: str
    role: Role
