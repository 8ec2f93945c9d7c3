"""Importing people from a file: chosen, looked at, and kept only when it is sent again; nothing is kept before.

What was read goes with the report, packed, so that exactly it is sent again and no file has to be chosen twice.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from binascii import Error
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from midex.kernel.fault import Fault
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.services.casework.import_file import COMPARED, read_people, template
from midex.services.casework.import_people import ImportReport, import_people
from midex.services.casework.ports import CasePorts
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework import wording
from midex.web.casework.group import LABELS
from midex.web.casework.place import status_of
from midex.web.statistics.wording import whole

MOST = 1_000
"""People of a file on a page; more are imported in a terminal, which needs no answer within a minute."""

LARGEST = 2 << 20
"""Bytes of a file on a page."""

NAME = "the file"
CHOOSE = mark("choose a file")
TOO_LARGE = mark("the file is larger than {limit} MB; split it, or import it in a terminal")


def import_views(ports: CasePorts) -> list[URLPattern]:
    """Importing, over a case node's ports."""

    @only_any(*MAY[Action.COMPARE_NEW])
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    def import_page(request: SignedIn) -> HttpResponse:
        if request.method != "POST":
            return _page(request)
        data = _sent(request)
        if isinstance(data, Message):
            return _page(request, wrong=data)
        try:
            file = read_people(data, gettext(NAME))
        except Fault as fault:
            return _page(request, wrong=fault.message)
        keep, rest = request.POST.get("do") == "keep", bool(request.POST.get("rest"))
        answer = import_people(file, request.actor, ports, keep=keep, rest=rest, most=MOST)
        if isinstance(answer, Refused):
            return _page(request, refused=answer)
        return _report(request, answer, data)

    @only_any(*MAY[Action.COMPARE_NEW])
    @require_safe
    def import_template(_: SignedIn) -> HttpResponse:
        disposition = {"Content-Disposition": 'attachment; filename="midex-people.csv"'}
        return HttpResponse(template(), content_type="text/csv; charset=utf-8", headers=disposition)

    return [
        path("cases/import", import_page, name="import"),
        path("cases/import/template.csv", import_template, name="import-template"),
    ]


def _page(request: SignedIn, *, wrong: Message | None = None, refused: Refused | None = None) -> HttpResponse:
    page = {"here": "start", "wrong": whole(wrong) if wrong else "", "refused": refused, "most": MOST}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else status_of(refused) if refused else HTTPStatus.OK
    return render(request, "casework/import.html", page, status=status)


def _report(request: SignedIn, report: ImportReport, data: bytes) -> HttpResponse:
    page = {
        "here": "start",
        "report": report,
        "wrong": [(cell.row, _column(cell.column), cell.because) for cell in report.wrong],
        "more_wrong": report.wrongs - len(report.wrong),
        "more_held": report.helds - len(report.held),
        "packed": "" if report.kept or report.wrongs else _packed(data),
        "compared": COMPARED,
        "most": MOST,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if report.wrongs else HTTPStatus.OK
    return render(request, "casework/import_report.html", page, status=status)


def _column(name: str) -> str:
    """A column by the name it has in the file, and what it is called on pages."""
    words = gettext(LABELS[name]) if name in LABELS else wording.field(name)
    return name if words == name else f"{name} ({words})"


def _sent(request: SignedIn) -> bytes | Message:
    """The file that was chosen, or that went with the report."""
    file, packed = request.FILES.get("file"), request.POST.get("packed", "")
    if file is not None:
        too_large = (file.size or 0) > LARGEST
        return Message(TOO_LARGE, {"limit": LARGEST >> 20}) if too_large else file.read()
    data = _unpacked(packed) if packed else b""
    return data or Message(CHOOSE)


def _packed(data: bytes) -> str:
    return b64encode(zlib.compress(data)).decode()


def _unpacked(text: str) -> bytes:
    """The bytes; none where it is not what was packed, or more than a page takes."""
    try:
        opening = zlib.decompressobj()
        data = opening.decompress(b64decode(text, validate=True), LARGEST)
    except (Error, ValueError, zlib.error):
        return b""
    return data if opening.eof else b""
