"""Wrapped keys of persons in a small SQLite file of their own, outside the database and its backups.

Refuses to know what a key is: it keeps bytes for a person, and overwrites them so that no file of it holds them again.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import monotonic, sleep

from midex.kernel.fault import Fault
from midex.services.casework.ports import KeyBackup
from midex.stores import key_backup
from midex.stores.key_file import (
    TABLES,
    WAIT,
    KeptKey,
    SharedConnection,
    Tombstone,
    bury,
    connect,
    kept_keys,
    transaction,
)

FILE = "keys.sqlite3"
LOCK = "backup.lock"
BATCH = 50_000  # keys of one transaction

ADD = """INSERT INTO keys (person, wrapped)
         SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM erased WHERE person = ?1)
         ON CONFLICT (person) DO NOTHING"""
FIND = "SELECT (SELECT 1 FROM erased WHERE person = ?1), (SELECT wrapped FROM keys WHERE person = ?1)"
REMEMBER = """INSERT INTO backups (folder, at, erased) VALUES (?1, ?2, ?3)
              ON CONFLICT (folder) DO UPDATE SET at = ?2, erased = ?3"""
KNOWN = """SELECT folder, at, erased, (SELECT count(*) FROM erased WHERE number > backups.erased)
           FROM backups ORDER BY folder"""
SINCE = "SELECT number, person, at, seal FROM erased WHERE number > ? ORDER BY number"


class KeyStore:
    """``crypto.vault.WrappedKeys`` in a folder of its own; threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = folder / LOCK
        for file in (self.file, self._lock):
            file.touch(mode=0o600)
        self._reading = SharedConnection(self.file)
        self._writing = SharedConnection(self.file)
        with self._writing() as connection:
            connection.executescript(TABLES)
        self.scrub()  # a process that was killed may have left the pages of an erased key in the log

    def add(self, keys: Iterable[tuple[str, bytes]]) -> None:
        """Keep keys of people who have none and were not erased; durable when it returns."""
        rest = iter(keys)
        while batch := list(islice(rest, BATCH)):
            with self._writing() as connection, transaction(connection):
                connection.executemany(ADD, batch)

    def find(self, person: str) -> bytes | None:
        """A wrapped key; None where it was destroyed, KeyError where the person is unknown."""
        erased, wrapped = self._reading.row(FIND, person)
        if erased is None and wrapped is None:
            raise KeyError(person)
        return None if erased else bytes(wrapped)

    def count(self) -> int:
        """How many people have a key."""
        return int(self._reading.row("SELECT count(*) FROM keys WHERE person NOT IN (SELECT person FROM erased)")[0])

    def forget(self, tombstones: Iterable[Tombstone]) -> int:
        """Overwrite keys and leave tombstones, here and in every backup within reach; how many had a key."""
        with self._alone():
            with self._writing() as connection, transaction(connection):
                destroyed = sum(bury(connection, tombstone) for tombstone in tombstones)
            self.scrub()
            self._catch_up()
        return destroyed

    def erasures(self) -> int:
        """How many tombstones there are, of any process; grows with every erasure."""
        return int(self._reading.row("SELECT coalesce(max(number), 0) FROM erased")[0])

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

    def back_up(self, folder: Path, at: datetime) -> None:
        """Put a copy of the store in place of the one in ``folder``; the folder is known from now on."""
        folder.mkdir(mode=0o700, exist_ok=True)
        with self._alone():
            # known before it exists: a process that is stopped half-way must not leave a copy nobody remembers
            self._remember(folder, at, 0)
            with closing(connect(self.file)) as connection:
                key_backup.write(connection, folder)
            self._catch_up()

    def know(self, folder: Path) -> None:
        """Remember a folder that a backup was found in; what was erased since it was made is erased there."""
        with self._alone():
            self._remember(folder, key_backup.made_at(folder), 0)
            self._catch_up()

    def catch_up(self) -> None:
        """Erase in the known backups what was erased here since; those out of reach wait for the next time."""
        with self._alone():
            self._catch_up()

    def backups(self) -> tuple[KeyBackup, ...]:
        """The folders with a backup, and how many erasures each still waits for."""
        with self._reading() as connection:
            rows = connection.execute(KNOWN).fetchall()
        return tuple(KeyBackup(Path(name), datetime.fromtimestamp(at, UTC), waiting) for name, at, _, waiting in rows)

    def kept(self) -> Iterator[KeptKey]:
        """Everything the store says about people."""
        with closing(connect(self.file)) as connection:
            yield from kept_keys(connection)

    def backup_in(self, folder: Path) -> Iterator[KeptKey]:
        """What the backup in a folder holds; fault F313 where it is none or is damaged."""
        return key_backup.read(folder)

    def close(self) -> None:
        """Let go of the files; the next call opens them again."""
        self._reading.close()
        self._writing.close()

    def _catch_up(self) -> None:
        with self._reading() as connection:
            known = connection.execute(KNOWN).fetchall()
        for folder, at, done, waiting in known:
            if not waiting:
                continue
            with self._reading() as connection:
                rows = connection.execute(SINCE, (done,)).fetchall()
            if key_backup.forget(Path(folder), (row[1:] for row in rows)):
                self._remember(Path(folder), datetime.fromtimestamp(at, UTC), rows[-1][0])

    def _remember(self, folder: Path, at: datetime, erased: int) -> None:
        with self._writing() as connection, transaction(connection):
            connection.execute(REMEMBER, (str(folder), int(at.timestamp()), erased))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One thread of one process at a time writes to backups."""
        with self._lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
