"""Check a file at a node and submit what passed; the file is looked at and not kept. Translate, call, render."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from midex.kernel.fault import Fault
from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.check_file import check_file
from midex.services.keep_draft import forget_draft, send_draft
from midex.services.ports import NodePorts
from midex.statistics.registry.catalogue import registry
from midex.statistics.validate.wording import outcome, standing
from midex.web.account.actor import SignedIn, only
from midex.web.settings import MAX_UPLOAD
from midex.web.statistics.forms import UploadForm
from midex.web.statistics.report import laid_out
from midex.web.statistics.wording import whole

ROUNDED_TO = 5
CHOOSE_TABLE = mark("Choose the table of the file, and check it again.")
WITHOUT_COMMANDS = {
    "F104": mark("the header of {file} fits no layout that is known here: {header}"),
    "F110": mark("the columns of {file} fit several tables: {tables}"),
}
"""Faults whose own words name commands, in words for a page."""


def upload_views(node: NodePorts) -> list[URLPattern]:
    """Checking and sending, over the node's ports."""

    @only(Role.SUBMITTER)
    @require_http_methods(["GET", "HEAD", "POST"])
    def upload(request: SignedIn) -> HttpResponse:
        if request.method != "POST":
            return _form(request, UploadForm())
        form = UploadForm(request.POST, request.FILES, too_large=_length(request) > MAX_UPLOAD)
        return _report(request, form, node) if form.is_valid() else _form(request, form)

    @only(Role.SUBMITTER)
    @require_POST
    def send(request: SignedIn) -> HttpResponse:
        try:
            sent = send_draft(request.POST.get("figures", ""), request.actor, node)
        except Fault as fault:
            return _not_sent(request, fault.message)
        if isinstance(sent, Refused):
            return _not_sent(request, sent.because)
        return redirect("submission", statement=sent.name)

    @only(Role.SUBMITTER)
    @require_POST
    def forget(request: SignedIn) -> HttpResponse:
        forget_draft(request.actor, node)
        return redirect("start")

    return [
        path("upload", upload, name="upload"),
        path("send", send, name="send"),
        path("forget", forget, name="forget"),
    ]


def _length(request: HttpRequest) -> int:
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isdigit() else 0


def _form(request: SignedIn, form: UploadForm) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "statistics/upload.html", {"here": "upload", "form": form}, status=status)


def _report(request: SignedIn, form: UploadForm, node: NodePorts) -> HttpResponse:
    said = form.cleaned_data
    try:
        checked = check_file(
            said["file"].read(),
            said["file"].name,
            table=registry().tables.get(said["table"]),
            rounded_to=ROUNDED_TO if said["rounded"] else None,
            actor=request.actor,
            node=node,
        )
    except Fault as fault:
        _tell(form, fault)
        return _form(request, form)
    page = {
        "here": "upload",
        "form": UploadForm(initial={"table": said["table"], "rounded": said["rounded"]}),
        "checked": checked,
        "groups": laid_out(checked),
        "outcome": outcome(checked.report),
        "standing": standing(checked.report),
    }
    status = HTTPStatus.OK if checked.report.acceptable else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "statistics/report.html", page, status=status)


def _tell(form: UploadForm, fault: Fault) -> None:
    """Why a file could not be read, at the field where something can be done about it."""
    words = WITHOUT_COMMANDS.get(fault.code, fault.message.id)
    form.add_error("file", whole(Message(words, fault.message.details)))
    if fault.code in ("F104", "F107", "F110"):
        form.add_error("table", gettext(CHOOSE_TABLE))


def _not_sent(request: SignedIn, because: Message) -> HttpResponse:
    page = {"here": "upload", "because": because}
    return render(request, "statistics/not_sent.html", page, status=HTTPStatus.CONFLICT)
