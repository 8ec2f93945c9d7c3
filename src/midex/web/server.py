"""Runs a WSGI application until told to stop; knows nothing of what it serves."""

from __future__ import annotations

import errno
import os
import resource
import socket
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from midex.kernel.fault import Fault

THREADS = 2 * (os.cpu_count() or 1)


def serve(load: Callable[[], Any], *, address: str, port: int, ready: Callable[[], None] = lambda: None) -> None:
    """Serve what ``load`` returns, loaded in a process of its own. No access log: addresses are personal data."""
    _must_be_free(address, port)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of the memory would hold what is sealed on the disk
    ready()
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
    try:
        family, *_, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as wrong:
        raise _why_not(wrong, address, port) from wrong


def _why_not(wrong: OSError, address: str, port: int) -> Fault:
    if wrong.errno == errno.EADDRINUSE:
        return Fault("F211", port=port, address=address)
    if wrong.errno in (errno.EACCES, errno.EPERM):
        return Fault("F213", port=port)
    if wrong.errno == errno.EADDRNOTAVAIL or isinstance(wrong, socket.gaierror):
        return Fault("F214", address=address)
    return Fault("F215", port=port, address=address, reason=wrong.strerror or type(wrong).__name__)
