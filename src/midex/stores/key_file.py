"""The one form of a key store's file and of its backups: tables, settings, connections.

Refuses to know what a key is, and when one is destroyed.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from midex.kernel.fault import Fault
from midex.services.declarations.column import About, Columns, Kept, NoPerson
from midex.stores.register import CASE, EXISTENCE, FOUND, NUMBER

WAIT = 20  # seconds for another process's turn
MARK = 0x4D494458  # SQLite's application id, so that no other database is taken for one
SETTINGS: Mapping[str, str | int] = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2}
"""What every connection asks for and is read back: FULL, overwritten where freed, nothing in temporary files."""

# keys are found through an index that holds none, and their own tree only grows at its end: a page of it is never
# split, so no stale copy of a key is left in one, and overwriting a key in its place is overwriting all of it
TABLES = f"""
CREATE TABLE IF NOT EXISTS keys (number INTEGER PRIMARY KEY, person TEXT NOT NULL UNIQUE, wrapped BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS erased (number INTEGER PRIMARY KEY, person TEXT NOT NULL UNIQUE,
                                   at INTEGER NOT NULL, seal BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS backups (folder TEXT PRIMARY KEY, at INTEGER NOT NULL, erased INTEGER NOT NULL);
PRAGMA application_id = {MARK};
"""
_OF_A_PERSON = About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM)
REGISTER: Mapping[str, Columns] = {
    "keys": {
        "number": NUMBER,
        "person": _OF_A_PERSON,
        "wrapped": About(handling=CASE, harm=FOUND, kept=Kept.SEALED_FOR_NODE),
    },
    "erased": {
        "number": NUMBER,
        "person": _OF_A_PERSON,
        "at": About(handling=CASE, harm=EXISTENCE),
        "seal": NoPerson("a proof that the vault wrote this tombstone"),
    },
    "backups": {
        "folder": NoPerson("where a copy of the keys lies"),
        "at": NoPerson("when the copy was made"),
        "erased": NoPerson("how many erasures have reached the copy"),
    },
}
"""The field register's entries of this file's columns, by table."""

OVERWRITE = """UPDATE keys SET wrapped = zeroblob(length(wrapped))
               WHERE person = ?1 AND NOT EXISTS (SELECT 1 FROM erased WHERE person = ?1)"""
BURY = "INSERT INTO erased (person, at, seal) VALUES (?, ?, ?) ON CONFLICT (person) DO NOTHING"

KEPT = """SELECT keys.person, keys.wrapped, erased.at, erased.seal FROM keys LEFT JOIN erased USING (person)
          UNION ALL
          SELECT person, x'', at, seal FROM erased WHERE NOT EXISTS (SELECT 1 FROM keys WHERE person = erased.person)"""

Tombstone = tuple[str, int, bytes]
"""Who was erased, the second it happened, and the seal that only the vault can make."""


class KeptKey(NamedTuple):
    """What a file says about a person: a wrapped key, or when it was destroyed and the seal of that."""

    person: str
    wrapped: bytes
    erased_at: int | None
    seal: bytes | None


def connect(file: Path, settings: Mapping[str, str | int] | None = None) -> sqlite3.Connection:
    """Open a file; fault F306 where SQLite does not grant what keeps keys safe."""
    connection = sqlite3.connect(file, timeout=WAIT, isolation_level=None, check_same_thread=False)
    for name, value in (settings or SETTINGS).items():
        _set(connection, name, value)
        granted = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if granted != value:
            connection.close()
            raise Fault("F306", database=str(file), reason=f"{name} is {granted}, not {value}")
    return connection


def _set(connection: sqlite3.Connection, name: str, value: str | int) -> None:
    """Set a pragma; SQLite does not wait by itself where several open a new file and each would change its journal."""
    until = time.monotonic() + WAIT
    while True:
        try:
            connection.execute(f"PRAGMA {name} = {value}")
            return
        except sqlite3.OperationalError as busy:
            if busy.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.05)


def kept_keys(connection: sqlite3.Connection) -> Iterator[KeptKey]:
    """Everything a file says about people; whether a key or a seal is right only the vault can tell."""
    yield from (KeptKey(*row) for row in connection.execute(KEPT))


def wrongs(connection: sqlite3.Connection, most: int = 1) -> Iterator[str]:
    """What SQLite finds wrong with a file, and rows that are gone: their numbers have no gap."""
    yield from (said for (said,) in connection.execute(f"PRAGMA integrity_check({most})") if said != "ok")
    for table, called in (("keys", "keys"), ("erased", "erasures")):
        count, last = connection.execute(f"SELECT count(*), coalesce(max(number), 0) FROM {table}").fetchone()  # noqa: S608
        if count != last:
            yield f"{last - count} {called} are missing"


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All of it, or none; one writer at a time."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def bury(connection: sqlite3.Connection, tombstone: Tombstone) -> bool:
    """Overwrite a key and leave its tombstone; False where there was no key to destroy."""
    destroyed = connection.execute(OVERWRITE, tombstone[:1]).rowcount > 0
    connection.execute(BURY, tombstone)
    return destroyed


class SharedConnection:
    """A connection for one thread at a time, opened when it is first needed and again after a fork."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = RLock()
        self._open: tuple[int, sqlite3.Connection] | None = None

    @contextmanager
    def __call__(self) -> Iterator[sqlite3.Connection]:
        """The connection, for as long as the block runs."""
        with self._lock:
            yield self._connection()

    def row(self, question: str, *values: str) -> tuple[Any, ...]:
        """The one row that answers a question; every sealed field asks one, so this is quick."""
        with self._lock:
            answer: tuple[Any, ...] = self._connection().execute(question, values).fetchone()
            return answer

    def _connection(self) -> sqlite3.Connection:
        if self._open is None or self._open[0] != os.getpid():
            self._open = os.getpid(), connect(self._file)
        return self._open[1]

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        with self._lock:
            if self._open is not None and self._open[0] == os.getpid():
                self._open[1].close()
            self._open = None
