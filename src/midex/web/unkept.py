"""What is answered while nothing can be written: which fault it is, in words, and that nothing was kept or shown.

Every read is journaled first, so that a full disk stops reading too. Refuses to guess: any other error stays a 500.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language_bidi, gettext

from midex.kernel.fault import Fault
from midex.kernel.text import mark
from midex.web.languages import current

UNKEPT = (OperationalError, InterfaceError, sqlite3.OperationalError)
FULL = mark("there is no room left on its disk")
SILENT = mark("its database does not answer, or could not write")
AGAIN = "60"  # seconds

PAGE = (
    '<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><h1>{title}</h1><p>{text}</p></body></html>"
)
TITLE = mark("Not just now")


class UnkeptMiddleware:
    """Puts 503 and a sentence in place of the 500 of a database that cannot write or answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        got_request_exception.connect(_remember)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; no page is rendered by templates, which would ask the database who is reading."""
        response = self._get_response(request)
        fault: Fault | None = getattr(request, "unkept", None)
        if fault is None or response.status_code != HTTPStatus.INTERNAL_SERVER_ERROR:
            return response
        answer = _as_json(fault) if request.path.startswith("/api/") else _as_page(fault)
        answer["Retry-After"] = AGAIN
        answer["Content-Length"] = str(len(answer.content))
        return answer


def _remember(request: Any = None, **_: object) -> None:
    wrong = sys.exc_info()[1]
    if request is not None and isinstance(wrong, UNKEPT):
        said = str(wrong)
        request.unkept = Fault("F314", reason=FULL if "full" in said or "No space left" in said else SILENT)


def _text(fault: Fault) -> str:
    return gettext(fault.message.id).format(reason=gettext(str(fault.message.details["reason"])))


def _as_json(fault: Fault) -> HttpResponse:
    details = dict(fault.message.details)
    said = {"code": fault.code, "id": fault.message.id, "details": details, "text": _text(fault)}
    return JsonResponse({"fault": said}, status=HTTPStatus.SERVICE_UNAVAILABLE)


def _as_page(fault: Fault) -> HttpResponse:
    direction = "rtl" if get_language_bidi() else "ltr"
    page = PAGE.format(language=current().code, direction=direction, title=gettext(TITLE), text=_text(fault))
    return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
