"""A browser without windows at a home that is really served: raw HTTP, cookies, forms with their token."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import httpx

from tests.one_time_code import Phone
from tests.processes import PASSWORD

Watch = Callable[[httpx.Response], None]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """One browser; ``watch`` sees every answer it gets. ``root`` is where the home's account pages begin."""

    def __init__(self, url: str, watch: Watch, root: str = "/") -> None:
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=60)
        self.root = root
        self._watch = watch

    def ask(self, method: str, address: str, **said: object) -> httpx.Response:
        """Any request, just as it is said."""
        answer = self.http.request(method, address, **said)  # type: ignore[arg-type]
        self._watch(answer)
        return answer

    def get(self, address: str) -> httpx.Response:
        """Open a page."""
        return self.ask("GET", address)

    def post(self, address: str, fields: Mapping[str, str], *, page: str = "") -> httpx.Response:
        """Fill in the form of a page and send it."""
        token = TOKEN.search(self.get(page or address).text)
        return self.ask("POST", address, data={**fields, "csrfmiddlewaretoken": token[1] if token else ""})

    def sign_in(self, name: str, phone: Phone | None = None) -> bool:
        """Give all proofs; answers whether one is in."""
        at = f"{self.root}sign-in"
        self.post(at, {"username": name, "password": PASSWORD})
        if phone:
            self.post(f"{self.root}second-factor", {"code": phone.code()})
        return self.is_in()

    def is_in(self) -> bool:
        """Whether the session is somebody's."""
        return self.get(f"{self.root}account").status_code == 200

    def sign_out(self) -> httpx.Response:
        """Sign out, by the button that every page has."""
        return self.post(f"{self.root}sign-out", {}, page=f"{self.root}account")

    def cookies(self) -> dict[str, str]:
        """What the browser would send."""
        return {cookie.name: cookie.value or "" for cookie in self.http.cookies.jar}

    def session(self) -> str:
        """The session's key; empty where there is none."""
        return next((value for name, value in self.cookies().items() if not name.endswith(("_csrf", "_device"))), "")
