"""Taking over a file of another system: sent, looked over record by record, and only then kept. No script needed."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from midex.formats.bridges.bounded import MOST_BYTES
from midex.formats.bridges.mapping import Format
from midex.formats.event_json import shape_of
from midex.formats.workbook import XLSX
from midex.kernel.fault import Fault
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.procedures.registration.procedure import OPEN
from midex.services.casework.bridge_report import whole_of
from midex.services.casework.field_form import field_form
from midex.services.casework.import_records import (
    MEANS,
    Imported,
    ImportRecords,
    Line,
    Outcome,
    import_records,
    look_over,
)
from midex.services.casework.imported_steps import Told
from midex.services.casework.ports import CasePorts
from midex.services.casework.told_apart import as_told_apart, together, told_apart_in
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework.form import FormField, field_of
from midex.web.casework.place import status_of

FORMATS = {
    Format.PRIMERO.value: mark("Primero: cases as JSON"),
    Format.PROGRES.value: mark("proGres: a referral as JSON"),
    Format.KOBO.value: mark("KoboToolbox: submissions of the registration form as JSON"),
}
ACCOMPANIED = "Registered.accompanied"
"""The field that says whether somebody is an adult; where a record does not say it, a human may."""

NO_FILE = mark("choose a file")
NO_FORMAT = mark("choose what the file is")
FORM_FILE = "midex-registration.xlsx"

RELEASED_BY_LOOK = frozenset({Outcome.POSSIBLE, Outcome.TWICE})
"""Outcomes that a human ends by saying: this is somebody else; not where the identifier is the same."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A record on the page; ``other`` says that it is somebody else than the cases that stand beside it."""

    line: Line
    means: str
    may_be_another: bool
    is_another: bool
    other: str
    may_be_adult: bool
    is_adult: bool

    @property
    def names_cases(self) -> bool:
        """Whether there is a case, or a question about one, to show beside the record."""
        return bool(self.line.name or self.line.found or self.may_be_another or self.is_another)


def taking_over_views(ports: CasePorts) -> list[URLPattern]:
    """Taking over, over a case node's ports; and the form that brings such a file."""

    @only_any(*OPEN.by)
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    def take_over(request: SignedIn) -> HttpResponse:
        if request.method != "POST":
            return _form(request, QueryDict(f"on={ports.clock().date().isoformat()}"))
        content = _content(request)
        format_ = request.POST.get("format", "")
        if not content or format_ not in FORMATS:
            return _form(request, request.POST, Message(NO_FORMAT if content else NO_FILE))
        wanted = ImportRecords(
            format=Format(format_),
            content=content,
            told=_told(request.POST),
            others=_told_apart(request.POST.getlist("others")),
            adults=_numbers(request.POST.getlist("adults")),
        )
        keeps = request.POST.get("do") == "keep"
        try:
            answer = (import_records if keeps else look_over)(wanted, request.actor, ports)
        except Fault as fault:
            if fault.code != "F340":
                raise
            return _form(request, request.POST, fault.message)
        if isinstance(answer, Refused):
            page = {"here": "start", "because": answer.because}
            return render(request, "casework/refused.html", page, status=status_of(answer))
        return render(request, "casework/taken_over.html", _report(answer, wanted, request.POST))

    @only_any(*OPEN.by)
    @require_safe
    def form(_: SignedIn) -> HttpResponse:
        disposition = {"Content-Disposition": f'attachment; filename="{FORM_FILE}"'}
        return HttpResponse(field_form(), content_type=XLSX, headers=disposition)

    return [
        path("cases/take-over", take_over, name="take-over"),
        path("cases/registration-form.xlsx", form, name="field-form"),
    ]


def _content(request: SignedIn) -> bytes:
    """The file that was sent, or what stood in the page that was looked over."""
    file = request.FILES.get("file")
    if file is not None:
        return bytes(file.read(MOST_BYTES + 1))
    return request.POST.get("content", "").encode("utf-8", "replace")


def _told(said: QueryDict) -> Told:
    return Told(
        language=said.get("language", ""), interpreter=said.get("interpreter", "") == "on", on=said.get("on", "")
    )


def _numbers(said: list[str]) -> frozenset[int]:
    return frozenset(int(one) for one in said if one.isascii() and one.isdecimal() and len(one) < 4)


def _told_apart(said: list[str]) -> dict[int, frozenset[str]]:
    return together(one for text in said if (one := told_apart_in(text)))


def _told_fields(said: QueryDict) -> list[FormField]:
    return [field_of(shape, said.get(shape.name, ""), None, optional=True) for shape in shape_of(OPEN.records)]


def _form(request: SignedIn, said: QueryDict, wrong: Message | None = None) -> HttpResponse:
    page = {
        "here": "start",
        "formats": FORMATS.items(),
        "format": said.get("format", ""),
        "told": _told_fields(said),
        "wrong": wrong,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "casework/take_over.html", page, status=status)


def _report(answer: Imported, wanted: ImportRecords, said: QueryDict) -> dict[str, Any]:
    return {
        "here": "start",
        "kept": answer.kept,
        "records": [
            Shown(
                line=line,
                means=MEANS[line.outcome],
                may_be_another=line.outcome in RELEASED_BY_LOOK,
                is_another=line.number in wanted.others,
                other=as_told_apart(line.number, line.apart or (found.row.name for found in line.found)),
                may_be_adult=ACCOMPANIED in line.added,
                is_adult=line.number in wanted.adults,
            )
            for line in answer.lines
        ],
        "ready": answer.count(Outcome.READY),
        "registered": answer.count(Outcome.KEPT),
        "whole": whole_of(answer),
        "format": wanted.format.value,
        "format_words": FORMATS[wanted.format.value],
        "told": {name: said.get(name, "") for name in ("language", "interpreter", "on")},
        "content": wanted.content.decode("utf-8", "replace"),
    }
