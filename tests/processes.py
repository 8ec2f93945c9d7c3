"""Real `midex` processes for tests: run a command, serve a home, kill it without warning."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

PASSWORD = "correct horse battery staple"


def midex(*command: str | Path, **said: str) -> subprocess.CompletedProcess[str]:
    """Run `midex`; ``said`` are environment variables."""
    return subprocess.run(
        [sys.executable, "-m", "midex", *map(str, command)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment(said),
    )


def done(*command: str | Path, **said: str) -> str:
    """Run `midex`, which must succeed; answers with what it printed."""
    finished = midex(*command, **said)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


def environment(said: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without what would point a command elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIDEX_")}
    return {**kept, "MIDEX_PASSWORD": PASSWORD, **said}


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Served:
    """A home being served by a process group of its own; its log is kept."""

    def __init__(self, home: Path, port: int, log: Path) -> None:
        self.home, self.url = home, f"http://127.0.0.1:{port}"
        self._command = [sys.executable, "-m", "midex", "serve", "--home", str(home), "--port", str(port)]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, start_new_session=True, env=environment({})
            )
        until = time.monotonic() + 60
        while not self._ready():
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < until, self._log.read_text()
            time.sleep(0.1)

    @property
    def pid(self) -> int:
        """The server's first process, which leads its group."""
        assert self._process
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL to server and workers: no handler, no flush, no goodbye."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(15)

    def stop(self) -> int | None:
        """What an init system does: a word to the server alone, which stops its workers; answers its exit code."""
        if self._process is None:
            return None
        if self._process.poll() is None:
            self._process.terminate()
        return self._process.wait(30)

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def serving(home: Path, port: int) -> Iterator[Served]:
    """Serve ``home`` for as long as the block runs."""
    served = Served(home, port, home.parent / f"{home.name}.log")
    served.start()
    try:
        yield served
    finally:
        served.stop()
