"""A case node that is really served, and an officer who has signed in to it over HTTP, with a second factor."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import httpx

from tests.one_time_code import one_time_code
from tests.processes import PASSWORD, Served, done, free_port

OFFICER = "officer"
INFORMED = {"language": "fa", "on": "2026-03-02"}
NOWHERE = "http://127.0.0.1:9"
"""Where nobody listens: the node has no hub here."""

REGISTERED = {
    "given_names": "Golnaz",
    "family_names": "Testović",
    "birth": "1991-04",
    "sex": "F",
    "citizenship": "AF",
    "accompanied": "adult",
}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def prepared(folder: Path, database: str = "") -> tuple[Served, str]:
    """A case node that is served, and the secret of its officer's one-time codes."""
    home, port = folder / "case", free_port()
    place = ("--participant", "RS", "--institution", "asylum-office", "--office", "north")
    chosen = ("--database-url", database) if database else ()
    done("init", "--home", home, "--kind", "case-node", *place, "--port", str(port), "--hub", NOWHERE, *chosen)
    done("account", "add", OFFICER, "--home", home, "--role", "registration-officer", "--office", "north")
    secret = done("account", "totp", OFFICER, "--home", home).splitlines()[0]
    served = Served(home, port, folder / "case.log")
    served.start()
    return served, secret


def somebody(case: str) -> dict[str, str]:
    """A person who does not exist and is like nobody else: whoever is alike would have to be compared first."""
    drawn = sha256(case.encode()).digest()
    letters = ["bdfgklmnprstvzhj"[one % 16] + "aeiou"[one // 16 % 5] for one in drawn]
    said = {"given_names": "".join(letters[:6]).title(), "family_names": "".join(letters[6:12]).title()}
    return {**REGISTERED, **said, "birth": str(1950 + drawn[31] % 50)}


class Officer:
    """A session of the node's officer; safe to be used by several threads at once."""

    def __init__(self, served: Served, secret: str) -> None:
        self._http = httpx.Client(
            base_url=served.url, trust_env=False, timeout=60, headers={"Accept-Encoding": "identity"}
        )
        onward = self._filled("/sign-in?next=/api/cases", username=OFFICER, password=PASSWORD)
        self._filled(onward, code=one_time_code(secret))
        self._token = next(value for name, value in self._http.cookies.items() if name.endswith("csrf"))

    def open_case(self, key: str = "") -> httpx.Response:
        """Open a case; ``key`` names the attempt."""
        return self._post("/api/cases", {"step": "open", "fields": INFORMED}, key)

    def register(self, case: str, key: str = "") -> httpx.Response:
        """Register a person who does not exist in a case."""
        return self._post(f"/api/cases/{case}/steps/register", {"fields": somebody(case)}, key)

    def read(self, case: str) -> httpx.Response:
        """Open a case as a program does."""
        return self._http.get(f"/api/cases/{case}")

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _post(self, path: str, body: dict[str, object], key: str) -> httpx.Response:
        headers = {"X-CSRFToken": self._token, "Idempotency-Key": key or uuid4().hex}
        return self._http.post(path, json=body, headers=headers)

    def _filled(self, path: str, **fields: str) -> str:
        """Send a page's form as a browser does; answers with where it leads."""
        token = _TOKEN.search(self._http.get(path).text)
        if not token:
            raise ValueError(f"there is no form at {path}")
        said = {"csrfmiddlewaretoken": token[1], **fields}
        answer = self._http.post(path, data=said, headers={"Referer": str(self._http.base_url.join(path))})
        if answer.status_code != 302:
            raise ValueError(f"{path} was answered with {answer.status_code}")
        return answer.headers["Location"]
