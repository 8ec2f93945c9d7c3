"""Starts the provider and walks through it as a browser would."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.processes import environment

CLIENT, SECRET, PASSWORD = "midex-at-the-asylum-office", "a secret of this client", "the provider's own password"
PEOPLE = {"4711": "ana", "4712": "stranger"}
"""Each person's subject, and the name they sign in with."""

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@contextmanager
def provider(folder: Path, port: int, back: str, *, expires: int = 3600) -> Iterator[str]:
    """Run it for as long as the block does; answers with its issuer. A new start has a new key."""
    issuer = f"http://127.0.0.1:{port}/o"
    command = [sys.executable, "-m", "tests.openid_provider", str(folder), str(port), back, str(expires)]
    with (folder / "provider.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment({}))
    try:
        until = time.monotonic() + 60
        while not _answers(issuer):
            assert process.poll() is None, (folder / "provider.log").read_text()
            assert time.monotonic() < until, "the provider did not start"
            time.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(15)


def _answers(issuer: str) -> bool:
    try:
        return httpx.get(f"{issuer}/.well-known/openid-configuration", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def through(browser: httpx.Client, address: str, who: str) -> str:
    """Sign in at the provider where it sent the browser; answers with the address that it then sends it back to."""
    page = browser.get(address, follow_redirects=True)
    token = _TOKEN.search(page.text)
    assert token, (page.status_code, page.text[:500])
    said = {"username": who, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    answer = browser.post(page.url, data=said)
    while answer.status_code == 302 and answer.headers["Location"].startswith("/"):
        answer = browser.get(httpx.URL(answer.request.url).join(answer.headers["Location"]))
    assert answer.status_code == 302, (answer.status_code, answer.text[:500])
    return answer.headers["Location"]
