"""Show the hub the newest checkpoint, and keep the line with which it says that it has seen it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from midex.kernel.checkpoint import COSIGNED, Signature, cosigned_at, key_hash, read_note, to_cosign
from midex.kernel.fault import Fault
from midex.kernel.verdict import Refused
from midex.services.enrol_key import refusal_of
from midex.services.journal.ports import JournalPorts, KeptCheckpoint
from midex.services.journal.receive_checkpoint import PATH, WITNESS, offer


def send_checkpoint(ports: JournalPorts) -> KeptCheckpoint | Refused | None:
    """Have the newest checkpoint cosigned; one that is already stays as it is, None where there is none.

    Fault F210 before enrolment, F307 where the hub has seen a journal that this one does not continue.
    """
    newest = ports.checkpoints.last()
    if newest is None or newest.cosignatures:
        return newest
    if ports.hub_key.read() is None:
        raise Fault("F210")
    before = ports.checkpoints.last(cosigned=True)
    answer = _offer(before.size if before else 0, newest, ports)
    if isinstance(size := answer.get("size"), int):  # an answer was lost, or the home was restored from a backup
        if size > newest.size:
            newer = ports.checkpoints.last()  # another process of this home may have been quicker
            if newer and newer.size >= size:
                return newer if newer.cosignatures else send_checkpoint(ports)
            reason = f"the hub has seen {size} entries, this journal has {newest.size}"
            raise Fault("F307", home=ports.origin, reason=reason)
        answer = _offer(size, newest, ports)
    if "refused" in answer:
        return refusal_of(answer)
    line = _checked(answer, newest, ports)
    ports.checkpoints.cosign(newest.note, line)
    return ports.checkpoints.last(cosigned=True)


def _offer(old: int, newest: KeptCheckpoint, ports: JournalPorts) -> Mapping[str, Any]:
    proof = ports.tree.consistency(old, newest.size)
    return ports.hub.post(PATH, offer(old, proof, newest.note))


def _checked(answer: Mapping[str, Any], newest: KeptCheckpoint, ports: JournalPorts) -> str:
    """The hub's line, believed only if the hub's own key signed it."""
    hub_key = ports.hub_key.read() or b""
    try:
        said = read_note(newest.note + str(answer["cosignature"]))
    except (KeyError, ValueError) as wrong:
        raise Fault("F205", reason="it does not answer the checkpoint") from wrong
    if not is_cosigned(said.text, said.signatures[-1], hub_key, ports):
        raise Fault("F205", reason="its signature under the checkpoint does not hold")
    return said.signatures[-1].line()


def is_cosigned(text: str, line: Signature, hub_key: bytes, ports: JournalPorts) -> bool:
    """Whether the hub signed this text at the second its line names."""
    if (line.name, line.key_hash) != (WITNESS, key_hash(WITNESS, COSIGNED, hub_key)):
        return False
    second, signature = cosigned_at(line)
    return ports.verify(hub_key, to_cosign(text, second), signature)
