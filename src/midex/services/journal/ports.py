"""What the journal's services need from the outside; ``stores`` and ``crypto`` provide it, ``node`` wires it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from midex.kernel.journal import EntryKind


@dataclass(frozen=True, kw_only=True, slots=True)
class ToRecord:
    """One entry to be made: ``actor`` is an account, kept as a pseudonym; ``payload`` is committed to, never kept."""

    kind: EntryKind
    actor: str
    at: datetime
    salt: bytes
    payload: bytes
