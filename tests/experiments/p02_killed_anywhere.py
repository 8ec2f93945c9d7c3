"""P2: a case node killed at any moment under load keeps what it acknowledged, once, and everything in it agrees.

Clients keep their own ledger: whoever got no answer asks again under the same name, as an outbox does. A share of the
kills is aimed between commit and reply, another hits `midex serve` as it is installed while the same clients write
to it; the rest hit a forked server, which starts at once. On PostgreSQL the database is killed too.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.casework import INFORMED
from tests.experiments.case_server import Answer, CaseServer
from tests.experiments.experiment import Change, Experiment, NotPossibleError, Outcome, Sabotage
from tests.experiments.served_case import somebody
from tests.postgresql import Cluster, binaries, cluster
from tests.processes import Served, free_port

CLIENTS = 4
PATIENCE = 40  # tries of one attempt, once nobody kills any more
EACH = 8  # of so many kills one is of the real `midex serve`
MOVED = 0.5  # seconds in which every client has had its answer from the forked server, and asks at the other port
ANSWERED = 30  # seconds within which the real one answers a client
NEXT = {
    "open": ("register", {}),
    "register": ("hand-over-copy", {"language": "fa"}),
    "hand-over-copy": ("correct", {"birth": "1990", "reason": "A document was shown later."}),
}


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Each trial is one kill; four in five on SQLite, the others on PostgreSQL where it is installed."""
    if binaries() is None:
        raise NotPossibleError("PostgreSQL is missing (Debian: apt-get install postgresql)")
    draw, notes = random.Random(seed), Counter[str]()
    on_postgresql = trials // 5
    (folder / "sqlite").mkdir()
    failures = _on_sqlite(trials - on_postgresql, draw, folder / "sqlite", notes)
    if on_postgresql:
        (folder / "postgresql").mkdir()
        failures += _on_postgresql(on_postgresql, draw, folder / "postgresql", notes)
    return Outcome(trials, min(failures, trials), dict(notes))


def _on_sqlite(kills: int, draw: random.Random, folder: Path, notes: Counter[str]) -> int:
    server = CaseServer(folder)
    watch = sqlite3.connect(server.home / "restricted.sqlite3", isolation_level=None, check_same_thread=False)
    watched = "SELECT 1 FROM cases_event WHERE key = ?"
    ledger = Ledger()
    try:
        with _load_on(server, ledger, draw):
            for number in range(kills):
                server.start()
                if number % EACH == EACH - 1:
                    _kill_the_command(server, ledger, folder, draw, notes)
                elif draw.random() < 0.25:
                    _kill_after_commit(server, ledger, lambda key: watch.execute(watched, (key,)).fetchone(), draw)
                    notes["kills of a forked server between commit and reply"] += 1
                else:
                    time.sleep(draw.uniform(0, 0.25))
                    server.kill()
                    notes["kills of a forked server at random"] += 1
            server.start()
            unanswered = ledger.settle()
    finally:
        watch.close()
        server.close()
    return unanswered + _judge(server, ledger, notes)


