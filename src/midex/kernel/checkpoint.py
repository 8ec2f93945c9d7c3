"""A checkpoint of a journal as a signed note (C2SP tlog-checkpoint, tlog-cosignature): text in, values out.

Refuses to sign or to verify: that needs a key, and keys live elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from midex.kernel.merkle import HASH_BYTES

SIGNED, COSIGNED = 0x01, 0x04
"""The algorithm bytes of the standard: Ed25519 over the note itself, and over the note with the time it was seen."""

MAX_BYTES = 16 * 1024
"""The longest note that is read."""

FIRST = "none"
"""What stands for the checkpoint before the first."""

_TIME = "%Y-%m-%dT%H:%M:%SZ"
_SIGNATURE = re.compile(r"— (\S+) (\S+)")
_PREVIOUS = re.compile(f"previous (?:{FIRST}|[0-9a-f]{{64}})")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What is signed: the first ``size`` entries of the journal ``origin`` have this root; made at a second (UTC).

    ``previous`` is the SHA-256 of the text of the checkpoint before, so that none can be left out.
    """

    origin: str
    size: int
    root: bytes
    at: datetime
    previous: str = FIRST

    def text(self) -> str:
        """The note's text; its signatures are over these bytes."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\ntime {self.at:{_TIME}}\nprevious {self.previous}\n"

    @property
    def name(self) -> str:
        """The SHA-256 of the text: how the next checkpoint names this one."""
        return sha256(self.text().encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One signature line: who, the first four bytes that tell the key apart, and the signature."""

    name: str
    key_hash: bytes
    signature: bytes

    def line(self) -> str:
        """The line as a note carries it."""
        return f"— {self.name} {base64.b64encode(self.key_hash + self.signature).decode()}\n"


@dataclass(frozen=True, kw_only=True)
class Note:
    """A checkpoint and the signatures that came with it; ``text`` are the very bytes that were signed."""

    checkpoint: Checkpoint
    text: str
    signatures: tuple[Signature, ...]


def origin_of(participant: str, institution: str) -> str:
    """The name of an institution's journal, e.g. ``midex/rs/asylum-office``; its key has the same name."""
    return f"midex/{participant.lower()}/{institution}"


def key_hash(name: str, algorithm: int, public_key: bytes) -> bytes:
    """The four bytes by which a signature line tells keys apart."""
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public_key).digest()[:4]


def key_text(name: str, algorithm: int, public_key: bytes) -> str:
    """A public key as one word: name, hash and key, as the standard writes it."""
    key = base64.b64encode(bytes([algorithm]) + public_key).decode()
    return f"{name}+{key_hash(name, algorithm, public_key).hex()}+{key}"


def signed_note(text: str, signatures: Sequence[Signature]) -> str:
    """The whole note."""
    return text + "\n" + "".join(signature.line() for signature in signatures)


def to_cosign(text: str, second: int) -> bytes:
    """What a witness signs: the note's text and the second (since 1970) at which it saw it."""
    return f"cosignature/v1\ntime {second}\n{text}".encode()


def cosignature(name: str, public_key: bytes, second: int, signature: bytes) -> Signature:
    """A witness's signature line; the second stands before the signature."""
    seen = second.to_bytes(8, "big")
    return Signature(name=name, key_hash=key_hash(name, COSIGNED, public_key), signature=seen + signature)


def cosigned_at(line: Signature) -> tuple[int, bytes]:
    """The second that a witness's line names, and the signature itself."""
    return int.from_bytes(line.signature[:8], "big"), line.signature[8:]


def read_note(note: str) -> Note:
    """Read a note strictly; ValueError where it is none, is too long, or is written in another way than ours."""
    if len(note.encode()) > MAX_BYTES:
        raise ValueError("the note is too long")
    text, separator, lines = note.partition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise ValueError("a note is a text, an empty line, and lines with signatures")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    return Note(checkpoint=_checkpoint(text + "\n"), text=text + "\n", signatures=signatures)


def _checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) != 6 or not _NUMBER.fullmatch(lines[1]) or not _PREVIOUS.fullmatch(lines[4]):
        raise ValueError("a checkpoint has an origin, a size, a root, a time and the one before")
    found = Checkpoint(
        origin=lines[0],
        size=int(lines[1]),
        root=_base64(lines[2]),
        at=datetime.strptime(lines[3], f"time {_TIME}").replace(tzinfo=UTC),
        previous=lines[4].removeprefix("previous "),
    )
    if found.text() != text or len(found.root) != HASH_BYTES or not found.origin:
        raise ValueError("the checkpoint is written in another way than ours")
    return found


def _signature(line: str) -> Signature:
    matched = _SIGNATURE.fullmatch(line)
    if matched is None:
        raise ValueError("a line is no signature")
    signed = _base64(matched[2])
    found = Signature(name=matched[1], key_hash=signed[:4], signature=signed[4:])
    if found.line() != line + "\n":
        raise ValueError("a signature is written in another way than ours")
    return found


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as wrong:
        raise ValueError(str(wrong)) from wrong
