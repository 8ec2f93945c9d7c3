"""The addresses that nodes call at the hub: enrol a key, submit, have a checkpoint seen; no sessions.

Bytes in, one JSON object out. The checkpoints that the hub has seen are public, as text.
"""

from __future__ import annotations

import base64

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.enrol_key import receive_enrolment
from midex.services.journal.receive_checkpoint import Outdated, receive_checkpoint
from midex.services.journal.watch_journals import WatchedJournal, watch_journals
from midex.services.ports import HubPorts
from midex.services.receive_submission import MAX_BYTES, receive_submission

TOO_LARGE = mark("the submission is larger than {limit} MB; split it by period")
HALF = mark("the submission broke off on the way ({came} of {said} bytes); nothing was kept, send it again")


def urls(hub: HubPorts) -> tuple[URLPattern, ...]:
    """The exchange's addresses over the hub's ports."""

    @csrf_exempt
    @require_POST
    def submissions(request: HttpRequest) -> JsonResponse:
        body = _body(request)
        if isinstance(body, Refused):
            return _refusal(body)
        kept = receive_submission(body, hub)
        if isinstance(kept, Refused):
            return _refusal(kept)
        signature = base64.b64encode(kept.receipt_signature).decode()
        return JsonResponse({"receipt": kept.receipt.encode().decode(), "signature": signature})

    @csrf_exempt
    @require_http_methods(["GET", "POST"])
    def keys(request: HttpRequest) -> JsonResponse:
        if request.method == "GET":  # so that anyone can verify a release's signature
            return JsonResponse({"hub_key": hub.signer.public_key.hex(), "key_id": hub.signer.key_id})
        body = _body(request)
        answer = body if isinstance(body, Refused) else receive_enrolment(body, hub)
        if isinstance(answer, Refused):
            return _refusal(answer)
        return JsonResponse({"enrolled": answer.key_id, "hub_key": hub.signer.public_key.hex()})

    return (
        path("exchange/v1/submissions", submissions, name="submissions"),
        path("exchange/v1/keys", keys, name="keys"),
        *_journals(hub),
    )


def _journals(hub: HubPorts) -> tuple[URLPattern, ...]:
    """What the hub has seen of case nodes' journals: they show it a checkpoint, anybody reads the newest."""

    @csrf_exempt
    @require_http_methods(["GET", "POST"])
    def checkpoints(request: HttpRequest) -> HttpResponse:
        if request.method == "GET":
            return _text("".join(f"{_seen(one)}\n" for one in watch_journals(hub)))
        body = _body(request)
        answer = body if isinstance(body, Refused) else receive_checkpoint(body, hub)
        if isinstance(answer, Outdated):
            said = {"size": answer.size, "refused": _because(answer.because)}
            return JsonResponse(said, status=409)
        if isinstance(answer, Refused):
            return _refusal(answer)
        return JsonResponse({"cosignature": answer.cosignature})

    @require_safe
    def checkpoint(_: HttpRequest, origin: str) -> HttpResponse:
        seen = hub.checkpoints.latest(origin)
        return _text(seen.note + seen.cosignature) if seen else _text("", status=404)

    return (
        path("exchange/v1/checkpoints", checkpoints, name="checkpoints"),
        path("exchange/v1/checkpoints/<path:origin>", checkpoint, name="checkpoint"),
    )


def _seen(one: WatchedJournal) -> str:
    """Name, size, when it was seen, and whether that is late; ``-`` where nothing ever was."""
    at = f"{one.seen_at:%Y-%m-%dT%H:%M:%SZ}" if one.seen_at else "-"
    return f"{one.origin} {one.size} {at} {one.standing.value}"


def _body(request: HttpRequest) -> bytes | Refused:
    """The whole body, refused before it is read where it is too large, after where it is not whole."""
    said = int(request.headers.get("Content-Length") or 0)
    if said > MAX_BYTES:
        return Refused(Message(TOO_LARGE, {"limit": MAX_BYTES // 1024 // 1024}))
    body = request.body
    return body if len(body) == said else Refused(Message(HALF, {"came": len(body), "said": said}))


def _refusal(refused: Refused) -> JsonResponse:
    return JsonResponse({"refused": _because(refused.because)}, status=422)


def _because(because: Message) -> dict[str, object]:
    return {"id": because.id, "details": dict(because.details)}


def _text(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
