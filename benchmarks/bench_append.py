"""Append a step over HTTP with session, token, policy, vault and journal on, against a bare Django insert.

Both answer on one granian server of a case node, into the same database, to the same eight clients, taking turns.
The bare view has no middleware: it checks a JSON body and inserts one row with a body of the same size, in one commit.
Requests a second, and the server's processor time for each. Afterwards in one process: the bulk path against the
engine's own, and what a step, a read, a list and a proof cost as the event store grows.
"""

from __future__ import annotations

import json
import math
import os
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b32encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT)]

RESULT = Path(__file__).parent / "results" / "append.json"
PASSWORD = "a password for measuring only"  # noqa: S105 - of nobody
SECRET = b32encode(secrets.token_bytes(20)).decode()
CLIENTS, ROUNDS, SECONDS, CASES = 8, 4, 4.0, 400
SIZES = tuple(int(n) for n in os.environ.get("MIDEX_BENCH_SIZES", "10000,100000,1000000").split(","))
"""Of an engine alone where its own variable says so: MIDEX_BENCH_SIZES_POSTGRESQL."""

CORRECTION = {"given_names": "Amira", "reason": "The person showed a document with another spelling."}
REGISTERED = {
    "given_names": "Amira", "family_names": "Haddad", "birth": "1990-04", "sex": "F", "citizenship": "SY",
    "accompanied": "adult",
}  # fmt: skip


