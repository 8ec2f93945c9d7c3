"""Answer a data query and a table page against a static file of equal bytes, on the same granian server.

One hub as `midex serve` runs it, with the figures published elsewhere and a table of 100,000 observations; one client,
one connection, the two kinds of request taking turns. Milliseconds at the client, and the server's peak memory before
and after the whole table has been downloaded ten times. The hub keeps what it wrote for a release: "asked again" is
answered from that; "written anew" has something different in each request, so that nothing kept answers it; "the first
request" is the first of its kind after the server started.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from served_store import FLOW, VINTAGE, N, observations

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).parent / "results" / "serve.json"
REQUESTS = 300
DATA = f"/sdmx/2.1/data/{FLOW.id}"
ASKED = {
    "one series (10 figures), SDMX-ML": f"{DATA}/A.TOTAL.TOTAL.AF.T.TOTAL.PER.RS",
    "one citizenship (1,440 figures), SDMX-CSV": f"{DATA}/...AF....?format=csvdata",
    "a table page": "/table/ESTAT_MIGR_EIPRE",
}
ANEW = {
    "one series (10 figures), SDMX-ML": (f"{DATA}/A.TOTAL.TOTAL.{{}}.T.TOTAL.PER.RS", "codes"),
    "one citizenship (1,440 figures), SDMX-CSV": (f"{DATA}/...{{}}....?format=csvdata", "codes"),
    "a table page": ("/table/ESTAT_MIGR_EIPRE?unused={}", "numbers"),
}
"""The same questions, with something different in each request."""

WHOLE = f"{DATA}/all"


def prepare(home: Path) -> None:
    midex = [sys.executable, "-m", "midex"]
    subprocess.run([*midex, "init", "--home", home, "--kind", "hub"], check=True, stdout=subprocess.DEVNULL)
    load = [*midex, "load-published", ROOT / "data" / "published", "--home", home]
    subprocess.run(load, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, __file__, "fill", home], check=True)


def fill(home: Path) -> None:
    from midex.hub.wiring import ports
    from midex.services.home import read_home

    ports(read_home(home)).public.publish(FLOW, VINTAGE, observations())


def serve(home: Path, port: int) -> None:
    """The hub, with the folder ``static`` beside its home under ``/as-file/``."""
    from midex.web.server import serve as run

    def load() -> object:
        from whitenoise import WhiteNoise

        from midex.hub.wiring import application
        from midex.services.home import read_home

        return WhiteNoise(
            application(read_home(home)), root=home.parent / "static", prefix="as-file/", autorefresh=True
        )

    run(load, address="127.0.0.1", port=port)


@contextmanager
def served(home: Path) -> Iterator[tuple[HTTPConnection, int]]:
    """A connection to the running server, and its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, __file__, "serve", str(home), str(port)])
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(300):
            try:
                get(connection, "/healthz")
                break
            except OSError:
                connection.close()
                time.sleep(0.1)
        yield connection, server.pid
    finally:
        server.terminate()
        server.wait(20)


def get(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, (path, answer.status, content[:300])
    return content


def milliseconds(connection: HTTPConnection, path: str) -> float:
    begun = time.perf_counter()
    get(connection, path)
    return (time.perf_counter() - begun) * 1000


def peak_megabytes(pid: int) -> float:
    """The highest resident memory so far of a process and its children, added up."""
    family = [pid, *(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    lines = (Path(f"/proc/{one}/status").read_text().splitlines() for one in family)
    return sum(int(line.split()[1]) for status in lines for line in status if line.startswith("VmHWM")) / 1024


def compare(connection: HTTPConnection, what: str, path: str, static: Path) -> dict[str, object]:
    name = f"{abs(hash(what))}.bin"
    begun = time.perf_counter()
    content = get(connection, path)
    first = round((time.perf_counter() - begun) * 1000, 2)
    (static / name).write_bytes(content)
    assert get(connection, f"/as-file/{name}") == content
    taken: dict[str, list[float]] = {path: [], f"/as-file/{name}": []}
    for _ in range(REQUESTS):
        for one, times in taken.items():
            times.append(milliseconds(connection, one))
    ours, file = (quantiles(times) for times in taken.values())
    anew = quantiles([milliseconds(connection, one) for one in written_anew(what)])
    ratio, slowly = (round(times["p50"] / file["p50"], 1) for times in (ours, anew))
    print(f"{what} ({len(content):,} bytes): {ours} ms, as a file {file} ms, {ratio} times as long")
    print(f"  written anew {anew} ms, {slowly} times as long; the first request {first} ms")
    return {
        "what": what, "bytes": len(content), "first_ms": first, "ms": ours, "file_ms": file, "anew_ms": anew,
        "times_as_long_p50": ratio, "anew_times_as_long_p50": slowly,
    }  # fmt: skip


def written_anew(what: str) -> list[str]:
    """Addresses of one kind that were not asked before; at most so many as there are codes."""
    path, differs = ANEW[what]
    codes = sorted({one.key[3] for one in observations()} - {"AF"})
    return [path.format(one) for one in (codes if differs == "codes" else range(100))]


def quantiles(times: list[float]) -> dict[str, float]:
    return {"p50": round(statistics.median(times), 2), "p99": round(statistics.quantiles(times, n=100)[98], 2)}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home, static = Path(folder) / "hub", Path(folder) / "static"
        static.mkdir()
        prepare(home)
        with served(home) as (connection, pid):
            compared = [compare(connection, what, path, static) for what, path in ASKED.items()]
            before = peak_megabytes(pid)
            sizes = {len(get(connection, WHOLE)) for _ in range(10)}
            seconds = min(milliseconds(connection, WHOLE) for _ in range(3)) / 1000
            after = peak_megabytes(pid)
    whole = {"bytes": max(sizes), "seconds": round(seconds, 2), "peak_mb_before": before, "peak_mb_after": after}
    print(f"the whole table: {max(sizes):,} bytes in {seconds:.2f} s; peak memory {before:.0f} -> {after:.0f} MB")
    RESULT.parent.mkdir(exist_ok=True)
    told = {"about": " ".join(str(__doc__).split()), "N": N, "requests": REQUESTS, "compared": compared, "whole": whole}
    RESULT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    os.chdir(ROOT)
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "fill":
        fill(Path(sys.argv[2]))
    else:
        serve(Path(sys.argv[2]), int(sys.argv[3]))
