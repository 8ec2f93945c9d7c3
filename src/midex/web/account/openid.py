"""Signing in at an institution's own OpenID provider: code flow with PKCE, state and nonce (RFC 7636, RFC 9700).

It vouches for a subject that an administrator has bound to an account here. Refuses to make accounts, to look at an
e-mail address, and to stand for the second factor.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from midex.kernel.fault import Fault
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.entrance.ports import Outcome
from midex.services.home import Home
from midex.web.account.door import Door, after_first_proof, safe_next
from midex.web.account.sign_in import show_sign_in

KEPT = "openid"
"""Key of the session's visit to the provider."""

SECRET = "openid.secret"  # noqa: S105 - a file's name
OTHERS = 0o077
"""What a secret's file allows nobody but its owner."""

LASTS = 10 * 60  # seconds
TIMEOUT = httpx.Timeout(10)
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
NEAR = ("127.0.0.1", "localhost", "::1")
NOT_BELIEVED = mark("the answer of the provider is not believed ({reason})")

SubjectOf = Callable[..., str]
"""``crypto.id_token.subject_of``."""


class OpenIdProvider:
    """``ports.Provider`` over HTTP; ``subject_of`` checks what the provider signed."""

    def __init__(self, *, issuer: str, client: str, secret: str, name: str, subject_of: SubjectOf) -> None:
        self.issuer, self.name = issuer, name
        self._client, self._secret, self._subject_of = client, secret, subject_of
        self._known: tuple[float, dict[str, Any]] = (0.0, {})

    def begin(self, back: str) -> tuple[str, dict[str, str]]:
        """Where to send the browser, and what to keep until it comes back."""
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        asked = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self._client,
            "redirect_uri": back,
            "state": kept["state"],
            "nonce": kept["nonce"],
            "code_challenge": _challenge(kept["verifier"]),
            "code_challenge_method": "S256",
        }
        return f"{self._configuration()['authorization_endpoint']}?{urlencode(asked)}", kept

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> str | Refused:
        """The subject that the provider vouches for, or why it is not believed."""
        if not hmac.compare_digest(answer.get("state", "").encode(), kept["state"].encode()):
            return _refused("state")
        if answer.get("iss", self.issuer) != self.issuer:
            return _refused("issuer")
        if "code" not in answer:
            return _refused("no code")
        try:
            token = self._token(answer["code"], kept["verifier"], back)
            keys = _json(httpx.get(self._configuration()["jwks_uri"], **self._how()))
            return self._subject_of(token, keys, issuer=self.issuer, client=self._client, nonce=kept["nonce"])
        except (ValueError, KeyError, httpx.HTTPError) as wrong:
            return _refused(str(wrong) if type(wrong) is ValueError else type(wrong).__name__)

    def _token(self, code: str, verifier: str, back: str) -> str:
        said = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        answer = httpx.post(
            self._configuration()["token_endpoint"], data=said, auth=(self._client, self._secret), **self._how()
        )
        return str(_json(answer)["id_token"])

    def _configuration(self) -> dict[str, Any]:
        """What the provider says about itself, asked for once an hour; ValueError where it is another's."""
        until, known = self._known
        if time.monotonic() < until:
            return known
        said = _json(httpx.get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration", **self._how()))
        if said.get("issuer") != self.issuer:
            raise ValueError("issuer")
        if not all(_is_safe(said.get(name)) for name in NEEDED):
            raise ValueError("endpoint")
        self._known = (time.monotonic() + 3600, said)
        return said

    def _how(self) -> dict[str, Any]:
        # a proxy named in the environment knows nothing of this machine's own ports
        return {"timeout": TIMEOUT, "trust_env": urlsplit(self.issuer).hostname not in NEAR}


def provider_of(home: Home, subject_of: SubjectOf) -> OpenIdProvider | None:
    """The provider that a home states, with the secret from its keys."""
    if home.openid is None:
        return None
    return OpenIdProvider(
        issuer=home.openid.issuer,
        client=home.openid.client_id,
        secret=secret_of(home),
        name=home.openid.name,
        subject_of=subject_of,
    )


def secret_of(home: Home) -> str:
    """The secret that the provider knows the home by; fault F218 where it cannot be read, or others can read it too."""
    file = home.keys / SECRET
    try:
        if file.stat().st_mode & OTHERS:
            raise Fault("F218", place=str(file), reason="others can read it; run chmod 600")
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise Fault("F218", place=str(file), reason=getattr(wrong, "strerror", "") or type(wrong).__name__) from wrong


def openid_views(door: Door) -> list[URLPattern]:
    """The way to the provider and back; none where the home has no provider."""
    provider = door.entrance.provider
    if provider is None:
        return []

    @never_cache
    @require_GET
    def begin(request: HttpRequest) -> HttpResponse:
        try:
            address, kept = provider.begin(_back(request))
        except (ValueError, httpx.HTTPError):
            return _not_in(request, door, gettext("The provider cannot be reached just now, or is not set up rightly."))
        request.session[KEPT] = {**kept, "next": safe_next(request), "at": time.time()}
        return HttpResponseRedirect(address)

    @never_cache
    @require_GET
    def back(request: HttpRequest) -> HttpResponse:
        kept = request.session.pop(KEPT, None)
        if not kept or not 0 <= time.time() - kept["at"] < LASTS:
            return _not_in(request, door, gettext("This visit to the provider did not begin here, or took too long."))
        subject = provider.finish(request.GET.dict(), kept, _back(request))
        if isinstance(subject, Refused):
            return _not_in(request, door, gettext("The provider's answer is not believed. Nobody was signed in."))
        actor = door.entrance.accounts.bound(provider.issuer, subject)
        if actor is None:
            return _not_in(request, door, gettext("The provider knows you, but no account here is bound to that."))
        return after_first_proof(request, door, actor, kept["next"])

    return [path("sign-in/openid", begin, name="openid"), path("sign-in/openid/back", back, name="openid-back")]


def _not_in(request: HttpRequest, door: Door, why: str) -> HttpResponse:
    door.entrance.on_sign_in("", Outcome.WRONG_PROVIDER)
    return show_sign_in(request, door, refused=why)


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("openid-back"))


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _is_safe(address: Any) -> bool:
    parts = urlsplit(address if isinstance(address, str) else "")
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in NEAR)


def _json(answer: httpx.Response) -> dict[str, Any]:
    said = answer.raise_for_status().json()
    if not isinstance(said, dict):
        raise ValueError("not a JSON object")
    return said


def _refused(reason: str) -> Refused:
    return Refused(Message(NOT_BELIEVED, {"reason": reason}))
