"""Keys, checkpoints and their signature lines, read strictly: what is written in a second way is not read at all."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from midex_verify.ed25519 import decoded, verify

SIGNED, COSIGNED = 1, 4
MAX_LINE = 1024
MAX_SIGNATURES = 16

_ORIGIN = re.compile(r"[!-*,-~]{1,255}")  # it is printed: nothing in it may move a terminal's cursor
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_TIME = re.compile(r"time ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)")
_PREVIOUS = re.compile(r"previous (none|[0-9a-f]{64})")
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


class UnreadableError(ValueError):
    """What was given is not written as it must be; the text says what is wrong with it."""


@dataclass(frozen=True)
class Key:
    """A public key with the name it signs under, and whether it signs notes or the sight of them."""

    name: str
    algorithm: int
    public: bytes

    @property
    def hash(self) -> bytes:
        """The four bytes by which signature lines tell keys apart."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[:4]


@dataclass(frozen=True)
class Line:
    """One signature line."""

    name: str
    hash: bytes
    signature: bytes

    def is_by(self, key: Key) -> bool:
        """Whether it claims to be made with this key."""
        return (self.name, self.hash) == (key.name, key.hash)


@dataclass(frozen=True)
class Checkpoint:
    """A signed note over the first ``size`` entries; ``text`` are the very bytes that were signed."""

    origin: str
    size: int
    root: bytes
    at: str
    previous: str
    text: bytes
    lines: tuple[Line, ...]

    @property
    def hash(self) -> str:
        """How the next checkpoint names this one."""
        return sha256(self.text).hexdigest()


def read_key(text: str, algorithm: int, name: str = "") -> Key:
    """A key as one word (name+hash+key) or as 64 hexadecimal digits, which are then ``name``'s."""
    word = text.strip()
    if re.fullmatch(r"[0-9a-f]{64}", word):
        return _sound(Key(name, algorithm, bytes.fromhex(word)))
    parts = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})", word)
    raw = from_base64(parts[3]) if parts else b""
    if parts is None or len(raw) != 33 or raw[0] != algorithm:
        raise UnreadableError("a key is one word, name+hash+key, or 64 hexadecimal digits")
    key = Key(parts[1], algorithm, raw[1:])
    if key.hash.hex() != parts[2]:
        raise UnreadableError("the key and its hash do not belong together")
    return _sound(key)


def _sound(key: Key) -> Key:
    if decoded(key.public) is None:
        raise UnreadableError("the key is no point of the curve")
    return key


def read_checkpoints(file: BinaryIO) -> Iterator[Checkpoint]:
    """The notes of a file, each followed by an empty line; streams, and holds one of them at a time."""
    while lines := _block(file):
        signatures = _block(file)
        if not 1 <= len(signatures) <= MAX_SIGNATURES:
            raise UnreadableError("it has no signature, or too many")
        yield _checkpoint(lines, signatures)


def read_checkpoint(note: bytes) -> Checkpoint:
    """One note alone, with or without an empty line after it."""
    parts = note.decode("utf-8", "strict").rstrip("\n").split("\n\n")
    if len(parts) != 2:
        raise UnreadableError("it is not one text and its signatures")
    return _checkpoint(parts[0].split("\n"), parts[1].split("\n"))


def _block(file: BinaryIO) -> list[str]:
    """The lines up to the next empty one."""
    lines: list[str] = []
    while raw := file.readline(MAX_LINE):
        if not raw.endswith(b"\n"):
            raise UnreadableError("a line is broken off, or too long")
        if raw == b"\n":
            if not lines:
                raise UnreadableError("there is an empty line too many")
            return lines
        lines.append(_text(raw[:-1]))
        if len(lines) > MAX_SIGNATURES:
            raise UnreadableError("it has too many lines")
    if lines:
        raise UnreadableError("it is broken off")
    return lines


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise UnreadableError("it is no text") from wrong


def _checkpoint(lines: list[str], signatures: list[str]) -> Checkpoint:
    if len(lines) != 5:
        raise UnreadableError("its text is not origin, size, root, time and the one before")
    origin, size, root, time, previous = lines
    at, before = _TIME.fullmatch(time), _PREVIOUS.fullmatch(previous)
    if not _ORIGIN.fullmatch(origin) or not _SIZE.fullmatch(size) or at is None or before is None or not is_time(at[1]):
        raise UnreadableError("its text is not origin, size, root, time and the one before")
    if len(from_base64(root)) != 32:
        raise UnreadableError("its root has not 32 bytes")
    return Checkpoint(
        origin=origin,
        size=int(size),
        root=from_base64(root),
        at=at[1],
        previous=before[1],
        text=("\n".join(lines) + "\n").encode(),
        lines=tuple(_line(line) for line in signatures),
    )


def _line(text: str) -> Line:
    found = _LINE.fullmatch(text)
    if found is None:
        raise UnreadableError("a line under it is no signature")
    raw = from_base64(found[2])
    return Line(found[1], raw[:4], raw[4:])


def is_signed(checkpoint: Checkpoint, line: Line, key: Key) -> bool:
    """Whether the line is this key's signature over the checkpoint, or over the sight of it."""
    if key.algorithm == SIGNED:
        return verify(key.public, checkpoint.text, line.signature)
    seen = b"cosignature/v1\ntime %d\n" % seen_at(line)
    return verify(key.public, seen + checkpoint.text, line.signature[8:])


def seen_at(line: Line) -> int:
    """The second at which a witness says it saw a checkpoint."""
    return int.from_bytes(line.signature[:8], "big")


def is_time(text: str) -> bool:
    """Whether the text is a moment that exists."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def from_base64(text: str) -> bytes:
    """What base64 stands for; its unused bits must be nought, or two texts would be one value."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError as wrong:  # also what is no ASCII
        raise UnreadableError("a value is not written in base64") from wrong
    if base64.b64encode(found).decode() != text:
        raise UnreadableError("a value is written in base64 in a second way")
    return found
