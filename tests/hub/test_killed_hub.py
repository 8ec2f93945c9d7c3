"""A hub that dies between storing and replying, and lines that break: one submission, one receipt all the same."""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from midex.services.receive_submission import PATH
from tests.processes import done, free_port, serving
from tests.world import figures


class CuttingLine:
    """A line to the hub that loses the first reply to a submission, and does ``when_cut`` before it hangs up."""

    def __init__(self, hub_port: int, when_cut: Callable[[], None]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._hub_port = hub_port
        self._when_cut: Callable[[], None] | None = when_cut
        self.cut = 0
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client, suppress(OSError):
                self._carry(client)

    def _carry(self, client: socket.socket) -> None:
        request = _whole(client)
        with socket.create_connection(("127.0.0.1", self._hub_port), 120) as hub:
            hub.sendall(request)
            reply = hub.recv(65536)
            if PATH.encode() in request and self._when_cut and reply:
                self.cut += 1
                when_cut, self._when_cut = self._when_cut, None
                when_cut()
                return
            while reply:
                client.sendall(reply)
                reply = hub.recv(65536)


def _whole(client: socket.socket) -> bytes:
    """One HTTP request with a Content-Length, asked to be the last on its connection."""
    content = b""
    while b"\r\n\r\n" not in content:
        content += _some(client)
    head, body = content.split(b"\r\n\r\n", 1)
    length = next(int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length"))
    while len(body) < length:
        body += _some(client)
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection")]
    return b"\r\n".join([*lines, b"connection: close"]) + b"\r\n\r\n" + body


def _some(client: socket.socket) -> bytes:
    came = client.recv(65536)
    if not came:
        raise ConnectionError("the client hung up")
    return came


@contextmanager
def closing(line: CuttingLine) -> Iterator[CuttingLine]:
    try:
        yield line
    finally:
        line.close()


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path, int]:
    """A hub and a node of Montenegro with an account, the port the hub will have; nothing is served yet."""
    hub, node, port = tmp_path / "hub", tmp_path / "me", free_port()
    done("init", "--home", hub, "--kind", "hub", "--port", str(port))
    done("init", "--home", node, "--kind", "node", "--participant", "ME", "--hub", f"http://127.0.0.1:{port}")
    done("account", "add", "--home", node, "stat", "--role", "submitter")
    return hub, node, port


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "restricted.sqlite3") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def through(node: Path, port: int) -> None:
    """Send what the node says through another port."""
    file = node / "home.toml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("hub_url")]
    file.write_text("\n".join([*lines, f'hub_url = "http://127.0.0.1:{port}"', ""]))


def test_a_hub_killed_between_store_and_reply_holds_one_submission_after_the_retry(
    homes: tuple[Path, Path, int], tmp_path: Path
) -> None:
    hub, node, port = homes
    (tmp_path / "file.csv").write_bytes(figures())
    with serving(hub, port) as served:
        done("keys", "enrol", "--home", node, "--code", done("keys", "invite", "--home", hub, "--participant", "ME"))

        def die_and_come_back() -> None:
            served.kill()
            assert len(rows(hub, "SELECT 1 FROM exchange_submission")) == 1
            threading.Thread(target=served.start).start()

        with closing(CuttingLine(port, die_and_come_back)) as line:
            through(node, line.port)
            command = ("submit", tmp_path / "file.csv", "--table", "MIGR_EIORD", "--home", node, "--account", "stat")
            first, second = done(*command), done(*command)
        assert line.cut == 1
        assert first == second
        assert httpx.get(f"{served.url}/healthz", trust_env=False).status_code == 200
    given = rows(hub, "SELECT statement_sha256, receipt, receipt_signature FROM exchange_submission")
    kept = rows(node, "SELECT sent_id, text, signature FROM receipts_answer WHERE accepted")
    assert given == kept
    assert len(given) == 1
    assert rows(hub, "SELECT period, version FROM exchange_submittedperiod") == [("2024", 1)]


def test_half_a_request_on_the_wire_keeps_nothing_and_hurts_nobody(homes: tuple[Path, Path, int]) -> None:
    hub, _, port = homes
    with serving(hub, port) as served:
        with socket.create_connection(("127.0.0.1", port)) as broken:
            head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n"
            broken.sendall(head.encode() + b"x" * 2000)
        assert httpx.get(f"{served.url}/healthz", trust_env=False).status_code == 200
        answer = httpx.post(served.url + PATH, content=b"x" * 2000, trust_env=False)
        assert answer.status_code == 422
        assert "nothing was kept" in answer.json()["refused"]["id"]
    assert rows(hub, "SELECT 1 FROM exchange_submission") == []
