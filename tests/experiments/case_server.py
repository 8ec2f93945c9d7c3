"""A case node's own process for experiments: loaded once, forked for every start, so that many kills are affordable.

`python -m tests.experiments.case_server serve HOME DATABASE` makes the home and obeys words on its standard input; each
child is the real WSGI application over real stores, with no connection from before. `… check HOME` says what is kept.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer

from tests.experiments.runner import ROOT

ACCOUNTS = {"officer": "registration-officer", "caseworker": "caseworker", "supervisor": "supervisor"}
THREADS = 4
TOKEN = "a" * 32


# ---- the experiment's side


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 where nothing did."""

    status: int
    said: dict[str, Any]


class CaseServer:
    """A served case node that can be killed at any moment and started again at once."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.home, self._log = folder / "home", (folder / "server.log").open("ab")
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.experiments.case_server", "serve", str(self.home), database],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            bufsize=1,
        )
        said = self._line()
        self.port: int = said["port"]
        self._cookies: dict[str, str] = said["cookies"]
        self.pid = 0

    def start(self) -> None:
        """Fork a server; it answers as soon as it can, and until then requests wait."""
        self.pid = self._word("start")["pid"]

    def start_when_possible(self, seconds: float = 60) -> None:
        """Start until one stays: while the database recovers, a server ends at once and says why in its log."""
        until = time.monotonic() + seconds
        while True:
            self.start()
            while Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z":
                if self.send(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", timeout=1).status == 200:
                    return
            self.kill()
            if time.monotonic() > until:
                raise RuntimeError(Path(self._log.name).read_text("utf-8", "replace")[-3000:])

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._word("gone")
            self.pid = 0

    @contextmanager
    def elsewhere(self, port: int) -> Iterator[None]:
        """Let whoever asks be answered at another port of this machine, where the same home is served."""
        own, self.port = self.port, port
        try:
            yield
        finally:
            self.port = own

    def close(self) -> None:
        """End it all."""
        self.kill()
        if self._parent.stdin:
            self._parent.stdin.close()
        self._parent.wait(20)
        if self._parent.stdout:
            self._parent.stdout.close()
        self._log.close()

    def request(self, method: str, path: str, who: str, body: Any = None, key: str = "") -> bytes:
        """The bytes of a request by an account that is signed in."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [
            f"{method} {path} HTTP/1.0",
            "Host: 127.0.0.1",
            f"Cookie: {self._cookies[who]}",
            f"X-CSRFToken: {TOKEN}",
            f"Idempotency-Key: {key}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + content

    def send(self, request: bytes, timeout: float = 20) -> Answer:
        """Send it and wait for the whole answer."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout) as line:
                line.sendall(request)
                return answer_in(b"".join(iter(lambda: line.recv(65536), b"")))
        except OSError:
            return Answer(0, {})

    def kept(self) -> dict[str, Any]:
        """What a process of its own finds in the home."""
        command = [sys.executable, "-m", "tests.experiments.case_server", "check", str(self.home)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if ended.returncode:
            raise RuntimeError(ended.stderr[-2000:])
        found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
        return found

    def _word(self, word: str) -> dict[str, Any]:
        assert self._parent.stdin
        self._parent.stdin.write(word + "\n")
        return self._line()

    def _line(self) -> dict[str, Any]:
        assert self._parent.stdout
        line = self._parent.stdout.readline()
        if not line:
            raise RuntimeError(Path(self._log.name).read_text("utf-8", "replace")[-3000:])
        said: dict[str, Any] = json.loads(line)
        return said


def answer_in(reply: bytes) -> Answer:
    """The answer, if all of it arrived."""
    head, found, content = reply.partition(b"\r\n\r\n")
    if not found or not head.startswith(b"HTTP/1"):
        return Answer(0, {})
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    if not lengths or len(content) < int(lengths[0]):
        return Answer(0, {})
    with suppress(ValueError):
        said = json.loads(content)
        return Answer(int(head.split()[1]), said if isinstance(said, dict) else {})
    return Answer(int(head.split()[1]), {})


# ---- the server's side


def serve(folder: str, database: str) -> None:
    """Make the home, say where it is and who is signed in, then obey."""
    home = _made(Path(folder), database)
    cookies = _signed_in(home)
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    _load()
    _say(port=listener.getsockname()[1], cookies=cookies)
    child = 0
    for word in sys.stdin:
        if word.strip() == "gone":
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
            _say(pid=0)
            continue
        child = os.fork()
        if not child:
            sys.stdin.close()
            _serve(home, listener)
        _say(pid=child)


def _made(folder: Path, database: str) -> Any:
    from midex.__main__ import Wiring
    from midex.services.home import Home, HomeKind

    home = Home(
        folder=folder.resolve(),
        kind=HomeKind.CASE,
        port=8007,
        participant="RS",
        institution="asylum-office",
        offices=("north",),
        database_url=database,
        generated=True,
    )
    Wiring().prepare(home)
    return home


def _signed_in(home: Any) -> dict[str, str]:
    """Accounts and their sessions; no connection is left open behind it."""
    from django.conf import settings
    from django.db import connections
    from django.test import Client

    from midex.crypto.box import Box
    from midex.kernel.role import Role
    from midex.services.actor import Actor
    from midex.stores.accounts.store import AccountStore
    from tests.entrance import sign_in

    accounts, cookies = AccountStore("default", Box.load(home.keys)), {}
    for identity, role in ACCOUNTS.items():
        accounts.add(Actor(identity=identity, name=identity, role=Role(role), office="north"), "not used here, at all")
        client = sign_in(Client(), identity)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies[identity] = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    connections.close_all()
    return cookies


def _load() -> None:
    """Everything that a start would spend its time on, but nothing that belongs to one process."""
    from midex.node import case_wiring  # noqa: F401
    from midex.services.casework import take_step  # noqa: F401
    from midex.statistics.registry.catalogue import registry
    from midex.web.casework import urls  # noqa: F401

    registry()
    gc.freeze()


def _serve(home: Any, listener: socket.socket) -> None:
    from midex.node.case_wiring import application

    try:
        server = WSGIServer(("127.0.0.1", 0), _Quiet, bind_and_activate=False)
        server.socket.close()
        server.socket, server.server_name, server.server_port = listener, "127.0.0.1", listener.getsockname()[1]
        server.setup_environ()
        server.set_app(application(home))
        workers = [threading.Thread(target=_work, args=(server,), daemon=True) for _ in range(THREADS)]
        for worker in workers:
            worker.start()
        while True:
            time.sleep(3600)
    finally:
        os._exit(1)


def _work(server: WSGIServer) -> None:
    while True:
        with suppress(OSError):
            request, address = server.get_request()
            server.process_request(request, address)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """No access log."""

    def address_string(self) -> str:
        return ""

    def handle(self) -> None:
        """As the parent class does, for applications that answer from several threads."""
        self.raw_requestline = self.rfile.readline(65537)
        if self.raw_requestline and self.parse_request():
            handler = ServerHandler(
                self.rfile, self.wfile, self.get_stderr(), self.get_environ(), multithread=True, multiprocess=False
            )
            handler.request_handler = self  # type: ignore[attr-defined]
            handler.run(self.server.get_app())  # type: ignore[attr-defined]


def check(folder: str) -> None:
    """Steps by the name of their attempt; and what is wrong with the journal, the projection or the keys."""
    from midex.kernel.fault import Fault
    from midex.node.case_wiring import journal_ports, ports
    from midex.services.casework.rebuild_cases import rebuilt
    from midex.services.home import read_home
    from midex.services.journal.checkpoint_journal import check_entries

    home = read_home(Path(folder))
    node, journal = ports(home), journal_ports(home)
    events, wrong = list(node.events.all()), []
    names = {row.case: row.name for row in node.cases.all()}
    try:
        check_entries(0, journal.entries.size(), None, journal)
    except Fault as fault:
        wrong.append(str(fault))
    numbers = [entry.number for entry in journal.entries.entries()]
    kinds = {entry.number: entry.kind.value for entry in journal.entries.entries()}
    if numbers != list(range(len(numbers))):
        wrong.append("the journal has gaps")
    if [one.entry for one in events] != [number for number, kind in kinds.items() if kind == "event"]:
        wrong.append("an event without its entry, or an entry without its event")
    if list(rebuilt(node.events)) != list(node.cases.all()):
        wrong.append("the projection is not what the steps make")
    if any(node.vault.salt(one.person, "x") is None for one in events):
        wrong.append("a person without a key")
    kept = [[one.key, names.get(one.case, ""), one.step, one.number, one.entry] for one in events]
    _say(events=kept, entries=len(numbers), wrong=wrong)


def _say(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"serve": serve, "check": check}[sys.argv[1]](*sys.argv[2:])
