"""The proof that a journal only grew since a checkpoint, as `midex journal grew` prints it: a size, hashes, a note.

It is written like a request to a witness (C2SP tlog-witness). Whoever kept a checkpoint checks with it that nothing
before it was changed or cut off, without the journal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from midex_verify.journal import FaultError, Trust, signers
from midex_verify.note import Checkpoint
from midex_verify.proof import MAX_PATH, one_checkpoint, read_hash

BEGINS = b"old "

_OLD = re.compile(rb"old (0|[1-9][0-9]{0,17})")


@dataclass(frozen=True)
class Growth:
    """How many entries there were, the hashes that join them to the new root, and the checkpoint that signs it."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint


@dataclass(frozen=True)
class Grown:
    """What was found: the proof, how many witnesses' lines hold, and how many lines nobody could check."""

    growth: Growth
    witnesses: int
    unchecked: int


def read_growth(text: bytes) -> Growth:
    """The parts of a proof, each in order by itself; FaultError for the first that is not."""
    head, _, note = text.partition(b"\n\n")
    first, *rest = head.split(b"\n")
    old = _OLD.fullmatch(first)
    if old is None:
        raise FaultError("its first line does not say from how many entries on it proves")
    if len(rest) > MAX_PATH + 1:
        raise FaultError("it has more hashes than any journal needs")
    path = tuple(read_hash(number, line) for number, line in enumerate(rest, 1))
    return Growth(int(old[1]), path, one_checkpoint(note))


def verify_growth(growth: Growth, seen: Checkpoint, trust: Trust) -> Grown:
    """Whether both checkpoints are signed and the new one continues the one that was seen; FaultError where not."""
    new = growth.checkpoint
    signers(f"the checkpoint over {seen.size} entries that was seen", seen, trust)
    witnesses, unchecked = signers(f"the checkpoint over {new.size} entries", new, trust)
    if new.origin != seen.origin:
        raise FaultError(f"the checkpoint that was seen is of another journal, {seen.origin}")
    if growth.old != seen.size:
        raise FaultError(f"it proves from {growth.old} entries on, the checkpoint that was seen is over {seen.size}")
    if new.at < seen.at:
        raise FaultError(f"the new checkpoint is dated {new.at}, before the one that was seen ({seen.at})")
    if not _joins(seen.size, seen.root, new.size, new.root, growth.path):
        raise FaultError(
            f"the {new.size} entries do not begin with the {seen.size} that were seen, or the hashes are not theirs"
        )
    if trust.witnesses and not witnesses:
        raise FaultError("the checkpoint does not carry a signature of the witness")
    return Grown(growth, witnesses, unchecked)


def _joins(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the hashes lead to both roots (RFC 9162, 2.1.4.2); nobody signs an empty journal."""
    if old == new:
        return not path and old_root == new_root
    whole = (old_root, *path) if old & (old - 1) == 0 else tuple(path)
    if not 0 < old < new or not whole:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    to_old = to_new = whole[0]
    for other in whole[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            to_old, to_new = _parent(other, to_old), _parent(other, to_new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            to_new = _parent(to_new, other)
        here, last = here >> 1, last >> 1
    return last == 0 and (to_old, to_new) == (old_root, new_root)


def _parent(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
