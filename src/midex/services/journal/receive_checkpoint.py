"""At the hub: watch a case node's journal, as a C2SP tlog-witness does.

A checkpoint is cosigned only where it is proven to continue the last one that was, and is kept before it is answered.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import timedelta

from midex.kernel.checkpoint import (
    SIGNED,
    Note,
    cosignature,
    key_hash,
    origin_of,
    read_note,
    to_cosign,
)
from midex.kernel.merkle import EMPTY_ROOT, HASH_BYTES, is_consistent
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.ports import EnrolledKey, HubPorts, Witnessed

PATH = "/exchange/v1/checkpoints"
WITNESS = "midex/hub"
"""The name under which the hub cosigns."""
MAX_BYTES = 32 * 1024
MAX_PROOF = 63
MAX_AHEAD = timedelta(minutes=5)
"""How far a node's clock may be ahead of the hub's."""

_OLD = re.compile(r"old (0|[1-9][0-9]{0,17})")
_ORIGIN = re.compile(r"midex/([a-z]{2})/([a-z0-9-]{2,40})")

UNREADABLE = mark("this is no checkpoint with its proof")
UNKNOWN = mark("the hub knows no key of {origin}; enrol it with `midex keys enrol`")
NOT_SIGNED = mark("the checkpoint is not signed by the key that {origin} enrolled")
OTHER_SIZE = mark("the hub has seen {size} entries of {origin}; prove that the checkpoint continues those")
ANOTHER_PAST = mark("the checkpoint does not continue the {size} entries of {origin} that the hub has seen")
BACKDATED = mark("the checkpoint of {origin} is dated before the one that the hub has seen")
AHEAD = mark("the clock of {origin} is more than five minutes ahead of the hub's")


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A checkpoint with the proof that it continues an older size."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    raw: str


@dataclass(frozen=True, kw_only=True)
class Outdated:
    """The hub has seen another size than the one the proof starts from: prove it again from this one."""

    size: int
    because: Message


def receive_checkpoint(body: bytes, hub: HubPorts) -> Witnessed | Outdated | Refused:
    """Check a checkpoint against the last one of its journal; keep and cosign it."""
    try:
        offered = read_offer(body)
    except ValueError:
        return Refused(Message(UNREADABLE))
    key = _key_of(offered.note, hub)
    if isinstance(key, Refused):
        return key
    with hub.unit_of_work():  # nobody else's checkpoint comes between the look and the keeping
        seen = hub.checkpoints.latest(offered.note.checkpoint.origin)
        refused = _continues(offered, seen) or _in_time(offered, seen, hub)
        if refused:
            return refused
        witnessed = _cosigned(offered, hub)
        hub.checkpoints.keep(witnessed)
    return witnessed


def read_offer(body: bytes) -> Offered:
    """The old size, the proof, an empty line and the note of a request; ValueError where it is none."""
    if len(body) > MAX_BYTES:
        raise ValueError("the request is too long")
    head, _, raw = body.decode("utf-8").partition("\n\n")
    first, *proof = head.split("\n")
    old = _OLD.fullmatch(first)
    if old is None or len(proof) > MAX_PROOF:
        raise ValueError("the request does not begin with an old size and a proof")
    return Offered(old=int(old[1]), proof=tuple(_hash(line) for line in proof), note=read_note(raw), raw=raw)


def offer(old: int, proof: tuple[bytes, ...], note: str) -> bytes:
    """The body of a request."""
    lines = [f"old {old}", *(base64.b64encode(one).decode() for one in proof)]
    return ("\n".join(lines) + "\n\n" + note).encode()


def _key_of(note: Note, hub: HubPorts) -> EnrolledKey | Refused:
    origin = note.checkpoint.origin
    named = _ORIGIN.fullmatch(origin)
    key = hub.keys.current(named[1].upper(), named[2]) if named else None
    if key is None:
        return Refused(Message(UNKNOWN, {"origin": origin[:64]}))
    wanted = key_hash(origin, SIGNED, key.public_key)
    by_key = [line for line in note.signatures if (line.name, line.key_hash) == (origin, wanted)]
    if not by_key or not all(hub.verify(key.public_key, note.text.encode(), line.signature) for line in by_key):
        return Refused(Message(NOT_SIGNED, {"origin": origin_of(key.participant, key.institution)}))
    return key


def _continues(offered: Offered, seen: Witnessed | None) -> Outdated | Refused | None:
    new = offered.note.checkpoint
    size = seen.size if seen else 0
    details: dict[str, str | int] = {"size": size, "origin": new.origin}
    if offered.old != size or new.size < size:
        return Outdated(size=size, because=Message(OTHER_SIZE, details))
    root = read_note(seen.note).checkpoint.root if seen else EMPTY_ROOT
    if not is_consistent(size, root, new.size, new.root, offered.proof):
        return Refused(Message(ANOTHER_PAST, details))
    return None


def _in_time(offered: Offered, seen: Witnessed | None, hub: HubPorts) -> Refused | None:
    new = offered.note.checkpoint
    if seen and new.at < seen.at:
        return Refused(Message(BACKDATED, {"origin": new.origin}))
    if new.at > hub.clock() + MAX_AHEAD:
        return Refused(Message(AHEAD, {"origin": new.origin}))
    return None


def _cosigned(offered: Offered, hub: HubPorts) -> Witnessed:
    seen_at = hub.clock().replace(microsecond=0)
    second = int(seen_at.timestamp())
    signature = hub.signer.sign(to_cosign(offered.note.text, second))
    return Witnessed(
        origin=offered.note.checkpoint.origin,
        size=offered.note.checkpoint.size,
        at=offered.note.checkpoint.at,
        note=offered.raw,
        cosignature=cosignature(WITNESS, hub.signer.public_key, second, signature).line(),
        seen_at=seen_at,
    )


def _hash(line: str) -> bytes:
    try:
        found = base64.b64decode(line, validate=True)
    except binascii.Error as wrong:
        raise ValueError(str(wrong)) from wrong
    if len(found) != HASH_BYTES:
        raise ValueError("a hash has 32 bytes")
    return found
