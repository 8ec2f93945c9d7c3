"""The proof that one entry is in a journal, as `midex journal prove` prints it: the entry, hashes, a checkpoint.

Refuses to read anything that is written in a second way: whatever is changed in a proof is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from midex_verify.journal import ENTRY, FaultError, Trust, signers
from midex_verify.note import Checkpoint, UnreadableError, from_base64, is_time, read_checkpoints

FORMAT = b"c2sp.org/tlog-proof@v1"
MAX_PATH = 63

_INDEX = re.compile(rb"index (0|[1-9][0-9]{0,17})")


@dataclass(frozen=True)
class Proof:
    """An entry's line, the hashes beside its way to the root, and the checkpoint that signs that root."""

    leaf: bytes
    number: int
    at: str
    path: tuple[bytes, ...]
    checkpoint: Checkpoint


@dataclass(frozen=True)
class Proven:
    """What was found: the proof, how many witnesses' lines hold, and how many lines nobody could check."""

    proof: Proof
    witnesses: int
    unchecked: int


def read_proof(text: bytes) -> Proof:
    """The parts of a proof, each in order by itself; FaultError for the first that is not."""
    head, _, note = text.partition(b"\n\n")
    leaf, *rest = head.split(b"\n")
    entry = ENTRY.fullmatch(leaf)
    if entry is None:
        raise FaultError("its first line is not written as an entry")
    at = entry[2].decode()
    if not is_time(at):
        raise FaultError(f"the entry is dated {at}, a moment that does not exist")
    if rest[:1] != [FORMAT]:
        raise FaultError("its second line does not say how the proof is written")
    index = _INDEX.fullmatch(rest[1]) if len(rest) > 1 else None
    if index is None or index[1] != entry[1]:
        raise FaultError("its third line does not name the entry's number")
    if len(rest) > 2 + MAX_PATH:
        raise FaultError("it has more hashes than any journal needs")
    path = tuple(read_hash(number, line) for number, line in enumerate(rest[2:], 1))
    return Proof(leaf, int(index[1]), at, path, one_checkpoint(note))


def verify_proof(proof: Proof, trust: Trust) -> Proven:
    """Whether the checkpoint is signed and the hashes lead from the entry to its root; FaultError where not."""
    checkpoint = proof.checkpoint
    witnesses, unchecked = signers(f"the checkpoint over {checkpoint.size} entries", checkpoint, trust)
    if proof.number >= checkpoint.size:
        raise FaultError(f"entry {proof.number} is not among the {checkpoint.size} entries of the checkpoint")
    if proof.at > checkpoint.at:
        raise FaultError(f"the entry is dated {proof.at}, after the checkpoint over it was signed ({checkpoint.at})")
    if _root(proof.leaf, proof.number, checkpoint.size, proof.path) != checkpoint.root:
        raise FaultError(
            f"the entry is not the one that stands as number {proof.number} among the {checkpoint.size} that were "
            "signed, or the hashes do not belong to it"
        )
    if trust.witnesses and not witnesses:
        raise FaultError("the checkpoint does not carry a signature of the witness")
    return Proven(proof, witnesses, unchecked)


def _root(leaf: bytes, number: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a way leads to (RFC 9162, 2.1.3.2); None where it is too short or too long for this size."""
    found, last = sha256(b"\x00" + leaf).digest(), size - 1
    for other in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            found = sha256(b"\x01" + other + found).digest()
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + other).digest()
        number, last = number >> 1, last >> 1
    return found if last == 0 else None


def read_hash(number: int, line: bytes) -> bytes:
    """The hash on a line, of which ``number`` says which it is."""
    try:
        found = from_base64(line.decode("ascii", "replace"))
    except UnreadableError as wrong:
        raise FaultError(f"its hash {number} is no hash: {wrong}") from wrong
    if len(found) != sha256().digest_size:
        raise FaultError(f"its hash {number} has not 32 bytes")
    return found


def one_checkpoint(note: bytes) -> Checkpoint:
    """The checkpoint at the end of a proof, and nothing after it."""
    try:
        found = list(read_checkpoints(BytesIO(note + b"\n")))  # in an export an empty line follows each
    except UnreadableError as wrong:
        raise FaultError(f"what follows the hashes is not written as a checkpoint: {wrong}") from wrong
    if len(found) != 1:
        raise FaultError("it does not end with one checkpoint")
    return found[0]
