"""A file with somebody's data: always a new one, that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from midex.kernel.fault import Fault

THERE = "it is there already, perhaps for others to read; name a new file"


def not_there(file: Path) -> None:
    """Fault F218 where anything, be it a link to nowhere, has that name; to be asked before anything is journaled."""
    if os.path.lexists(file) and not file.is_dir():
        raise Fault("F218", place=str(file), reason=THERE)


def write_new(file: Path, content: bytes) -> None:
    """Write a new file for its owner alone; fault F218 where one is there, which is neither changed nor followed."""
    try:
        opened = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    except FileExistsError as wrong:
        raise Fault("F218", place=str(file), reason=THERE) from wrong
    with os.fdopen(opened, "wb") as out:
        out.write(content)
