"""A server says why it cannot listen, and announces itself only where it can."""

from __future__ import annotations

import errno
import socket

import pytest

from midex.kernel.fault import Fault
from midex.web import server


def announced() -> None:
    pytest.fail("announced before the port was known to be free")


def refused(address: str, port: int) -> str:
    with pytest.raises(Fault) as caught:
        server.serve(lambda: None, address=address, port=port, ready=announced)
    return caught.value.code


def test_a_port_that_is_taken_is_said_to_be() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert refused("127.0.0.1", taken.getsockname()[1]) == "F211"


def test_an_address_of_another_machine_is_said_to_be() -> None:
    assert refused("192.0.2.1", 8000) == "F214"


@pytest.mark.parametrize(
    ("number", "code"), [(errno.EACCES, "F213"), (errno.EPERM, "F213"), (errno.EADDRINUSE, "F211"), (errno.EIO, "F215")]
)
def test_each_reason_has_its_own_fault(number: int, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Socket:
        def __init__(self, *_: object) -> None:
            raise OSError(number, "no")

    monkeypatch.setattr(server.socket, "socket", Socket)
    assert refused("127.0.0.1", 80) == code
