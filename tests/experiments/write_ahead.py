"""Where a database's log holds the commit of something that was acknowledged: SQLite's frames, PostgreSQL's records.

Refuses to guess: a commit that is not found has no bytes, and the bytes are those on the disk.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.experiments.system_calls import Call, Needed
from tests.postgresql import Cluster, binaries

FRAME, PAGE = 24, 8192  # bytes of a frame's head in SQLite's log, of a page in PostgreSQL's
SEGMENT = 16 * 1024 * 1024
KEPT = {"wal_keep_size": "1GB"}
"""Setting of a PostgreSQL whose log is read afterwards: a checkpoint would give old segments away."""

_RECORD = re.compile(r"len \(rec/tot\): +\d+/ *(\d+), tx: +(\d+), lsn: ([0-9A-F]+)/([0-9A-F]+),.*desc: COMMIT(.*)")
_WITHIN = re.compile(r"subxacts:((?: \d+)+)")


def sqlite_commit(text: str, log: Path, seen: Iterable[Call]) -> list[Needed]:
    """The page that first holds a text, and the frame that ends its transaction, as they were written to the log."""
    writes = [call for call in seen if call.place == str(log) and call.name == "pwrite64"]
    first = next((number for number, call in enumerate(writes) if text.encode() in call.content), None)
    if not first:
        return []
    ends = (call for call in writes[first - 1 :] if len(call.content) == FRAME and any(call.content[4:8]))
    last = next(ends, None)
    return [Needed(str(log), call.offset, call.content) for call in (writes[first], last)] if last else []


def postgresql_commits(server: Cluster, database: str, query: str) -> dict[str, list[Needed]]:
    """The commit record of every row of a query for a name and its xmin, as it stands on the disk, page by page."""
    import psycopg

    with psycopg.connect(server.url.format(database), autocommit=True) as connection:
        transactions: dict[str, int] = dict(connection.execute(query.encode()).fetchall())
        # what a server was allowed not to wait for is written now, too late for whoever was told before
        connection.execute("CHECKPOINT")
        newest = connection.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn())").fetchone()
    log = server.place / "pg_wal"
    records = _commit_records(log, newest[0] if newest else "")
    return {name: list(_pieces(log, *records[number])) for name, number in transactions.items() if number in records}


def _commit_records(log: Path, newest: str) -> dict[int, tuple[int, int]]:
    """Start and length of the commit record of each transaction, and of each one within another (a savepoint's)."""
    programs = binaries()
    assert programs
    oldest = min(file.name for file in log.iterdir() if re.fullmatch("[0-9A-F]{24}", file.name))
    # with one segment named, it would read that one alone
    command = [str(programs / "pg_waldump"), "-p", str(log), "--rmgr=Transaction", oldest, newest]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found: dict[int, tuple[int, int]] = {}
    for line in filter(None, map(_RECORD.search, said.splitlines())):
        length, number, high, low, rest = line.groups()
        within = _WITHIN.search(rest)
        for one in (number, *(within[1].split() if within else ())):
            found[int(one)] = ((int(high, 16) << 32) + int(low, 16), int(length))
    return found


def _pieces(log: Path, start: int, length: int) -> Iterable[Needed]:
    """The record's bytes as they stand on the disk; where it crosses into a page, that page's head lies between."""
    end = start + length
    if end > (start // PAGE + 1) * PAGE:
        end += 40 if (start // PAGE + 1) * PAGE % SEGMENT == 0 else 24
    while start < end:
        stop = min(end, (start // PAGE + 1) * PAGE)
        file = log / f"{1:08X}{start >> 32:08X}{(start & 0xFFFFFFFF) // SEGMENT:08X}"
        with file.open("rb") as segment:
            segment.seek(start % SEGMENT)
            yield Needed(str(file), start % SEGMENT, segment.read(stop - start))
        start = stop
