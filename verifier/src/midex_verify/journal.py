"""The walk along a journal: every entry and every checkpoint once, in order, up to the first fault.

Memory does not grow with the journal: the tree's edge, one block of the file, one checkpoint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from midex_verify.note import Checkpoint, Key, UnreadableError, is_signed, is_time, read_checkpoints, seen_at
from midex_verify.tree import Tree

ENTRIES, CHECKPOINTS = "entries", "checkpoints"
AHEAD = 300
"""Seconds that a checkpoint may be dated after a witness saw it: clocks differ."""

ENTRY = re.compile(
    rb"midex-journal/1 (0|[1-9][0-9]{0,17}) ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)"
    rb" [a-z][a-z-]{0,15} [0-9a-f]{16} [0-9a-f]{64}"
)
_MAX_LINE = 256
_BLOCK = 1 << 20


class FaultError(Exception):
    """The first thing that does not hold, as a sentence."""


@dataclass(frozen=True)
class Trust:
    """What the verifier was given from elsewhere: the journal's keys, checkpoints seen before, witnesses' keys."""

    keys: tuple[Key, ...]
    seen: tuple[Checkpoint, ...] = ()
    witnesses: tuple[Key, ...] = ()


@dataclass
class Report:
    """What was found on the way. ``vouched`` is the highest size that a witness has signed for."""

    origin: str = ""
    entries: int = 0
    checkpoints: int = 0
    signed: int = 0
    signed_at: str = ""
    vouched: int = 0
    vouched_at: str = ""
    unchecked_lines: int = 0
    before: str = field(default="none", repr=False)


def verify(folder: Path, trust: Trust) -> Report:
    """Walk along the journal in ``folder``; FaultError at the first thing that does not hold."""
    with (folder / ENTRIES).open("rb") as entries, (folder / CHECKPOINTS).open("rb") as checkpoints:
        return _Walk(trust).along(entries, checkpoints)


class _Walk:
    def __init__(self, trust: Trust) -> None:
        self._trust, self._report, self._tree = trust, Report(), Tree()
        self._floor, self._whose_floor = b"", ""
        self._seen = sorted(trust.seen, key=lambda one: one.size)

    def along(self, entries: BinaryIO, checkpoints: BinaryIO) -> Report:
        signed = self._signed(checkpoints)
        lines = _lines(entries)
        cover = next(signed, None)
        while cover is not None:
            self._up_to(cover.size, lines, cover)
            self._agrees(cover)
            cover = next(signed, None)
        self._up_to(None, lines, None)
        self._report.entries = self._tree.size
        self._continues_seen()
        return self._report

    def _up_to(self, size: int | None, lines: Iterator[bytes], cover: Checkpoint | None) -> None:
        """Take in entries up to a size, or all that are left; also stops where a seen checkpoint ends."""
        while size is None or self._tree.size < size:
            stop = self._next_stop(size)
            before = self._tree.size
            self._tree.grow(self._entries(lines, stop, cover.at.encode() if cover else b""))
            if self._tree.size == before:
                break
            self._agrees_with_seen()
        if size is not None and self._tree.size < size:
            raise FaultError(f"entry {self._tree.size} is missing: a checkpoint was signed over {size} entries")

    def _next_stop(self, size: int | None) -> int | None:
        stops = [one.size for one in self._seen if one.size > self._tree.size]
        return min([*stops, size] if size is not None else stops, default=None)

    def _entries(self, lines: Iterator[bytes], stop: int | None, cover: bytes) -> Iterator[bytes]:
        """Lines whose form, number and time are in order, up to the entry before ``stop``."""
        number, last = self._tree.size, b""
        if number == stop:
            return
        for line in lines:
            found = ENTRY.fullmatch(line)
            if found is None:
                raise FaultError(f"entry {number} is not written as an entry")
            if found[1] != b"%d" % number:
                raise FaultError(f"entry {number} is missing or moved: entry {found[1].decode()} stands in its place")
            if found[2] != last:
                last = found[2]
                self._in_time(number, last, cover)
            yield line
            number += 1
            if number == stop:
                return

    def _in_time(self, number: int, at: bytes, cover: bytes) -> None:
        if not is_time(at.decode()):
            raise FaultError(f"entry {number} is dated {at.decode()}, a moment that does not exist")
        if at < self._floor:
            earlier = self._whose_floor or f"entry {number - 1}"
            raise FaultError(f"entry {number} is dated {at.decode()}, before {earlier} ({self._floor.decode()})")
        if cover and at > cover:
            raise FaultError(
                f"entry {number} is dated {at.decode()}, after the checkpoint over it was signed ({cover.decode()})"
            )
        self._floor, self._whose_floor = at, ""

    def _signed(self, file: BinaryIO) -> Iterator[Checkpoint]:
        """Checkpoints whose signatures, order and chain are in order."""
        number = 0
        found = read_checkpoints(file)
        while True:
            number += 1
            try:
                checkpoint = next(found, None)
            except UnreadableError as wrong:
                raise FaultError(f"checkpoint {number} is not written as a checkpoint: {wrong}") from wrong
            if checkpoint is None:
                return
            self._check(number, checkpoint)
            yield checkpoint

    def _check(self, number: int, checkpoint: Checkpoint) -> None:
        report, which = self._report, f"checkpoint {number}, over {checkpoint.size} entries,"
        if checkpoint.previous != report.before:
            raise FaultError(f"{which} does not follow the one before it: one was left out, added or changed")
        if number > 1 and checkpoint.origin != report.origin:
            raise FaultError(f"{which} is of another journal, {checkpoint.origin}")
        if checkpoint.size < report.signed:
            raise FaultError(f"{which} covers less than the one before it ({report.signed})")
        if checkpoint.at < report.signed_at:
            raise FaultError(f"{which} is dated {checkpoint.at}, before the one before it ({report.signed_at})")
        self._is_signed(which, checkpoint)
        report.origin, report.checkpoints, report.before = checkpoint.origin, number, checkpoint.hash

    def _is_signed(self, which: str, checkpoint: Checkpoint) -> None:
        seen, unchecked = signers(which, checkpoint, self._trust)
        self._report.unchecked_lines += unchecked
        if seen:
            self._report.vouched, self._report.vouched_at = checkpoint.size, checkpoint.at

    def _agrees(self, checkpoint: Checkpoint) -> None:
        if self._tree.root() != checkpoint.root:
            first = self._report.signed
            raise FaultError(
                f"entries {first} to {checkpoint.size - 1} are not those that the checkpoint over {checkpoint.size} "
                "entries was signed for"
            )
        self._report.signed, self._report.signed_at = checkpoint.size, checkpoint.at
        if checkpoint.at.encode() > self._floor:
            self._floor = checkpoint.at.encode()
            self._whose_floor = f"the checkpoint over the {checkpoint.size} entries before it"

    def _agrees_with_seen(self) -> None:
        for one in self._seen:
            if one.size == self._tree.size and one.root != self._tree.root():
                raise FaultError(
                    f"the first {one.size} entries are not those of the checkpoint that was seen: they were rewritten"
                )

    def _continues_seen(self) -> None:
        for one in self._seen:
            if one.size > self._report.signed:
                raise FaultError(
                    f"a checkpoint over {one.size} entries was seen, this journal is signed up to "
                    f"{self._report.signed}: entry {self._report.signed} and what follows was cut off"
                )
            if self._report.checkpoints and one.origin != self._report.origin:
                raise FaultError(f"the checkpoint that was seen is of another journal, {one.origin}")


def signers(which: str, checkpoint: Checkpoint, trust: Trust) -> tuple[int, int]:
    """How many witnesses' lines are under a checkpoint, and how many lines nobody could check; FaultError where the
    journal's own is missing or one does not hold. ``which`` names the checkpoint.
    """
    own = [(line, key) for line in checkpoint.lines for key in trust.keys if line.is_by(key)]
    if not own or any(key.name != checkpoint.origin for _, key in own):
        raise FaultError(f"{which} is not signed with the journal's key")
    seen = [(line, key) for line in checkpoint.lines for key in trust.witnesses if line.is_by(key)]
    for line, key in own + seen:
        if not is_signed(checkpoint, line, key):
            raise FaultError(f"{which} was changed, or the signature of {key.name} under it was")
    unknown = len(checkpoint.lines) - len({line for line, _ in own + seen})
    if unknown and trust.witnesses:
        raise FaultError(f"{which} has a signature that is nobody's who is known")
    for line, key in seen:
        if int(datetime.fromisoformat(checkpoint.at).timestamp()) > seen_at(line) + AHEAD:
            raise FaultError(f"{which} is dated {checkpoint.at}, after {key.name} saw it")
    return len(seen), unknown


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Whole lines of a bounded length."""
    rest, number = b"", 0
    while block := file.read(_BLOCK):
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        if len(rest) > _MAX_LINE:
            break
        yield from lines
        number += len(lines)
    if rest:
        raise FaultError(f"entry {number} is broken off, or its line is too long")


def unsigned_by(checkpoints: Sequence[Checkpoint], keys: Sequence[Key]) -> Checkpoint | None:
    """The first of some checkpoints that none of these keys signed."""
    for one in checkpoints:
        if not any(line.is_by(key) and is_signed(one, line, key) for line in one.lines for key in keys):
            return one
    return None
