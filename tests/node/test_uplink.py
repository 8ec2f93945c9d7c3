"""The line to the hub: tries again while the hub is away, never after it has answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from midex.kernel.fault import Fault
from midex.node.uplink import TRIES, HubKeyFile, Uplink
from tests.processes import free_port


class Hub(HTTPServer):
    """Answers with what a test lines up; None hangs up without a word."""

    answers: list[tuple[int, bytes] | None]
    bodies: list[bytes]


class Answering(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.server.answers.pop(0)
        if answer is None:
            return
        self.send_response(answer[0])
        self.end_headers()
        self.wfile.write(answer[1])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub(("127.0.0.1", 0), Answering)
    server.answers, server.bodies = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def line(hub: Hub) -> Uplink:
    return Uplink(f"http://127.0.0.1:{hub.server_port}", pause=0.001)


def test_an_answer_is_returned_also_where_it_refuses(hub: Hub) -> None:
    hub.answers = [(200, b'{"a": 1}'), (422, b'{"refused": {}}')]
    assert line(hub).post("/x", b"body") == {"a": 1}
    assert line(hub).post("/x", b"body") == {"refused": {}}
    assert hub.bodies == [b"body", b"body"]


def test_a_hub_that_hangs_up_or_fails_is_asked_again_with_the_same_body(hub: Hub) -> None:
    hub.answers = [None, (503, b""), (500, b"oops"), (200, b"{}")]
    assert line(hub).post("/x", b"body") == {}
    assert hub.bodies == [b"body"] * 4


def test_a_hub_that_stays_away_is_a_fault_that_says_try_again() -> None:
    with pytest.raises(Fault, match="F204") as caught:
        Uplink(f"http://127.0.0.1:{free_port()}", pause=0.001).post("/x", b"")
    assert "try again" in str(caught.value)


def test_a_hub_that_keeps_failing_is_asked_a_bounded_number_of_times(hub: Hub) -> None:
    hub.answers = [(500, b"")] * (TRIES + 5)
    with pytest.raises(Fault, match="F204"):
        line(hub).post("/x", b"")
    assert len(hub.bodies) == TRIES


@pytest.mark.parametrize("answer", [b"<html>", json.dumps([1]).encode(), b"\xff"])
def test_an_answer_that_is_no_json_object_is_not_believed(hub: Hub, answer: bytes) -> None:
    hub.answers = [(200, answer)]
    with pytest.raises(Fault, match="F205"):
        line(hub).post("/x", b"")


def test_the_hubs_key_is_kept_beside_the_nodes_own(tmp_path) -> None:
    file = HubKeyFile(tmp_path)
    assert file.read() is None
    file.keep(b"\x01" * 32)
    assert HubKeyFile(tmp_path).read() == b"\x01" * 32