def _on_postgresql(kills: int, draw: random.Random, folder: Path, notes: Counter[str]) -> int:
    import psycopg

    with cluster() as database:
        with psycopg.connect(database.url.format("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE restricted")
        server = CaseServer(folder, database.url.format("restricted"))
        ledger = Ledger()
        try:
            with _load_on(server, ledger, draw):
                server.start_when_possible()
                for number in range(kills):
                    time.sleep(draw.uniform(0, 0.25))
                    if number % EACH == EACH - 1:
                        _recover(database)
                        _kill_the_command(server, ledger, folder, draw, notes, ", PostgreSQL")
                        server.start_when_possible()
                        continue
                    whom = draw.choice(["a forked server"] * 8 + ["a backend", "the cluster"])
                    _kill_one(whom, server, database, draw)
                    notes[f"kills of {whom}, PostgreSQL"] += 1
                _recover(database)
                unanswered = ledger.settle()
        finally:
            server.close()
        return unanswered + _judge(server, ledger, notes)


def _kill_one(whom: str, server: CaseServer, database: Cluster, draw: random.Random) -> None:
    if whom == "a forked server":
        server.kill()
        server.start_when_possible()
    elif whom == "a backend":
        # the server then ends all others too, and recovers by itself
        with suppress(ProcessLookupError):
            os.kill(draw.choice(_backends(database) or [0]) or 1 << 22, signal.SIGKILL)
    else:
        if draw.random() < 0.5:
            database.stop("immediate")
        else:
            for process in [database.pid, *_backends(database)]:
                with suppress(ProcessLookupError):
                    os.kill(process or 1 << 22, signal.SIGKILL)
            while _backends(database):
                time.sleep(0.01)
            # whoever looks after orphans here may not have collected the killed one yet, and it would count as alive
            for left in (database.place / "postmaster.pid", *database.folder.glob(".s.PGSQL.*")):
                left.unlink(missing_ok=True)
        database.start()


def _recover(database: Cluster, seconds: float = 60) -> None:
    """Until it answers again; it gives up where what was killed was recovering, and is started then."""
    import psycopg

    until = time.monotonic() + seconds
    while True:
        try:
            return psycopg.connect(database.url.format("restricted")).close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            if not database.pid:
                database.start()
            time.sleep(0.05)


def _backends(database: Cluster) -> list[int]:
    """The server's processes but the first; also those it left behind."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (place / "cwd").readlink() == database.place and int(place.name) != database.pid:
                found.append(int(place.name))
    return found


def _kill_the_command(
    server: CaseServer, ledger: Ledger, folder: Path, draw: random.Random, notes: Counter[str], on: str = ""
) -> None:
    """The program as it is installed, killed with its process group once the same clients write to it."""
    port = free_port()
    served = Served(server.home, port, folder / "midex.log")
    with server.elsewhere(port):
        time.sleep(MOVED)
        server.kill()
        served.start()
        before, wanted, until = len(ledger.told), draw.randint(1, 12), time.monotonic() + ANSWERED
        while len(ledger.told) < before + wanted and time.monotonic() < until:
            time.sleep(0.0005)
        time.sleep(draw.choice([0, 0, 0.001, 0.01]))
        waiting = ledger.waiting
        served.kill()
    taken = len(ledger.told) - before
    if not taken:
        raise RuntimeError("no client was answered by `midex serve`: " + (folder / "midex.log").read_text()[-2000:])
    notes[f"kills of `midex serve` while clients write{on}"] += bool(waiting)
    notes[f"kills of `midex serve` at rest{on}"] += not waiting
    notes[f"acknowledged by `midex serve`{on}"] += taken


@dataclass
class Ledger:
    """What clients asked for and what they were told; nothing of it is in the node."""

    asked: dict[str, bytes] = field(default_factory=dict)
    told: dict[str, Answer] = field(default_factory=dict)
    retries: Counter[str] = field(default_factory=Counter)
    contradictions: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    clients: list[threading.Thread] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)
    asking: set[str] = field(default_factory=set)

    @property
    def waiting(self) -> int:
        """How many requests are under way this moment."""
        return len(self.asking)

    def ask(self, server: CaseServer, request: bytes, key: str, *, in_peace: bool = False) -> Answer:
        """Ask until there is an answer; whatever is no answer of the node's own means that nobody knows.

        ``in_peace`` where nobody kills meanwhile, so that some tries must be enough.
        """
        self.asked[key] = request
        left = PATIENCE
        while left:
            self.asking.add(key)
            answer = server.send(request)
            self.asking.discard(key)
            if answer.status == 201:
                self.tell(key, answer)
                return answer
            self.retries[key] += 1
            left -= in_peace or self.over.is_set()
            time.sleep(0.02)
        self.unanswered.add(key)
        return Answer(0, {})

    def tell(self, key: str, answer: Answer) -> None:
        """An attempt has one answer for ever."""
        if self.told.setdefault(key, answer) != answer:
            self.contradictions += 1

    def settle(self) -> int:
        """Let every client learn what came of its last attempt; answers how many never did."""
        self.over.set()
        for client in self.clients:
            client.join(60)
        return len(self.unanswered) + sum(client.is_alive() for client in self.clients)


@contextmanager
def _load_on(server: CaseServer, ledger: Ledger, draw: random.Random) -> Iterator[None]:
    """Clients that never rest, until the ledger says that it is over."""
    for _ in range(CLIENTS):
        own = random.Random(draw.getrandbits(64))
        ledger.clients.append(threading.Thread(target=_client, args=(server, ledger, own), daemon=True))
        ledger.clients[-1].start()
    try:
        yield
    finally:
        ledger.over.set()


def _client(server: CaseServer, ledger: Ledger, draw: random.Random) -> None:
    name, last, done = "", "", 0
    while not ledger.over.is_set():
        step, fields = NEXT[last] if name else ("open", INFORMED)
        fields = somebody(name) if step == "register" else fields
        key = _key(draw)
        answer = ledger.ask(server, _request(server, name, step, fields, done, key, draw), key)
        if answer.status == 201:
            name, last, done = answer.said["case"], step, answer.said["number"]
        if last == "correct" or answer.status != 201:
            name, last, done = "", "", 0


def _request(
    server: CaseServer, name: str, step: str, fields: dict[str, Any], done: int, key: str, draw: random.Random
) -> bytes:
    body = {"fields": fields, **({"based_on": done} if name else {})}
    path = f"/api/cases/{name}/steps/{step}" if name else "/api/cases"
    return server.request("POST", path, draw.choice(["officer", "caseworker"]), body, key)


def _key(draw: random.Random) -> str:
    return UUID(int=draw.getrandbits(128)).hex


def _kill_after_commit(
    server: CaseServer, ledger: Ledger, committed: Callable[[str], object], draw: random.Random
) -> None:
    """Ask, wait until the step can be seen by another process, kill before the answer is read; then ask again."""
    key = _key(draw)
    request = server.request("POST", "/api/cases", "officer", {"fields": INFORMED}, key)
    ledger.asked[key] = request
    until = time.monotonic() + 5
    with socket.create_connection(("127.0.0.1", server.port), 20) as line:
        line.sendall(request)
        while not committed(key) and time.monotonic() < until:
            time.sleep(0.0002)
        time.sleep(draw.choice([0, 0, 0.0005, 0.002]))
        server.kill()
    server.start()
    ledger.ask(server, request, key, in_peace=True)
    server.kill()


def _judge(server: CaseServer, ledger: Ledger, notes: Counter[str]) -> int:
    """Compare what clients were told with what is kept, by the names of the attempts."""
    kept = server.kept()
    by_key: dict[str, list[Any]] = {}
    for key, *rest in kept["events"]:
        by_key.setdefault(key, []).append(rest)
    lost = changed = 0
    for key, answer in ledger.told.items():
        found = by_key.get(key, [])
        lost += not found
        said = [answer.said["case"], answer.said["number"], answer.said["entry"]]
        changed += bool(found) and [[name, number, entry] for name, _, number, entry in found] != [said]
    surplus = len(kept["events"]) - len(set(by_key) & set(ledger.asked))
    notes.update(
        {
            "acknowledged": len(ledger.told),
            "acknowledged after asking again": sum(1 for key in ledger.told if ledger.retries[key]),
            "lost": lost,
            "twice or unasked": surplus,
            "two answers": changed + ledger.contradictions,
            "faults in journal or lists": len(kept["wrong"]),
        }
    )
    return lost + changed + surplus + ledger.contradictions + len(kept["wrong"])


EXPERIMENT = Experiment(
    promise="P2",
    says="a case node killed by SIGKILL under load loses no step that a client was told of, takes none twice, and its "
    "journal, steps and lists agree; so also where the database is killed",
    run=run,
    small=10,
    full=1_000,
    part=200,
    sabotages=(
        Sabotage(
            "an attempt is known again by its name",
            "src/midex/services/casework/take_step.py",
            "case, row, person, wanted.key, ports)",
            "case, row, person, ports.random_id(), ports)",
            trials=4,
        ),
        Sabotage(
            "a step, its journal entry and its row in the lists are one transaction",
            "src/midex/stores/unit_of_work.py",
            "        with transaction.atomic(using=self._alias):\n",
            "        import contextlib\n\n        with contextlib.nullcontext():\n",
            also=(
                Change(
                    "src/midex/stores/journal/store.py",
                    "if not connections[self._alias].in_atomic_block:",
                    "if self is None:",
                ),
            ),
        ),
    ),
)