class BareUrls:
    """The one middleware of the bare handler: it leads to the bare view."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self._get_response = get_response

    def __call__(self, request: Any) -> Any:
        from django.urls import path

        request.urlconf = (path("bare", _bare_view()),)
        return self._get_response(request)


def bare_model() -> Any:
    """A table with what a bare insert would keep: case, number, a unique key, the body."""
    from django.apps import apps
    from django.db import models

    if "bare" in apps.all_models["cases"]:
        return apps.all_models["cases"]["bare"]

    class Bare(models.Model):
        case_id = models.CharField(max_length=32)
        number = models.IntegerField()
        key = models.CharField(max_length=64, unique=True)
        body = models.BinaryField()

        class Meta:
            app_label = "cases"
            db_table = "bench_bare"
            managed = False

    return Bare


def _bare_view() -> Callable[[Any], Any]:
    from django.http import JsonResponse

    model = bare_model()
    padding = b" " * 600  # what sealing and the step's own facts add to a body

    def bare(request: Any) -> Any:
        said = json.loads(request.body)
        fields = said["fields"]
        if not (isinstance(fields["given_names"], str) and 0 < len(fields["reason"]) <= 400):
            return JsonResponse({"wrong": "fields"}, status=422)
        row = model.objects.create(case_id=said["case"], number=1, key=said["key"], body=request.body + padding)
        return JsonResponse({"number": row.pk}, status=201)

    return bare


def serve(folder: Path, port: int) -> None:
    """The case node, and the bare view beside it."""
    from midex.web.server import serve as run

    def load() -> Any:
        from midex.node.case_wiring import application
        from midex.services.home import read_home

        whole = application(read_home(folder))
        from django.core.handlers.wsgi import WSGIHandler
        from django.test.utils import override_settings

        with override_settings(MIDDLEWARE=["bench_append.BareUrls"]):
            bare = WSGIHandler()

        def either(environ: dict[str, Any], start_response: Any) -> Any:
            return (bare if environ["PATH_INFO"] == "/bare" else whole)(environ, start_response)

        return either

    run(load, address="127.0.0.1", port=port)


def prepare(folder: Path, database_url: str) -> None:
    """A case node with an officer, a caseworker and as many cases as the clients correct."""
    from midex.__main__ import Wiring
    from midex.kernel.role import Role
    from midex.services.actor import Actor
    from midex.services.casework.take_many import take_many
    from midex.services.home import Home, HomeKind

    home = Home(
        folder=folder, kind=HomeKind.CASE, port=8007, participant="RS", institution="asylum-office",
        offices=("beograd",), generated=True, hub_url="http://127.0.0.1:9", database_url=database_url,
    )  # fmt: skip
    wiring = Wiring()
    wiring.prepare(home)
    node = wiring.case(home)
    actor = Actor(identity="measure", name="measure", role=Role.CASEWORKER, office="beograd")
    node.accounts.add(actor, PASSWORD)
    node.accounts.enrol_totp("measure", os.environ["MIDEX_BENCH_TOTP"])
    assert sum(done for done in take_many(_people(CASES), actor, node) if isinstance(done, int)) == 2 * CASES
    from django.db import connection

    with connection.schema_editor() as editor:
        editor.create_model(bare_model())


def _people(count: int) -> Iterator[tuple[Any, Any]]:
    from midex.services.casework.take_step import TakeStep

    for _ in range(count):
        key = secrets.token_hex(12)
        yield (
            TakeStep(
                procedure="registration", step="open", fields={"language": "ar", "on": "2026-11-01"}, key=key + "a"
            ),
            TakeStep(procedure="registration", step="register", fields=REGISTERED, key=key + "b"),
        )


class Client:
    """One kept connection with the cookies of somebody signed in."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self._port = port
        self.cookies = cookies or {}
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, str]:
        said = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        self._connection.request(method, path, body or None, said)
        answer = self._connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return answer.status, content, answer.headers.get("Location", "")

    def form(self, path: str, **fields: str) -> tuple[int, bytes, str]:
        """Fill in the form of a page as a browser does."""
        _, page, _ = self.ask("GET", path)
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, (path, page[:300])
        body = urlencode({"csrfmiddlewaretoken": found[1].decode(), **fields}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{self._port}{path}"}
        return self.ask("POST", path, body, **kind)


def sign_in(port: int) -> dict[str, str]:
    """Password and one-time code, as a person would; answers with the cookies."""
    from tests.one_time_code import one_time_code

    client = Client(port)
    status, page, onward = client.form("/sign-in", username="measure", password=PASSWORD)
    assert status == 302, (status, page[:2000])
    status, page, _ = client.form(onward, code=one_time_code(SECRET))
    assert status == 302, (status, page[:2000])
    _, page, _ = client.ask("GET", "/api/cases")
    assert b"cases" in page, page[:300]
    return client.cookies


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """The port and the process id of the running server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with waited_for([sys.executable, __file__, "serve", str(folder), str(port)], port) as pid:
        yield port, pid


@contextmanager
def waited_for(command: list[str], port: int) -> Iterator[int]:
    """Run a server for as long as the block runs, from when it answers; its process id."""
    server = subprocess.Popen(command)
    try:
        for _ in range(300):
            try:
                assert Client(port).ask("GET", "/healthz")[0] == 200
                break
            except OSError:
                time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait(20)


def processor_seconds(pid: int) -> float:
    """Of a process and its children so far."""
    family = [pid, *(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    ticks = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:13] for one in family)
    return sum(int(user) + int(system) for user, system in ticks) / os.sysconf("SC_CLK_TCK")


def one_round(clients: list[Client], request: Callable[[Client, int], int], pid: int) -> tuple[int, float, float]:
    """All clients for a few seconds: requests answered with 201, wall seconds, the server's processor seconds."""
    done, until = [0] * len(clients), time.perf_counter() + SECONDS
    begun, spent = time.perf_counter(), processor_seconds(pid)

    def work(at: int) -> None:
        while time.perf_counter() < until:
            status = request(clients[at], at)
            assert status == 201, status
            done[at] += 1

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done), time.perf_counter() - begun, processor_seconds(pid) - spent


