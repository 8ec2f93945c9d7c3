"""Prove to somebody who kept a checkpoint that the journal only grew since, without showing them any entry."""

from __future__ import annotations

from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.journal.ports import JournalPorts
from midex.services.journal.receive_checkpoint import offer

NEVER_SIGNED = mark("no checkpoint is over as many as {size} entries; `midex journal status` says how many are signed")


def prove_growth(size: int, ports: JournalPorts) -> str | Refused:
    """The proof from the first ``size`` entries to the newest checkpoint that the hub has seen, or else to the newest
    there is; as a witness is asked (C2SP tlog-witness).
    """
    known = (ports.checkpoints.last(cosigned=True), ports.checkpoints.last())
    over = next((one for one in known if one and one.size >= size), None)
    if over is None or size < 1:
        return Refused(Message(NEVER_SIGNED, {"size": size}))
    return offer(size, ports.tree.consistency(size, over.size), over.cosigned_note).decode()
