"""A step that two persons take: the second is somebody else, and approves exactly what the first proposed."""

from __future__ import annotations

from midex.kernel.text import Message, mark
from midex.kernel.verdict import Allowed, Refused

SAME_PERSON = mark("another person must approve this; whoever proposed it cannot")
ANOTHER_TEXT = mark("what you approve is not what was proposed; read it again")
CHANGED = mark("the case changed since this was proposed; propose it anew")


def may_approve(
    *, proposer: str, approver: str, proposed: str, approved: str, based_on: int, steps: int
) -> Allowed | Refused:
    """Whether an account may approve a proposed step; ``proposed`` and ``approved`` are hashes of its content."""
    if proposer == approver:
        return Refused(Message(SAME_PERSON))
    if proposed != approved:
        return Refused(Message(ANOTHER_TEXT))
    return Allowed() if based_on == steps else Refused(Message(CHANGED))
