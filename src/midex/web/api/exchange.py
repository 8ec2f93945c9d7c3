"""The addresses that nodes call at the hub: enrol a key, submit. Bytes in, one JSON object out; no sessions."""

from __future__ import annotations

import base64

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.enrol_key import receive_enrolment
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
    )


def _body(request: HttpRequest) -> bytes | Refused:
    """The whole body, refused before it is read where it is too large, after where it is not whole."""
    said = int(request.headers.get("Content-Length") or 0)
    if said > MAX_BYTES:
        return Refused(Message(TOO_LARGE, {"limit": MAX_BYTES // 1024 // 1024}))
    body = request.body
    return body if len(body) == said else Refused(Message(HALF, {"came": len(body), "said": said}))


def _refusal(refused: Refused) -> JsonResponse:
    because = {"id": refused.because.id, "details": dict(refused.because.details)}
    return JsonResponse({"refused": because}, status=422)