def over_http(name: str, folder: Path) -> dict[str, Any]:
    with served(folder) as (port, pid):
        cookies = sign_in(port)
        token = next(value for cookie, value in cookies.items() if cookie.endswith("csrf"))
        clients = [Client(port, dict(cookies)) for _ in range(CLIENTS)]
        year = time.gmtime().tm_year
        places = [0] * CLIENTS

        def headers(key: str) -> dict[str, str]:
            return {"Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": key}

        def correct(client: Client, at: int) -> int:
            places[at] += 1
            case = f"{year}-{(at + CLIENTS * places[at]) % CASES + 1:07d}"
            body = json.dumps({"fields": CORRECTION}).encode()
            return client.ask("POST", f"/api/cases/{case}/steps/correct", body, **headers(secrets.token_hex(16)))[0]

        def opened(client: Client, _: int) -> int:
            body = json.dumps({"step": "open", "fields": {"language": "ar", "on": "2026-11-01"}}).encode()
            return client.ask("POST", "/api/cases", body, **headers(secrets.token_hex(16)))[0]

        def bare(client: Client, _: int) -> int:
            said = {"case": secrets.token_hex(16), "key": secrets.token_hex(16), "fields": CORRECTION}
            return client.ask("POST", "/bare", json.dumps(said).encode(), **{"Content-Type": "application/json"})[0]

        kinds = {"bare insert": bare, "a step in a case": correct, "a new case, a new key": opened}
        taken: dict[str, list[tuple[int, float, float]]] = {kind: [] for kind in kinds}
        for _ in range(ROUNDS):
            for kind, request in kinds.items():
                taken[kind].append(one_round(clients, request, pid))
    rates = {kind: sum(n for n, _, _ in rounds) / sum(s for _, s, _ in rounds) for kind, rounds in taken.items()}
    spent = {kind: sum(c for _, _, c in rounds) / sum(n for n, _, _ in rounds) for kind, rounds in taken.items()}
    told = {
        kind: {
            "a_second": round(rates[kind]),
            "server_ms": round(1000 * spent[kind], 2),
            "share": round(rates[kind] / rates["bare insert"], 2),
            "share_of_processor": round(spent["bare insert"] / spent[kind], 2),
        }
        for kind in kinds
    }
    print(name, told)
    return told


def grow(folder: Path, database_url: str) -> None:
    """Fill a node of its own to each size and measure there; prints one JSON line."""
    from midex.__main__ import Wiring
    from midex.kernel.role import Role
    from midex.services.actor import Actor
    from midex.services.casework.take_many import take_many
    from midex.services.home import read_home
    from midex.services.journal.checkpoint_journal import checkpoint_journal

    prepare(folder, database_url)
    home = read_home(folder)
    node, journal = Wiring().case(home), Wiring().journal(home)
    officer = Actor(identity="measure", name="measure", role=Role.CASEWORKER, office="beograd")
    rows = []
    for size in SIZES:
        begun = time.perf_counter()
        missing = (size - node.journal.size()) // 2
        steps = sum(done for done in take_many(_people(missing), officer, node) if isinstance(done, int))
        filled = time.perf_counter()
        checkpoint_journal(journal)
        signed = time.perf_counter()
        rates = {"bulk_a_second": round(steps / (filled - begun)), "signed_a_second": round(steps / (signed - filled))}
        rows.append({"events": size, **rates, **single(node, journal, officer)})
        print(rows[-1], file=sys.stderr)
    print(json.dumps({"rows": rows, "limit_a_second": engine_alone(50_000), "verify": verified(folder, journal)}))


def single(node: Any, journal: Any, officer: Any) -> dict[str, float]:
    """What one step, read, list and proof cost now, in milliseconds."""
    from midex.services.casework.list_cases import list_cases
    from midex.services.casework.ports import Wanted
    from midex.services.casework.read_case import read_case
    from midex.services.casework.take_step import TakeStep, take_step
    from midex.services.journal.prove_entry import prove_entry

    draw, year = secrets.SystemRandom(), time.gmtime().tm_year
    cases, signed = int(node.cases.next_name(year).partition("-")[2]) - 1, journal.checkpoints.last().size

    def name(below: int) -> str:
        return f"{year}-{draw.randint(1, below):07d}"

    def step() -> None:
        key = secrets.token_hex(16)
        wanted = TakeStep(procedure="registration", step="correct", fields=CORRECTION, key=key, name=name(cases))
        take_step(wanted, officer, node)

    return {
        "step_ms": median(step, 200),
        "read_ms": median(lambda: read_case(name(20), officer, node), 60),
        "list_ms": median(lambda: list_cases(Wanted(count=20), officer, node), 12),
        "proof_ms": median(lambda: prove_entry(draw.randint(0, signed - 1), journal), 200),
    }


