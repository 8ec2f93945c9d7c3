"""The journal's nouns: an entry of the order of all steps and reads, and the salted commitment that stands for it.

Refuses to hold personal data: payloads live in the event store and the record of reads, under keys of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256

FORMAT = "midex-journal/1"
SALT_BYTES = 32


class EntryKind(Enum):
    """What an entry stands for; a number in the leaf never changes its meaning."""

    EVENT = "event"
    READ = "read"
    REFUSAL = "refusal"
    BREAK_GLASS = "break-glass"
    PROPOSAL = "proposal"
    ERASURE = "erasure"
    SIGN_IN = "sign-in"
    INCIDENT = "incident"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: its place from 0, the second it was made (UTC, never before the entry before it), who, and for what.

    ``actor`` is a pseudonym, 16 hexadecimal digits; ``commitment`` has 32 bytes.
    """

    number: int
    at: datetime
    kind: EntryKind
    actor: str
    commitment: bytes

    def leaf(self) -> bytes:
        """The bytes that are hashed into the tree, and that the export prints as a line."""
        at = f"{self.at:%Y-%m-%dT%H:%M:%SZ}"
        return f"{FORMAT} {self.number} {at} {self.kind.value} {self.actor} {self.commitment.hex()}".encode("ascii")


def commit(salt: bytes, payload: bytes) -> bytes:
    """A commitment to ``payload`` that says nothing about it while the 32 bytes of ``salt`` are secret or destroyed."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return sha256(salt + payload).digest()
