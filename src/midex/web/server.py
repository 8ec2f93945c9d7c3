"""Runs a WSGI application until told to stop; knows nothing of what it serves."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from midex.kernel.fault import Fault

THREADS = 2 * (os.cpu_count() or 1)


def serve(load: Callable[[], Any], *, address: str, port: int) -> None:
    """Serve what ``load`` returns, loaded in a process of its own. No access log: addresses are personal data."""
    _must_be_free(address, port)
    Granian(
        "midex",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=load, wrap_loader=False)


def _must_be_free(address: str, port: int) -> None:
    # several listeners may share a port; the second server would silently take half of the requests
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as taken:
            raise Fault("F211", port=port, address=address) from taken