def engine_alone(count: int) -> int:
    """Rows a second that the engine's bulk path takes when nothing is sealed, hashed or judged."""
    from midex.stores.bulk import insert_many
    from midex.stores.unit_of_work import UnitOfWork

    body = b"x" * 900
    rows = [(secrets.token_hex(16), 1, secrets.token_hex(16), body) for _ in range(count)]
    begun = time.perf_counter()
    for first in range(0, count, 2_000):
        with UnitOfWork("default")():
            insert_many("default", bare_model(), ("case_id", "number", "key", "body"), rows[first : first + 2_000])
    return round(count / (time.perf_counter() - begun))


def verified(folder: Path, journal: Any) -> dict[str, Any]:
    """Export the journal and have the separate verifier check it."""
    from midex.services.journal.export_journal import export_journal

    out = folder / "exported"
    export_journal(out, journal)
    begun = time.perf_counter()
    verifier = str(Path(sys.executable).with_name("midex-verify"))
    done = subprocess.run([verifier, str(out)], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begun
    assert done.returncode == 0, done.stdout + done.stderr
    return {"entries": journal.entries.size(), "seconds": round(seconds, 1)}


def median(action: Callable[[], Any], times: int) -> float:
    """Milliseconds of the middle one."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        taken.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(taken), 3)


def main() -> None:
    engines: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="midex-bench-") as made, databases() as urls:
        for engine, (first, second, _) in urls.items():
            home, other = Path(made) / engine, Path(made) / f"{engine}-growing"
            env = {**os.environ, "MIDEX_BENCH_TOTP": SECRET}
            if own := os.environ.get(f"MIDEX_BENCH_SIZES_{engine.upper()}"):
                env["MIDEX_BENCH_SIZES"] = own
            subprocess.run([sys.executable, __file__, "prepare", home, first], check=True, env=env)
            http = over_http(engine, home)
            grown = subprocess.run(
                [sys.executable, __file__, "grow", other, second],
                check=True,
                env=env,
                stdout=subprocess.PIPE,
                text=True,
            )
            told = json.loads(grown.stdout.splitlines()[-1])
            engines[engine] = {"http": http, **told, "exponents": exponents(told["rows"])}
            shutil.rmtree(other)
    RESULT.parent.mkdir(exist_ok=True)
    about = " ".join((__doc__ or "").split())
    RESULT.write_text(json.dumps({"about": about, "clients": CLIENTS, "engines": engines}, indent=1), "utf-8")


def exponents(rows: list[dict[str, Any]]) -> dict[str, float]:
    """How each time grows from the smallest size to the largest: 0 not at all, 1 in proportion."""
    first, last = rows[0], rows[-1]
    spread = math.log(last["events"] / first["events"]) or 1
    kinds = ("step_ms", "read_ms", "list_ms", "proof_ms")
    return {kind.removesuffix("_ms"): round(math.log(last[kind] / first[kind]) / spread, 2) for kind in kinds}


@contextmanager
def databases() -> Iterator[dict[str, tuple[str, str, str]]]:
    """The engines to measure, with three databases each: SQLite in the home, and a PostgreSQL with its own defaults."""
    import psycopg
    from tests.postgresql import cluster

    with cluster() as made:
        for name in ("first", "second", "third"):
            with psycopg.connect(made.url.format("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
        urls = (made.url.format("first"), made.url.format("second"), made.url.format("third"))
        yield {"sqlite": ("", "", ""), "postgresql": urls}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        actions: dict[str, Callable[[], None]] = {
            "serve": lambda: serve(Path(sys.argv[2]), int(sys.argv[3])),
            "prepare": lambda: prepare(Path(sys.argv[2]), sys.argv[3]),
            "grow": lambda: grow(Path(sys.argv[2]), sys.argv[3]),
        }
        actions[sys.argv[1]]()
    else:
        main()
