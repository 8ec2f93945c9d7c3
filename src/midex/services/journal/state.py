"""How a node's journal stands: what is signed, what the hub has seen, and whether a checkpoint is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from midex.kernel.checkpoint import SIGNED, key_text
from midex.services.journal.ports import JournalPorts


@dataclass(frozen=True, kw_only=True)
class JournalState:
    """What a supervisor and an automatic alarm read; ``reason`` is why the last attempt at a checkpoint failed.

    ``origin``, ``key`` and ``checkpoint``, the newest signed note, are what others verify with.
    """

    size: int
    signed_size: int
    signed_at: datetime | None
    late: bool
    hub_has: int
    hub_late: bool
    reason: str = ""
    origin: str = ""
    key: str = ""
    checkpoint: str = ""


def is_late(last_checkpoint_at: datetime | None, now: datetime, late_after: int) -> bool:
    """Whether more than ``late_after`` seconds have gone by without a checkpoint."""
    return last_checkpoint_at is None or (now - last_checkpoint_at).total_seconds() > late_after


def journal_state(ports: JournalPorts, reason: str = "") -> JournalState:
    """The state as of now; an empty journal has nothing to sign and is never late."""
    size, now = ports.entries.size(), ports.clock()
    signed, cosigned = ports.checkpoints.last(), ports.checkpoints.last(cosigned=True)
    return JournalState(
        size=size,
        signed_size=signed.size if signed else 0,
        signed_at=signed.at if signed else None,
        late=size > 0 and is_late(signed.at if signed else None, now, ports.late_after),
        hub_has=cosigned.size if cosigned else 0,
        hub_late=size > 0 and is_late(cosigned.at if cosigned else None, now, ports.late_after),
        reason=reason,
        origin=ports.origin,
        key=key_text(ports.origin, SIGNED, ports.signer.public_key),
        checkpoint=signed.cosigned_note if signed else "",
    )
