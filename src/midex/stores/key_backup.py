"""One backup of a key store in a folder: the newest only, replaced whole, and forgetting what the store forgets.

Refuses to keep a history: a key that was destroyed must not live on in last week's copy.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from midex.kernel.fault import Fault
from midex.stores.key_file import MARK, SETTINGS, KeptKey, Tombstone, bury, connect, kept_keys, transaction, wrongs

FILE = "midex-keys.backup"
PART = "midex-keys.part"

# one file, so that nothing is left behind when a medium is taken out; the rollback file goes with each transaction
ALONE: Mapping[str, str | int] = {**SETTINGS, "journal_mode": "delete"}
CHUNK = bytes(1 << 20)


def write(source: sqlite3.Connection, folder: Path) -> None:
    """Put a copy of the store in place of the backup in ``folder``, and overwrite the one before."""
    part = folder / PART
    destroy(part)  # of a process that was stopped
    part.touch(mode=0o600)
    with closing(sqlite3.connect(part)) as target:
        source.backup(target)
    with closing(connect(part, ALONE)) as copy:
        _check(copy, part)
    _settle(part)
    _replace(part, folder / FILE)


def forget(folder: Path, tombstones: Iterable[Tombstone]) -> bool:
    """Destroy the same keys in the backup; False where it is out of reach."""
    if not (folder / FILE).is_file():
        return False
    try:
        with closing(connect(folder / FILE, ALONE)) as connection, transaction(connection):
            for tombstone in tombstones:
                bury(connection, tombstone)
    except (sqlite3.Error, OSError):  # a medium that fails; it stays on the list of what is to be done
        return False
    return True


def read(folder: Path) -> Iterator[KeptKey]:
    """What a backup holds; fault F313 where the file is none or is damaged. Keys themselves are tried by the vault."""
    file = folder / FILE
    if not file.is_file():
        raise Fault("F313", file=str(file), reason="there is no such file")
    try:
        with closing(connect(file, ALONE)) as connection:
            _check(connection, file)
            yield from kept_keys(connection)
    except sqlite3.DatabaseError as damaged:
        raise Fault("F313", file=str(file), reason=str(damaged)) from damaged


def made_at(folder: Path) -> datetime:
    """When the backup was made; the store notes it before it copies itself."""
    with closing(connect(folder / FILE, ALONE)) as connection:
        at = connection.execute("SELECT coalesce(max(at), 0) FROM backups").fetchone()[0]
    return datetime.fromtimestamp(at, UTC)


def destroy(file: Path) -> None:
    """Overwrite a file with zeros before it is removed; nothing happens where there is none."""
    with suppress(FileNotFoundError):
        with file.open("r+b") as opened:
            _overwrite(opened.fileno())
        file.unlink()


def _check(connection: sqlite3.Connection, file: Path) -> None:
    marked = connection.execute("PRAGMA application_id").fetchone()[0]
    if marked != MARK:
        raise Fault("F313", file=str(file), reason="it is no backup of a key store")
    for wrong in wrongs(connection):
        raise Fault("F313", file=str(file), reason=wrong)


def _replace(part: Path, file: Path) -> None:
    """Give a new file the place of another, whose bytes are overwritten once nobody can find it any more."""
    before = os.open(file, os.O_RDWR) if file.exists() else None
    part.replace(file)
    _settle(file.parent)
    if before is not None:
        _overwrite(before)
        os.close(before)


def _overwrite(file: int) -> None:
    left = os.fstat(file).st_size
    os.lseek(file, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(file, CHUNK[: min(left, len(CHUNK))])
    os.fsync(file)


def _settle(place: Path) -> None:
    """Wait until a file or a folder's list of names is on the disk."""
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
