"""What a process really asked of the system, as strace saw it: what was written where, synced when, sent when.

Refuses to trust an order it did not see: a call counts as done only from the line on which it had returned.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.experiments.experiment import NotPossibleError

WRITES = ("pwrite64", "write", "pwritev", "writev")
SENDS = ("sendto", "sendmsg", "writev", "write")
SYNCS = ("fsync", "fdatasync")
TRACED = ",".join(dict.fromkeys((*WRITES, *SENDS, *SYNCS)))

_WHOLE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
_BEGUN = re.compile(r"^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
_ENDED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+)")
_FILE = re.compile(r"^\d+<([^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_OFFSET = re.compile(r", (\d+)$")


@dataclass(frozen=True)
class Call:
    """One system call on one file or socket; ``began`` and ``ended`` are lines of the trace."""

    name: str
    place: str
    content: bytes
    offset: int
    began: int
    ended: int


def calls(trace: Path) -> list[Call]:
    """Every call of the trace that succeeded, in the order in which they began."""
    waiting: dict[str, tuple[str, str, int]] = {}
    found = []
    for number, line in enumerate(trace.read_text("ascii").splitlines()):
        if begun := _BEGUN.match(line):
            waiting[begun[1]] = (begun[2], begun[3], number)
        elif (ended := _ENDED.match(line)) and ended[1] in waiting:
            name, said, began = waiting.pop(ended[1])
            found.append((name, said + ended[3], int(ended[4]), began, number))
        elif whole := _WHOLE.match(line):
            found.append((whole[2], whole[3], int(whole[4]), number, number))
    return sorted((_call(*one) for one in found if one[2] >= 0), key=lambda call: call.began)


def _call(name: str, said: str, result: int, began: int, ended: int) -> Call:
    place = _FILE.match(said)
    texts = _TEXT.findall(said)
    if any(cut for _, cut in texts):
        raise ValueError("strace cut a text off")
    content = b"".join(_bytes(text) for text, _ in texts)
    if name in (*WRITES, *SENDS):
        content = content[:result]
    offset = _OFFSET.search(said) if name.startswith("pwrite") else None
    return Call(
        name, _bytes(place[1]).decode() if place else "", content, int(offset[1]) if offset else -1, began, ended
    )


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass(frozen=True)
class Needed:
    """Bytes that must be on the disk: in a file, at an offset."""

    place: str
    offset: int
    content: bytes


def durable_at(needed: Needed, seen: Iterable[Call]) -> int | None:
    """The line on which the first sync of exactly these bytes had returned; None where they were never synced."""
    written = None
    for call in seen:
        if call.place != needed.place:
            continue
        if written is None and call.name.startswith("pwrite") and _holds(call, needed):
            written = call.ended
        elif written is not None and call.name in SYNCS and call.began > written:
            return call.ended
    return None


def _holds(call: Call, needed: Needed) -> bool:
    start = needed.offset - call.offset
    return start >= 0 and call.content[start : start + len(needed.content)] == needed.content


@contextmanager
def traced(roots: Iterable[int], trace: Path) -> Iterator[None]:
    """Watch processes, all their threads and all they started, for as long as the block runs."""
    if not shutil.which("strace"):
        raise NotPossibleError("strace is missing (Debian: apt-get install strace)")
    strace = _attached(list(roots), trace)
    try:
        yield
        time.sleep(0.3)  # what was answered last is still on its way into the trace
    finally:
        strace.send_signal(signal.SIGINT)
        strace.wait(30)


def _attached(roots: list[int], trace: Path, tries: int = 5) -> subprocess.Popen[bytes]:
    """A strace that watches; a process that ends while it is being attached to makes another try necessary."""
    watched = [process for root in roots for process in family(root)]
    command = ["strace", "-f", "-y", "-xx", "-s", "4194304", "-e", f"trace={TRACED}", "-o", str(trace)]
    said = trace.with_suffix(".log")
    with said.open("w") as log:
        strace = subprocess.Popen([*command, *(o for p in watched for o in ("-p", str(p)))], stderr=log)
    until = time.monotonic() + 20
    while said.read_text().count(" attached") < len(watched):
        if strace.poll() is not None or time.monotonic() > until:
            strace.kill()
            strace.wait(30)
            if not tries:
                raise NotPossibleError(f"strace may not watch here: {said.read_text()[-300:]}")
            return _attached(roots, trace, tries - 1)
        time.sleep(0.02)
    return strace


def family(process: int) -> list[int]:
    """A process and everything it started."""
    found = [process]
    for parent in found:
        children = Path(f"/proc/{parent}/task").glob("*/children")
        found += [int(child) for file in children for child in file.read_text("ascii").split()]
    return found
