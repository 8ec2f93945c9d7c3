"""Prove to somebody outside that one entry is in the journal, without showing them any other."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from midex.kernel.journal import Entry
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.journal.ports import JournalPorts, KeptCheckpoint

FORMAT = "c2sp.org/tlog-proof@v1"
NO_ENTRY = mark("the journal has no entry {number}; it has {size}, numbered from 0")
NOT_SIGNED = mark("entry {number} is not under a checkpoint yet; `midex journal checkpoint` signs one")


@dataclass(frozen=True, kw_only=True)
class ProvenEntry:
    """An entry, the hashes that join it to a root, and the checkpoint that signs that root."""

    entry: Entry
    path: tuple[bytes, ...]
    checkpoint: KeptCheckpoint

    def text(self) -> str:
        """The leaf's line, then the proof as C2SP tlog-proof writes it."""
        lines = [
            self.entry.leaf().decode(),
            FORMAT,
            f"index {self.entry.number}",
            *(base64.b64encode(part).decode() for part in self.path),
        ]
        return "\n".join(lines) + "\n\n" + self.checkpoint.cosigned_note


def prove_entry(number: int, ports: JournalPorts) -> ProvenEntry | Refused:
    """The proof under the newest checkpoint that the hub has seen, or else under the newest there is."""
    size = ports.entries.size()
    if not 0 <= number < size:
        return Refused(Message(NO_ENTRY, {"number": number, "size": size}))
    known = (ports.checkpoints.last(cosigned=True), ports.checkpoints.last())
    over = next((one for one in known if one and one.size > number), None)
    if over is None:
        return Refused(Message(NOT_SIGNED, {"number": number}))
    (entry,) = ports.entries.entries(number, number + 1)
    return ProvenEntry(entry=entry, path=ports.tree.inclusion(number, over.size), checkpoint=over)
