"""Wrapped keys of persons in a small SQLite file of their own, outside the database and its backups.

Refuses to know what a key is: it keeps bytes for a person, and overwrites them so that no file of it holds them again.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import RLock
from time import monotonic, sleep

from midex.kernel.fault import Fault

FILE = "keys.sqlite3"
WAIT = 20  # seconds for another process's turn
BATCH = 50_000  # keys of one transaction

SETTINGS = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2, "foreign_keys": 1}
"""What every connection asks for and is read back: FULL, overwritten where freed, nothing in temporary files."""

# keys are found through an index that holds none, and their own tree only grows at its end: a page of it is never
# split, so no stale copy of a key is left in one, and overwriting a key in its place is overwriting all of it
TABLES = """
CREATE TABLE IF NOT EXISTS keys (number INTEGER PRIMARY KEY, person TEXT NOT NULL UNIQUE, wrapped BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS erased (number INTEGER PRIMARY KEY, person TEXT NOT NULL UNIQUE,
                                   at INTEGER NOT NULL, seal BLOB NOT NULL);
"""
ADD = """INSERT INTO keys (person, wrapped)
         SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM erased WHERE person = ?1)
         ON CONFLICT (person) DO NOTHING"""
FIND = "SELECT (SELECT 1 FROM erased WHERE person = ?1), (SELECT wrapped FROM keys WHERE person = ?1)"
OVERWRITE = """UPDATE keys SET wrapped = zeroblob(length(wrapped))
               WHERE person = ?1 AND NOT EXISTS (SELECT 1 FROM erased WHERE person = ?1)"""
BURY = "INSERT INTO erased (person, at, seal) VALUES (?, ?, ?) ON CONFLICT (person) DO NOTHING"


class KeyStore:
    """``crypto.vault.WrappedKeys`` in a folder of its own; threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file.touch(mode=0o600)
        self._reading = _Connection(self.file)
        self._writing = _Connection(self.file)
        with self._writing() as connection:
            connection.executescript(TABLES)
        self.scrub()  # a process that was killed may have left the pages of an erased key in the log

    def add(self, keys: Iterable[tuple[str, bytes]]) -> None:
        """Keep keys of people who have none and were not erased; durable when it returns."""
        rest = iter(keys)
        while batch := list(islice(rest, BATCH)):
            with self._transaction() as connection:
                connection.executemany(ADD, batch)

    def find(self, person: str) -> bytes | None:
        """A wrapped key; None where it was destroyed, KeyError where the person is unknown."""
        with self._reading() as connection:
            erased, wrapped = connection.execute(FIND, (person,)).fetchone()
        if erased is None and wrapped is None:
            raise KeyError(person)
        return None if erased else bytes(wrapped)

    def forget(self, person: str, at: datetime, seal: bytes) -> bool:
        """Overwrite a key and leave a tombstone; False where there was no key to destroy."""
        with self._transaction() as connection:
            destroyed = connection.execute(OVERWRITE, (person,)).rowcount > 0
            connection.execute(BURY, (person, int(at.timestamp()), seal))
        self.scrub()
        return destroyed

    def erasures(self) -> int:
        """How many keys were destroyed so far, by any process."""
        with self._reading() as connection:
            return int(connection.execute("SELECT coalesce(max(number), 0) FROM erased").fetchone()[0])

    def forgotten(self) -> Mapping[str, datetime]:
        """Everyone whose key was destroyed, and when."""
        with self._reading() as connection:
            rows = connection.execute("SELECT person, at FROM erased ORDER BY number").fetchall()
        return {person: datetime.fromtimestamp(at, UTC) for person, at in rows}

    def scrub(self) -> None:
        """Empty the write-ahead log, where pages as they were before live on; fault F312 while a reader holds it."""
        until = monotonic() + WAIT
        with self._writing() as connection:
            # SQLite waits for readers by itself, but not for another process that is doing the same
            while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                if monotonic() > until:
                    raise Fault("F312", place=str(self.file))
                sleep(0.01)

    def close(self) -> None:
        """Let go of the files; the next call opens them again."""
        self._reading.close()
        self._writing.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._writing() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


class _Connection:
    """A connection for one thread at a time, opened when it is first needed and again after a fork."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = RLock()
        self._open: tuple[int, sqlite3.Connection] | None = None

    @contextmanager
    def __call__(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._open is None or self._open[0] != os.getpid():
                self._open = os.getpid(), connect(self._file)
            yield self._open[1]

    def close(self) -> None:
        with self._lock:
            if self._open is not None and self._open[0] == os.getpid():
                self._open[1].close()
            self._open = None


def connect(file: Path, settings: Mapping[str, str | int] | None = None) -> sqlite3.Connection:
    """Open a key store's file; fault F306 where SQLite does not grant what keeps keys safe."""
    connection = sqlite3.connect(file, timeout=WAIT, isolation_level=None, check_same_thread=False)
    for name, value in (settings or SETTINGS).items():
        connection.execute(f"PRAGMA {name} = {value}")
        granted = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if granted != value:
            connection.close()
            raise Fault("F306", database=str(file), reason=f"{name} is {granted}, not {value}")
    return connection
