"""P1: no acknowledgement leaves before the system has been told to put the bytes that hold its commit on the disk.

Of the hub's receipts for submissions, and of a case node's answers to steps, where a new person's key is meant too.
Killing a server proves nothing here, for the page cache outlives it: what is judged is the order of system calls.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import httpx

from tests.experiments import served_case, served_hub
from tests.experiments.experiment import Change, Experiment, Outcome, Sabotage
from tests.experiments.system_calls import SENDS, Call, Needed, calls, durable_at, traced
from tests.experiments.write_ahead import KEPT, postgresql_commits, sqlite_commit
from tests.postgresql import QUIET, Cluster
from tests.processes import Served

CLIENTS = 4
PLACES = ("hub on SQLite", "case node on SQLite", "hub on PostgreSQL", "case node on PostgreSQL")
DATABASE, KEYS = "restricted.sqlite3-wal", "keystore/keys.sqlite3-wal"
TURNS = (*PLACES, *2 * ("case node on SQLite", "case node on PostgreSQL"))  # a submission takes as long as ten steps
YES = (b"HTTP/1.1 200", b"HTTP/1.1 201")
SUBMISSIONS = "SELECT statement_sha256, xmin::text::bigint FROM exchange_submission"
STEPS = "SELECT key, xmin::text::bigint FROM cases_event"


@dataclass(frozen=True)
class Acknowledged:
    """The name under which something is kept, and a text of the answer that no other answer has."""

    name: str
    said: str


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """The places take turns, case nodes three for each of the hub; two places are tried at a time."""
    draw = random.Random(seed)
    shares = Counter(islice(cycle(TURNS), trials))
    wanted = [(place, share, random.Random(draw.random())) for place, share in shares.items()]
    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(_failures, *one, folder / one[0].replace(" ", "-")) for one in wanted]
        failures = sum(one.result() for one in tried)
    return Outcome(trials, failures, {f"acknowledged by the {place}": share for place, share in shares.items()})


def _failures(place: str, trials: int, draw: random.Random, folder: Path) -> int:
    folder.mkdir()
    at = _at_hub if place.startswith("hub") else _at_case_node
    if "PostgreSQL" not in place:
        return at(trials, draw, folder, None)
    with served_hub.durable_cluster({**QUIET, **KEPT}) as database:
        _must_be_seen(database)
        return at(trials, draw, folder, database)


def _at_hub(trials: int, draw: random.Random, folder: Path, database: Cluster | None) -> int:
    urls = [database.url.format(name) for name in ("restricted", "public")] if database else []
    served, client = served_hub.prepared(folder, draw, *urls)

    def submit(number: int) -> Acknowledged:
        name, envelope = client.envelope(served_hub.PERIODS[number % len(served_hub.PERIODS)])
        answer = _taken(served_hub.post(served, envelope))
        if name not in answer.text:
            raise ValueError(f"the receipt does not name its submission: {answer.text[:300]}")
        return Acknowledged(name, name)

    try:
        told = _watched([(submit, range(trials))], served, database, folder)
        seen = calls(folder / "trace")
        needed = _needed([one.name for one in told], served, database, SUBMISSIONS, seen)
    finally:
        served.stop()
    return sum(not _before_it_left(one, needed[one.name], seen) for one in told)


def _at_case_node(trials: int, _: random.Random, folder: Path, database: Cluster | None) -> int:
    """Cases are opened, each with a key for its person; in half of them somebody is registered."""
    served, secret = served_case.prepared(folder, database.url.format("restricted") if database else "")
    try:
        officer = served_case.Officer(served, secret)
        names: list[str] = []

        def opened(number: int) -> Acknowledged:
            answer = _taken(officer.open_case(f"opened-{number:08}"))
            names.append(answer.json()["case"])
            return Acknowledged(f"opened-{number:08}", answer.text)

        def registered(number: int) -> Acknowledged:
            return Acknowledged(
                f"registered-{number:08}", _taken(officer.register(names[number], f"registered-{number:08}")).text
            )

        half = trials // 2
        told = _watched([(opened, range(trials - half)), (registered, range(half))], served, database, folder)
        seen = calls(folder / "trace")
        needed = _needed([one.name for one in told], served, database, STEPS, seen)
        people = _people(served, database)
        for one in told:
            if one.name.startswith("opened"):
                key = sqlite_commit(people[one.name], served.home / KEYS, seen)
                needed[one.name] = [*needed[one.name], *key] if key and needed[one.name] else []
        officer.close()
    finally:
        served.stop()
    return sum(not _before_it_left(one, needed[one.name], seen) for one in told)


def _watched(
    asked: Iterable[tuple[Callable[[int], Acknowledged], Iterable[int]]],
    served: Served,
    database: Cluster | None,
    folder: Path,
) -> list[Acknowledged]:
    """Several clients ask at once, while every system call of server and database is written down."""
    roots = [served.pid, *([database.pid] if database and database.pid else [])]
    with traced(roots, folder / "trace"), ThreadPoolExecutor(CLIENTS) as clients:
        return [told for request, numbers in asked for told in clients.map(request, numbers)]


def _taken(answer: httpx.Response) -> httpx.Response:
    if answer.status_code not in (200, 201):
        raise ValueError(f"what is sound was not taken: {answer.status_code} {answer.text[:300]}")
    return answer


def _needed(
    names: Iterable[str], served: Served, database: Cluster | None, query: str, seen: list[Call]
) -> dict[str, list[Needed]]:
    """What must be on the disk for each name; nothing where its commit is not found, which is a failure."""
    if database:
        commits: Mapping[str, list[Needed]] = postgresql_commits(database, "restricted", query)
        return {name: commits.get(name, []) for name in names}
    return {name: sqlite_commit(name, served.home / DATABASE, seen) for name in names}


def _people(served: Served, database: Cluster | None) -> dict[str, str]:
    """Whom each step is about."""
    query = "SELECT key, person FROM cases_event"
    if database is None:
        return dict(sqlite3.connect(served.home / "restricted.sqlite3").execute(query).fetchall())
    import psycopg

    with psycopg.connect(database.url.format("restricted")) as connection:
        return dict(connection.execute(query).fetchall())


def _before_it_left(told: Acknowledged, needed: Iterable[Needed], seen: list[Call]) -> bool:
    left = _left(told.said, seen)
    lines = [durable_at(one, seen) for one in needed]
    return bool(lines) and all(line is not None and line < left for line in lines)


def _left(said: str, seen: list[Call]) -> int:
    """The line on which the answer began to leave: its first line may go before the rest, and says yes already."""
    sends = [call for call in seen if call.name in SENDS]
    spoken = {call.place for call in sends if call.content.startswith(b"HTTP/1.1")}
    number, last = next(
        (n, call) for n, call in enumerate(sends) if call.place in spoken and said.encode() in call.content
    )
    same = [call for call in sends[: number + 1] if call.place == last.place]
    return next(call.began for call in reversed(same) if call.content.startswith(YES))


def _must_be_seen(database: Cluster) -> None:
    import psycopg

    with psycopg.connect(database.url.format("postgres")) as connection:
        said = connection.execute("SHOW wal_sync_method").fetchone()
    if said != ("fdatasync",):
        raise ValueError(f"no call would be seen with wal_sync_method {said}")


EXPERIMENT = Experiment(
    promise="P1",
    says="every receipt of the hub and every answer to a step at a case node leaves after the sync of the log bytes "
    "that hold its commit, on both engines; where a person is new, of those that hold their key too; judged by system "
    "calls, with four clients at once",
    run=run,
    small=8,
    full=1000,
    part=250,
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
        Sabotage(
            "the store of persons' keys syncs its log",
            "src/midex/stores/key_file.py",
            '"journal_mode": "wal", "synchronous": 2,',
            '"journal_mode": "wal", "synchronous": 1,',
        ),
    ),
)
