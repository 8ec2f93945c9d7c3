"""The mark that a browser carries once somebody has signed in with it, so that its tries are counted apart.

It proves nothing else and names nobody: a random word, and a hash of it and the account under the home's own secret.
After OWASP's "device cookies". Refuses to be a second factor.
"""

from __future__ import annotations

import hmac
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from midex.kernel.identity import folded

LASTS = 180 * 24 * 3600  # seconds
MOST = 12
"""Accounts of one browser that are remembered; a shared desk has several."""


def mark_of(request: HttpRequest, account: str) -> str:
    """The browser's mark for an account, or nothing."""
    for mark in _marks(request):
        if hmac.compare_digest(mark.encode(), _marked(mark.partition(".")[0], account).encode()):
            return mark
    return ""


def remember(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Let the browser be known for this account from now on; the mark it has is kept, so that its tries are one row."""
    mark = mark_of(request, account) or _marked(secrets.token_hex(8), account)
    others = [other for other in _marks(request) if other != mark]
    response.set_cookie(
        cookie_name(),
        "~".join([mark, *others[: MOST - 1]]),
        max_age=LASTS,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def cookie_name() -> str:
    """What the cookie is called; homes on one machine have one each."""
    return f"{settings.SESSION_COOKIE_NAME}_device"


def _marks(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(cookie_name(), "").split("~")[:MOST]


def _marked(word: str, account: str) -> str:
    proof = salted_hmac("midex.device", f"{word}\0{folded(account)}", algorithm="sha256").hexdigest()
    return f"{word}.{proof[:32]}"
