"""Journals made with the product's own nouns and real keys, as `midex journal export` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from midex.crypto.signing import SigningKey
from midex.kernel.checkpoint import (
    COSIGNED,
    FIRST,
    SIGNED,
    Checkpoint,
    Signature,
    cosignature,
    key_hash,
    key_text,
    signed_note,
    to_cosign,
)
from midex.kernel.journal import Entry, EntryKind
from midex.kernel.merkle import leaf_hash, node_hash

ORIGIN, WITNESS = "midex/rs/asylum-office", "midex/hub"
START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def entries(count: int) -> Iterator[Entry]:
    """Generated entries, one each second."""
    kinds = list(EntryKind)
    for number in range(count):
        yield Entry(
            number=number,
            at=START + timedelta(seconds=number),
            kind=kinds[number % len(kinds)],
            actor=f"{number % 7:016x}",
            commitment=sha256(b"generated %d" % number).digest(),
        )


@dataclass
class Made:
    """A journal whose every part can be changed before it is signed and written."""

    entries: list[Entry]
    sizes: Sequence[int]
    key: SigningKey
    hub: SigningKey
    cosigned: bool = True
    checkpoints: list[Checkpoint] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def key_text(self) -> str:
        return key_text(ORIGIN, SIGNED, self.key.public_key)

    @property
    def witness_text(self) -> str:
        return key_text(WITNESS, COSIGNED, self.hub.public_key)

    def sign(self) -> Made:
        """Sign every checkpoint, each a second after the last entry under it."""
        self.checkpoints, self.notes, previous = [], [], FIRST
        for size, root in roots(self.entries, self.sizes):
            at = self.entries[size - 1].at if size else START
            one = Checkpoint(origin=ORIGIN, size=size, root=root, at=at, previous=previous)
            self.checkpoints.append(one)
            self.notes.append(self.signed(one))
            previous = one.name
        return self

    def signed(self, one: Checkpoint, seconds: int = 2) -> str:
        """The note, signed, and cosigned two seconds later."""
        text = one.text()
        own = Signature(
            name=ORIGIN, key_hash=key_hash(ORIGIN, SIGNED, self.key.public_key), signature=self.key.sign(text.encode())
        )
        second = int(one.at.timestamp()) + seconds
        seen = cosignature(WITNESS, self.hub.public_key, second, self.hub.sign(to_cosign(text, second)))
        return signed_note(text, [own, seen] if self.cosigned else [own])

    def write(self, folder: Path) -> Path:
        """Write the folder."""
        folder.mkdir(exist_ok=True)
        (folder / "entries").write_bytes(b"".join(entry.leaf() + b"\n" for entry in self.entries))
        (folder / "checkpoints").write_text("".join(note + "\n" for note in self.notes), "utf-8")
        (folder / "key").write_text(self.key_text + "\n", "ascii")
        return folder


def roots(leaves: Sequence[Entry], sizes: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The root at each of some ascending sizes."""
    edge: list[bytes] = []
    done = 0
    for size in sizes:
        for entry in leaves[done:size]:
            found, full = leaf_hash(entry.leaf()), entry.number
            while full & 1:
                found, full = node_hash(edge.pop(), found), full >> 1
            edge.append(found)
        done = size
        found = edge[-1]
        for left in reversed(edge[:-1]):
            found = node_hash(left, found)
        yield size, found


def journal(count: int = 50, sizes: Sequence[int] = (10, 30, 30, 50), **changed: object) -> Made:
    """A signed journal that holds."""
    made = Made(list(entries(count)), sizes, SigningKey.generate(), SigningKey.generate())
    return replace(made, **changed).sign()
