"""Register people over HTTP with everything on, against a bare Django insert; import people by the bulk path.

A registration is two requests to a real `midex serve` with session, token, matrix, vault and journal: tell the person,
register the person. A bare insert is one request to the same granian server with no middleware: check a JSON body,
insert one row of the same size. Eight clients each, taking turns. People are made up (`midex.simulation`). The import
takes both steps of whole cases by `take_many`: how fast it still is as the register grows, and the peak memory.
"""

from __future__ import annotations

import json
import math
import os
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from tests.processes import free_port

from bench_append import (
    CLIENTS,
    ROUNDS,
    SECRET,
    Client,
    databases,
    engine_alone,
    one_round,
    prepare,
    served,
    sign_in,
    waited_for,
)

RESULT = Path(__file__).parent / "results" / "registration.json"
SIZES = tuple(int(n) for n in os.environ.get("MIDEX_BENCH_SIZES", "10000,100000,1000000").split(","))
DIFFERENT = 10_000
"""People who are made up; a larger import takes them again and again."""

Fields = dict[str, Any]


def people(seed: int, count: int = DIFFERENT) -> Iterator[tuple[Fields, Fields]]:
    """What is said to open a case and to register somebody in it, as the API and the import have it."""
    from midex.simulation.make_up import Simulation, made_up_families
    from midex.simulation.steps import steps_of

    wanted = Simulation(
        seed=seed, people=count, first=date(2026, 1, 1), days=152, participant="RS", offices=("beograd",)
    )
    for family in made_up_families(wanted):
        for one in family.registrations:
            opened, registered, *_ = (dict(step.fields) for step in steps_of(one))
            if "given_names" in registered:
                yield opened, registered


@contextmanager
def midex_serve(home: Path) -> Iterator[tuple[int, int]]:
    """The port and the process id of the real command."""
    port = free_port()
    command = [sys.executable, "-m", "midex", "serve", "--home", str(home), "--port", str(port)]
    with waited_for(command, port) as pid:
        yield port, pid


def over_http(name: str, real: Path, bare: Path) -> dict[str, Any]:
    with ExitStack() as both:
        port, pid = both.enter_context(midex_serve(real))
        bare_port, bare_pid = both.enter_context(served(bare))
        cookies = sign_in(port)
        token = next(value for cookie, value in cookies.items() if cookie.endswith("csrf"))
        clients = [Client(port, dict(cookies)) for _ in range(CLIENTS)]
        bare_clients = [Client(bare_port) for _ in range(CLIENTS)]
        waiting = [cycle(people(seed, 300)) for seed in range(CLIENTS)]

        def posted(client: Client, path: str, said: dict[str, Any]) -> tuple[int, bytes]:
            key = secrets.token_hex(16)
            headers = {"Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": key}
            return client.ask("POST", path, json.dumps(said).encode(), **headers)[:2]

        def register(client: Client, at: int) -> int:
            told, registered = next(waiting[at])
            status, content = posted(client, "/api/cases", {"step": "open", "fields": told})
            assert status == 201, (status, content)
            case = json.loads(content)["case"]
            return posted(client, f"/api/cases/{case}/steps/register", {"fields": registered})[0]

        def insert(client: Client, at: int) -> int:
            _, registered = next(waiting[at])
            said = {"case": secrets.token_hex(16), "key": secrets.token_hex(16)}
            body = {**said, "fields": {**registered, "reason": "as the bare view wants one"}}
            return client.ask("POST", "/bare", json.dumps(body).encode(), **{"Content-Type": "application/json"})[0]

        taken: dict[str, list[tuple[int, float, float]]] = {"bare insert": [], "registration": []}
        for _ in range(ROUNDS):
            taken["bare insert"].append(one_round(bare_clients, insert, bare_pid))
            taken["registration"].append(one_round(clients, register, pid))
    rates = {kind: sum(n for n, _, _ in rounds) / sum(s for _, s, _ in rounds) for kind, rounds in taken.items()}
    spent = {kind: sum(c for _, _, c in rounds) / sum(n for n, _, _ in rounds) for kind, rounds in taken.items()}
    told = {
        "N": sum(n for n, _, _ in taken["registration"]),
        "a_second": round(rates["registration"], 1),
        "bare_a_second": round(rates["bare insert"], 1),
        "share": round(rates["registration"] / rates["bare insert"], 3),
        "server_ms": round(1000 * spent["registration"], 2),
        "share_of_processor": round(spent["bare insert"] / spent["registration"], 3),
    }
    print(name, told)
    return told


def grow(folder: Path, database_url: str) -> None:
    """Import people into a node of its own up to each size; prints one JSON line."""
    from midex.__main__ import Wiring
    from midex.kernel.role import Role
    from midex.services.actor import Actor
    from midex.services.casework.take_many import take_many
    from midex.services.home import read_home

    prepare(folder, database_url)
    node = Wiring().case(read_home(folder))
    officer = Actor(identity="measure", name="measure", role=Role.CASEWORKER, office="beograd")
    source = cycle(list(people(1)))
    rows: list[dict[str, Any]] = []
    done = 0
    for size in SIZES:
        begun, spent = time.perf_counter(), time.process_time()
        answers = list(take_many(_cases(islice(source, size - done)), officer, node))
        seconds, processor = time.perf_counter() - begun, time.process_time() - spent
        assert all(isinstance(answer, int) for answer in answers), answers[-1]
        assert sum(answers) == 2 * (size - done)  # type: ignore[arg-type]
        rows.append(
            {
                "people": size,
                "a_second": round((size - done) / seconds),
                "processor_ms": round(1000 * processor / (size - done), 3),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            }
        )
        done = size
        print(rows[-1], file=sys.stderr)
    print(json.dumps({"rows": rows, "limit_a_second": engine_alone(min(50_000, 2 * SIZES[0]))}))


def _cases(said: Iterator[tuple[Fields, Fields]]) -> Iterator[tuple[Any, Any]]:
    from midex.services.casework.take_step import TakeStep

    for told, registered in said:
        key = secrets.token_hex(12)
        yield (
            TakeStep(procedure="registration", step="open", fields=told, key=key + "a"),
            TakeStep(procedure="registration", step="register", fields=registered, key=key + "b"),
        )


def exponents(rows: list[dict[str, Any]]) -> dict[str, float]:
    """How processor time for each person and peak memory grow with the register: 0 not at all, 1 in proportion."""
    spread = math.log(rows[-1]["people"] / rows[0]["people"]) or 1
    return {kind: round(math.log(rows[-1][kind] / rows[0][kind]) / spread, 2) for kind in ("processor_ms", "peak_mb")}


def main() -> None:
    engines: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="midex-bench-") as made, databases() as urls:
        for engine, (first, second, third) in urls.items():
            real, bare, other = (Path(made) / f"{engine}-{what}" for what in ("real", "bare", "growing"))
            env = {**os.environ, "MIDEX_BENCH_TOTP": SECRET}
            append = Path(__file__).with_name("bench_append.py")
            for home, url in ((real, first), (bare, second)):
                subprocess.run([sys.executable, append, "prepare", home, url], check=True, env=env)
            http = over_http(engine, real, bare)
            grown = subprocess.run(
                [sys.executable, __file__, "grow", other, third],
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


if __name__ == "__main__":
    if sys.argv[1:2] == ["grow"]:
        grow(Path(sys.argv[2]), sys.argv[3])
    else:
        main()
