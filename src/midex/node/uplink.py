"""The node's line to the hub over HTTP: tries again when the hub is away, never when it has answered."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from midex.kernel.fault import Fault

TRIES = 8
FIRST_PAUSE = 0.25  # seconds; doubles each time: half a minute in all
TIMEOUT = httpx.Timeout(120, connect=5)


class Uplink:
    """``ports.HubLine`` over HTTP. Sending the same body twice is harmless: the hub knows it again."""

    def __init__(self, hub_url: str, *, pause: float = FIRST_PAUSE) -> None:
        self._hub_url = hub_url
        self._pause = pause
        # a proxy named in the environment knows nothing of this machine's own ports
        self._is_near = httpx.URL(hub_url).host in ("127.0.0.1", "localhost", "::1")

    def post(self, path: str, body: bytes) -> Mapping[str, Any]:
        """Send ``body`` and return the JSON answer; fault F204 where no answer came, F205 where it is no answer."""
        reason = ""
        for attempt in range(TRIES):
            if attempt:
                time.sleep(self._pause * 2 ** (attempt - 1))
            try:
                answer = httpx.post(
                    self._hub_url + path,
                    content=body,
                    headers={"Content-Type": "application/octet-stream"},
                    timeout=TIMEOUT,
                    trust_env=not self._is_near,
                )
            except httpx.TransportError as away:
                reason = str(away) or type(away).__name__
                continue
            if answer.status_code < 500:
                return _json(answer)
            reason = f"HTTP {answer.status_code}"
        raise Fault("F204", url=self._hub_url, reason=reason)


def _json(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        said = answer.json()
    except ValueError as wrong:
        raise Fault("F205", reason=f"HTTP {answer.status_code}, no JSON") from wrong
    if not isinstance(said, dict):
        raise Fault("F205", reason="not a JSON object")
    return said


class HubKeyFile:
    """``ports.HubKey`` in a file beside the node's own key."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "hub.public"

    def read(self) -> bytes | None:
        """The key, or None before enrolment."""
        return bytes.fromhex(self._file.read_text("ascii")) if self._file.exists() else None

    def keep(self, public_key: bytes) -> None:
        """Keep it."""
        self._file.write_text(public_key.hex(), "ascii")
