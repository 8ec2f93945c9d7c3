"""Removes one permission check at a time from a copy of the source, and asks whether the matrix notices.

What no page leads to, such as a cap behind another check, is asked by the tests of the service itself: they are asked
where the first cells have noticed nothing, and before all the others.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.matrix.checks import Check

ROOT = Path(__file__).resolve().parent.parent.parent
EXCUSES = Path(__file__).with_name("excuses.csv")
ALSO = Path(__file__).with_name("rooms.csv")
ROOMS = ("services", "web", "stores")
"""Folders of tests in which those of a service are looked for."""

FIRST = 2_500
"""Cells that are asked before the tests are."""


def excuses() -> dict[str, str]:
    """The checks whose removal the matrix cannot notice, each with the reason; written by hand."""
    with EXCUSES.open(encoding="utf-8", newline="") as file:
        return {said["check"]: said["why"] for said in csv.DictReader(file)}


def survivors(
    removed: Iterable[Check],
    source: Path,
    world: Path,
    folder: Path,
    *,
    most: int = 0,
    workers: int = 2,
    fresh: bool = True,
) -> Iterator[tuple[Check, bool]]:
    """Each check, and whether its removal went unnoticed. ``source`` is the folder ``src/midex``.

    RuntimeError where a test that is to notice fails with everything in place; asked where a run is ``fresh``.
    """
    removed = list(removed)
    copies: Queue[Path] = Queue()
    for number in range(workers):
        shutil.copytree(source, folder / str(number) / "midex", ignore=shutil.ignore_patterns("__pycache__"))
        copies.put(folder / str(number))
    every = sorted({test for check in removed for test in tests_of(check.file)})
    if fresh and (failed := _failure(folder / "0", every, "-n", str(workers))):
        raise RuntimeError(f"the tests that are to notice fail while nothing is removed: {failed}")

    def tried(check: Check) -> tuple[Check, bool]:
        copy = copies.get()
        file = copy / "midex" / check.file
        before = file.read_bytes()
        file.write_text(check.removed(source), "utf-8")
        try:
            return check, not is_noticed(copy, world, most, check.file)
        finally:
            file.write_bytes(before)
            copies.put(copy)

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(tried, removed)


def is_noticed(source: Path, world: Path, most: int, file: str = "") -> bool:
    """Whether a cell is wrong with midex from this folder, or a test of the service in this file fails; a node that
    does not even start is noticed.
    """
    early = min(most or FIRST, FIRST)
    if _is_wrong(source, world, early) or _failure(source, tests_of(file)):
        return True
    return early != most and _is_wrong(source, world, most)


def tests_of(file: str) -> list[str]:
    """The tests that name a service, and those that a hand wrote beside a file or a folder."""
    with ALSO.open(encoding="utf-8", newline="") as lines:
        found = {said["tests"] for said in csv.DictReader(lines) if file.startswith(said["source"])}
    room = Path(file)
    if room.parent.as_posix() == "services/casework":
        import_ = r"midex\.services\.casework"
        named = re.compile(rf"{import_}\.{room.stem}\b|{import_} import .*\b{room.stem}\b")
        found |= {
            test.relative_to(ROOT).as_posix()
            for folder in ROOMS
            for test in (ROOT / "tests" / folder).rglob("test_*.py")
            if named.search(test.read_text("utf-8"))
        }
    return sorted(found)


def _is_wrong(source: Path, world: Path, most: int) -> bool:
    ended = _python(source, "-m", "tests.matrix", "first", str(world), "0/1", str(most))
    if ended.returncode:
        return True
    came = json.loads(ended.stdout.splitlines()[-1])
    return bool(came["wrong"] or came["unjournaled"])


def _failure(source: Path, tests: list[str], *how: str) -> str:
    """What the first test that fails says; empty where none does."""
    if not tests:
        return ""
    ended = _python(source, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *how, *tests)
    if ended.returncode not in (0, 1):
        raise RuntimeError(f"the tests {tests} do not run: {ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return ended.stdout[-1000:] if ended.returncode else ""


def _python(source: Path, *command: str) -> subprocess.CompletedProcess[str]:
    said = {**os.environ, "PYTHONPATH": os.pathsep.join((str(source), str(ROOT))), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=said, capture_output=True, text=True, check=False, timeout=1800
    )
