"""A real browser over the real site: the public pages served on this machine, Chromium driven by playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Playwright, sync_playwright

from midex.web.api import sdmx
from midex.web.public.urls import urls
from tests.twins.public_figures import public_figures

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests of one page at once."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of a process; a second one beside it would not start."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium; without it the test did not run, and under CI that is a failure."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing; on Debian: apt-get install chromium")
        pytest.skip("not run: no Chromium; on Debian: apt-get install chromium")
    browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the public site answers."""
    catalogue = public_figures()
    patterns = (*urls(catalogue, {"ME": "http://127.0.0.1:9/"}), *sdmx.urls(catalogue))
    with override_settings(ROOT_URLCONF=patterns):
        server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()
