"""Letters to the person of a case, as PDF to print. Translate, call, answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from midex.formats.letters.letter import Kind
from midex.formats.letters.wording import LANGUAGES, wording
from midex.kernel.text import mark
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.services.casework.ports import CasePorts
from midex.services.casework.write_letter import WriteLetter, write_letter
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework.place import missing, why_not

OFFERED = {
    Kind.NOTICE.value: mark("Notice of what is recorded and why"),
    Kind.COPY.value: mark("Copy of what was recorded"),
    Kind.SLIP.value: mark("Slip with the case number"),
    Kind.CERTIFICATE.value: mark("Certificate of registration"),
}
"""The letters of a case's page; an appointment is written where its day is known."""


def letter_views(ports: CasePorts) -> list[URLPattern]:
    """A letter, over a case node's ports; which language it is in is all that the address says beside the case."""

    @only_any(*MAY[Action.WRITE_LETTER])
    @require_safe
    def letter(request: SignedIn, name: str, kind: str) -> HttpResponse:
        if kind not in OFFERED:
            return missing(request)
        wanted = WriteLetter(case=name, kind=Kind(kind), language=request.GET.get("language", ""))
        written = write_letter(wanted, request.actor, ports)
        if isinstance(written, Refused):
            return why_not(request, written)
        answer = HttpResponse(written.pdf, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{written.file}"'
        answer["Content-Language"] = written.language
        return answer

    return [path("cases/<str:name>/letters/<str:kind>", letter, name="letter")]


def letter_languages() -> list[tuple[str, str]]:
    """Each language in which letters are written, under its own name."""
    return [(code, wording(code).name) for code in LANGUAGES]
