"""What every address of a case node's JSON interface shares: who asks, one object as a body, a refusal in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from midex.formats.canonical_json import LONGEST, read_json
from midex.formats.event_json import MOST
from midex.kernel.fault import Fault
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.policy.actions import NOT_YOURS
from midex.policy.caps import TOO_MANY, TOO_MANY_FOUND, TOO_MANY_LISTED, TOO_OFTEN
from midex.policy.scope import NOT_FOUND
from midex.services.casework.take_step import NEEDS_KEY
from midex.web.account.actor import signed_in
from midex.web.casework import stated

SIGN_IN = mark("sign in first")
DEEPEST = 6
"""Objects and lists inside each other that a body may have."""

STATUS = {
    **dict.fromkeys((NOT_FOUND, NOT_YOURS), 404),
    NEEDS_KEY: 400,
    **dict.fromkeys((TOO_MANY, TOO_MANY_FOUND, TOO_MANY_LISTED, TOO_OFTEN), 429),
}
"""The status of a refusal; any other is 409: asked rightly, but not lawful or not any more."""

View = Callable[..., HttpResponse]
T = TypeVar("T", str, int, dict[str, Any])


def answers(*methods: str) -> Callable[[View], View]:
    """Give a view its actor; a stranger is told to sign in, and what cannot be read is a fault of the catalogue."""

    def keep(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **said: str) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            actor = signed_in(request)
            if actor is None:
                return JsonResponse({"refused": stated.message(Message(SIGN_IN))}, status=401)
            request.actor = actor  # type: ignore[attr-defined]  # the middleware keeps such answers out of caches
            try:
                return view(request, actor, **said)
            except Fault as fault:
                if fault.code not in ("F320", "F340"):
                    raise
                about = {"code": fault.code, **stated.message(fault.message)}
                return JsonResponse({"fault": about}, status=400)

        return answer

    return keep


def refusal(refused: Refused) -> JsonResponse:
    """Why not; what is not for an account reads as what is not there."""
    status = STATUS.get(refused.because.id, 409)
    because = Message(NOT_FOUND) if status == 404 else refused.because
    return JsonResponse({"refused": stated.message(because)}, status=status)


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The body as one JSON object; fault F320 where it is none, too long or too deep."""
    try:
        if int(request.headers.get("Content-Length") or 0) > LONGEST:
            raise ValueError("too long")
        body = read_json(request.body or b"{}")
        if _is_deeper(body, DEEPEST):
            raise ValueError("too deep")
    except ValueError as wrong:
        raise Fault("F320", limit=LONGEST // 1024, reason=str(wrong)[:80]) from wrong
    return body


def number(text: str) -> int:
    """A whole number from an address; fault F320 where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Fault("F320", limit=LONGEST // 1024, reason="no whole number")
    return int(text)


def said_in(body: dict[str, Any], name: str, default: T) -> T:
    """What a body says under a name, of the kind of ``default``; fault F320 where it is of another kind."""
    value = body.get(name, default)
    if not isinstance(value, type(default)) or isinstance(value, bool):
        raise Fault("F320", limit=LONGEST // 1024, reason=f"{name} is no {_KINDS[type(default)]}")
    return value


def names_in(body: dict[str, Any], name: str) -> tuple[str, ...]:
    """The names of cases that a body lists; fault F320 where it is no short list of texts."""
    value = body.get(name, [])
    if not isinstance(value, list) or len(value) > MOST or not all(isinstance(one, str) for one in value):
        raise Fault("F320", limit=LONGEST // 1024, reason=f"{name} is no list of at most {MOST} texts")
    return tuple(value)


def _is_deeper(value: Any, most: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return inner is not None and (most == 0 or any(_is_deeper(one, most - 1) for one in inner))


_KINDS = {str: "text", int: "whole number", dict: "object"}
