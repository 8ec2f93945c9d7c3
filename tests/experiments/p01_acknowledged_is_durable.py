"""P1: no receipt leaves before the system has been told to put the bytes that hold its commit on the disk.

Killing a server proves nothing here, for the page cache outlives it: what is judged is the order of system calls.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.experiments.experiment import Change, Experiment, Outcome, Sabotage
from tests.experiments.served_hub import PERIODS, Client, durable_cluster, post, prepared
from tests.experiments.system_calls import SENDS, Call, Needed, calls, durable_at, traced
from tests.postgresql import Cluster, binaries
from tests.processes import Served

CLIENTS = 4
FRAME, PAGE = 24, 8192  # bytes of a frame's head in SQLite's log, of a page in PostgreSQL's
SEGMENT = 16 * 1024 * 1024


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Half of the receipts on SQLite, the other half on PostgreSQL."""
    draw = random.Random(seed)
    on_sqlite = (trials + 1) // 2
    failures = _on_sqlite(on_sqlite, draw, folder / "sqlite")
    if trials > on_sqlite:
        failures += _on_postgresql(trials - on_sqlite, draw, folder / "postgresql")
    return Outcome(trials, failures, {"receipts on SQLite": on_sqlite, "receipts on PostgreSQL": trials - on_sqlite})


def _on_sqlite(trials: int, draw: random.Random, folder: Path) -> int:
    folder.mkdir()
    served, client = prepared(folder, draw)
    try:
        with traced([served.pid], folder / "trace"):
            names = _acknowledged(trials, served, client)
    finally:
        served.stop()
    seen = calls(folder / "trace")
    log = str(served.home / "restricted.sqlite3-wal")
    return sum(not _before_it_left(name, _frame(name, log, seen), seen) for name in names)


def _on_postgresql(trials: int, draw: random.Random, folder: Path) -> int:
    folder.mkdir()
    with durable_cluster() as database:
        served, client = prepared(folder, draw, database.url.format("restricted"), database.url.format("public"))
        try:
            _must_be_seen(database)
            assert database.pid
            with traced([served.pid, database.pid], folder / "trace"):
                names = _acknowledged(trials, served, client)
            needed = _commits(names, database)
        finally:
            served.stop()
    seen = calls(folder / "trace")
    return sum(not _before_it_left(name, needed[name], seen) for name in names)


def _acknowledged(trials: int, served: Served, client: Client) -> list[str]:
    """Post new submissions from several clients at once; answers with the names of those the hub gave a receipt for."""

    def one(number: int) -> str:
        name, envelope = client.envelope(PERIODS[number % len(PERIODS)])
        answer = post(served, envelope)
        if answer.status_code != 200 or name not in answer.text:
            raise ValueError(f"the hub did not take a sound submission: {answer.status_code} {answer.text[:300]}")
        return name

    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(one, range(trials)))


def _before_it_left(name: str, needed: Iterable[Needed], seen: list[Call]) -> bool:
    left = _left(name, seen)
    lines = [durable_at(one, seen) for one in needed]
    return bool(lines) and all(line is not None and line < left for line in lines)


def _left(name: str, seen: list[Call]) -> int:
    """The line on which the answer began to leave: its first line may go before its receipt, and says yes already."""
    sends = [call for call in seen if call.name in SENDS]
    spoken = {call.place for call in sends if call.content.startswith(b"HTTP/1.1")}
    number, receipt = next(
        (n, call) for n, call in enumerate(sends) if call.place in spoken and name.encode() in call.content
    )
    same = [call for call in sends[: number + 1] if call.place == receipt.place]
    return next(call.began for call in reversed(same) if call.content.startswith(b"HTTP/1.1 200"))


def _frame(name: str, log: str, seen: list[Call]) -> list[Needed]:
    """The page that first holds the submission, and the frame that ends its transaction."""
    writes = [call for call in seen if call.place == log and call.name == "pwrite64"]
    first = next(number for number, call in enumerate(writes) if name.encode() in call.content)
    last = next(call for call in writes[first - 1 :] if len(call.content) == FRAME and any(call.content[4:8]))
    return [Needed(log, call.offset, call.content) for call in (writes[first], last)]


def _must_be_seen(database: Cluster) -> None:
    import psycopg

    with psycopg.connect(database.url.format("postgres")) as connection:
        said = connection.execute("SHOW wal_sync_method").fetchone()
    if said != ("fdatasync",):
        raise ValueError(f"no call would be seen with wal_sync_method {said}")


def _commits(names: list[str], database: Cluster) -> dict[str, list[Needed]]:
    """Where PostgreSQL's log has the commit record of each submission, and the bytes there, page by page."""
    import psycopg

    with psycopg.connect(database.url.format("restricted")) as connection:
        query = "SELECT statement_sha256, xmin::text::bigint FROM exchange_submission"
        transactions = dict(connection.execute(query).fetchall())
    log = database.place / "pg_wal"
    records = _commit_records(log)
    return {name: list(_pieces(log, *records[transactions[name]])) for name in names}


def _commit_records(log: Path) -> dict[int, tuple[int, int]]:
    """Start and length of the commit record of each transaction."""
    programs = binaries()
    assert programs
    first = min(file.name for file in log.iterdir() if re.fullmatch("[0-9A-F]{24}", file.name))
    command = [str(programs / "pg_waldump"), "-p", str(log), "--rmgr=Transaction", first]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    record = re.compile(r"len \(rec/tot\): +\d+/ *(\d+), tx: +(\d+), lsn: ([0-9A-F]+)/([0-9A-F]+),.*desc: COMMIT")
    found = (record.search(line) for line in said.splitlines())
    return {int(m[2]): ((int(m[3], 16) << 32) + int(m[4], 16), int(m[1])) for m in found if m}


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


EXPERIMENT = Experiment(
    promise="P1",
    says="every receipt leaves after the sync of the log bytes that hold its commit, judged by system calls, "
    "with four clients at once",
    run=run,
    small=8,
    full=1000,
    part=100,
    sabotages=(
        Sabotage(
            "SQLite syncs its log before every answer",
            "src/midex/stores/databases.py",
            "PRAGMA synchronous=FULL;",
            "PRAGMA synchronous=NORMAL;",
            also=(Change("src/midex/stores/self_check.py", '"synchronous": "2"', '"synchronous": "1"'),),
            trials=1,
        ),
        Sabotage(
            "PostgreSQL waits for its log",
            "src/midex/stores/databases.py",
            '"OPTIONS": {"server_side_binding": True}',
            '"OPTIONS": {"server_side_binding": True, "options": "-c synchronous_commit=off"}',
            also=(
                Change(
                    "src/midex/stores/self_check.py", '"synchronous_commit": ("on",', '"synchronous_commit": ("off",'
                ),
            ),
        ),
    ),
)
