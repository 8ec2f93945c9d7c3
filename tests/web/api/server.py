"""A real HTTP server over a catalogue, in a thread of the test process, for clients that know only its address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from midex.services.ports import PublicCatalogue
from midex.web.api import sdmx


class _Threading(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def serving(catalogue: PublicCatalogue) -> Iterator[str]:
    """The base address of an SDMX service over ``catalogue``."""
    with override_settings(ROOT_URLCONF=sdmx.urls(catalogue)):
        server = make_server("127.0.0.1", 0, WSGIHandler(), _Threading, _Silent)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sdmx/2.1"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
