"""Write the journal into a folder that anybody may have: it holds pseudonyms and commitments, no personal data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from midex.kernel.checkpoint import COSIGNED, SIGNED, key_text
from midex.services.journal.ports import JournalPorts
from midex.services.journal.receive_checkpoint import PATH, WITNESS

TOLD_EACH = 10_000
"""Entries between two words of progress."""

ENTRIES, CHECKPOINTS, KEY, README = "entries", "checkpoints", "key", "README.txt"


@dataclass(frozen=True, kw_only=True)
class Exported:
    """How much was written."""

    entries: int
    checkpoints: int


def export_journal(
    folder: Path, ports: JournalPorts, hub_url: str = "", told: Callable[[int], None] = lambda _done: None
) -> Exported:
    """Write entries, checkpoints, the public key and how to verify them; FileExistsError where the folder has any.

    ``told`` hears now and then how many entries are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / CHECKPOINTS).open("x", encoding="utf-8", newline="\n") as out:
        checkpoints = 0
        for checkpoint in ports.checkpoints.all():
            out.write(checkpoint.cosigned_note + "\n")
            checkpoints += 1
    size = ports.entries.size()  # after the checkpoints: they never cover more than is written
    with (folder / ENTRIES).open("xb") as lines:
        for entry in ports.entries.entries(0, size):
            lines.write(entry.leaf() + b"\n")
            if entry.number % TOLD_EACH == 0:
                told(entry.number)
    key = key_text(ports.origin, SIGNED, ports.signer.public_key)
    (folder / KEY).write_text(key + "\n", "utf-8")
    (folder / README).write_text(_readme(key, ports, hub_url), "utf-8")
    return Exported(entries=size, checkpoints=checkpoints)


def _readme(key: str, ports: JournalPorts, hub_url: str) -> str:
    hub_key = ports.hub_key.read()
    witness = key_text(WITNESS, COSIGNED, hub_key) if hub_key else ""
    lines = [
        f"The journal of {ports.origin}: the order of all steps and reads, as commitments without personal data.",
        "",
        "entries      one line each: format, number from 0, time (UTC), kind, pseudonym, commitment",
        "checkpoints  signed notes (C2SP tlog-checkpoint), each over all entries up to its size",
        "key          the journal's public key; better have it from somebody else than from this folder",
        "",
        "To verify it, on any machine with Python 3.11 and nothing else:",
        "",
        "    midex-verify FOLDER --key KEY --seen CHECKPOINT --witness WITNESS",
        "",
        f"KEY         as the institution published it; here it claims to be {key}",
        f"CHECKPOINT  a file with a checkpoint you kept, or the hub's: {hub_url}{PATH}/{ports.origin}",
        *([f"WITNESS     the hub's key, as the hub publishes it; this node knows {witness}"] if witness else []),
    ]
    return "\n".join(lines) + "\n"
