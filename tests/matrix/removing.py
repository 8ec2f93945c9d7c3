"""Removes one permission check at a time from a copy of the source, and asks whether the matrix notices."""

from __future__ import annotations

import csv
import json
import os
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


def excuses() -> dict[str, str]:
    """The checks whose removal the matrix cannot notice, each with the reason; written by hand."""
    with EXCUSES.open(encoding="utf-8", newline="") as file:
        return {said["check"]: said["why"] for said in csv.DictReader(file)}


def survivors(
    removed: Iterable[Check], source: Path, world: Path, folder: Path, *, most: int = 0, workers: int = 2
) -> Iterator[tuple[Check, bool]]:
    """Each check, and whether its removal went unnoticed. ``source`` is the folder ``src/midex``."""
    copies: Queue[Path] = Queue()
    for number in range(workers):
        shutil.copytree(source, folder / str(number) / "midex", ignore=shutil.ignore_patterns("__pycache__"))
        copies.put(folder / str(number))

    def tried(check: Check) -> tuple[Check, bool]:
        copy = copies.get()
        file = copy / "midex" / check.file
        before = file.read_bytes()
        file.write_text(check.removed(source), "utf-8")
        try:
            return check, not is_noticed(copy, world, most)
        finally:
            file.write_bytes(before)
            copies.put(copy)

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(tried, removed)


def is_noticed(source: Path, world: Path, most: int) -> bool:
    """Whether a cell is wrong with midex from this folder; a node that does not even start is noticed."""
    said = {**os.environ, "PYTHONPATH": os.pathsep.join((str(source), str(ROOT))), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.matrix", "first", str(world), "0/1", str(most)],
        cwd=ROOT,
        env=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    if ended.returncode:
        return True
    came = json.loads(ended.stdout.splitlines()[-1])
    return bool(came["wrong"] or came["unjournaled"])
