"""Whether the settings a server would run with keep its pages and cookies safe; asked before it listens.

Refuses to look at Django's other advice: what is checked here is what a page or a session depends on.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Any

from midex.kernel.fault import Fault
from midex.kernel.text import Message, mark

REQUIRED = {
    "DEBUG": False,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
}
NONE_BY_DEFAULT = ("default-src", "frame-ancestors", "base-uri")
ALLOWED_SOURCES = frozenset(("'self'", "'none'"))

IS = mark("{setting} is {found} where it must be {wanted}")
LOADS = mark("pages may load {directive} from {source}")
OPEN_COOKIES = mark(
    "it is reached from elsewhere ({where}) and its cookies would travel unprotected; put a proxy that speaks TLS "
    "before it and write secure = true in home.toml"
)


def refuse_weak_settings(settings: Any, *, hosts: Iterable[str], address: str, home: str) -> None:
    """Fault F219 where a server of ``home`` listening on ``address`` would be weak."""
    found = [*_of_values(settings), *_of_pages(settings), *_of_cookies(settings, tuple(hosts), address)]
    if found:
        raise Fault("F219", home=home, reason="; ".join(map(str, found)))


def _of_values(settings: Any) -> Iterator[Message]:
    for name, wanted in REQUIRED.items():
        if (found := getattr(settings, name)) != wanted:
            yield Message(IS, {"setting": name, "found": str(found), "wanted": str(wanted)})
    if "csp.middleware.CSPMiddleware" not in settings.MIDDLEWARE:
        yield Message(IS, {"setting": "MIDDLEWARE", "found": "without CSPMiddleware", "wanted": "with it"})


def _of_pages(settings: Any) -> Iterator[Message]:
    said = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    for directive in NONE_BY_DEFAULT:
        if (found := list(said.get(directive, ()))) != ["'none'"]:
            yield Message(IS, {"setting": directive, "found": " ".join(found) or "missing", "wanted": "'none'"})
    for directive, sources in said.items():
        # a picture inside the page's own style sheet can run nothing
        allowed = ALLOWED_SOURCES | ({"data:"} if directive == "img-src" else set())
        for source in sorted(set(sources) - allowed):
            yield Message(LOADS, {"directive": directive, "source": source})


def _of_cookies(settings: Any, hosts: tuple[str, ...], address: str) -> Iterator[Message]:
    elsewhere = [*hosts, *(() if _is_own(address) else (address,))]
    if elsewhere and not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield Message(OPEN_COOKIES, {"where": ", ".join(elsewhere)})


def _is_own(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
