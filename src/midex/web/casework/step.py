"""The form of one step, and of the step that opens a case: asked, judged, kept once, then the case again.

The attempt's name stands in the form, so that a double click or a reload is the same step.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from midex.formats.event_json import Wrong
from midex.kernel.procedure import Step
from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.procedures.catalogue import PROCEDURES
from midex.procedures.registration.events import Registered
from midex.procedures.registration.needs import needs_noted
from midex.procedures.registration.procedure import CORRECT
from midex.services.casework.begun_forms import end_form
from midex.services.casework.list_accounts import NAMES_COLLEAGUE, colleagues
from midex.services.casework.openings import openings
from midex.services.casework.ports import CasePorts
from midex.services.casework.printed_fields import printed_fields
from midex.services.casework.read_case import OpenedCase, PossibleStep, read_case
from midex.services.casework.register_person import MaybeKnown, register_person
from midex.services.casework.take_step import Answer, StepProposed, StepTaken, TakeStep, take_step
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework import wording
from midex.web.casework.begun import of_begun, page_of
from midex.web.casework.form import begun_on, form_of, said_in, typed_in
from midex.web.casework.place import is_unknown, missing, no_case, remember, status_of, why_not

UNTYPED = ("csrfmiddlewaretoken", "apart", "do")
"""What a form holds besides what was typed in it."""


def begin_views(ports: CasePorts) -> list[URLPattern]:
    """Opening a case, about somebody new or about the person of another case, over a case node's ports."""

    @only_any(*MAY[Action.TAKE_STEP])
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    def begin(request: SignedIn, step_id: str) -> HttpResponse:
        found = next((one for one in openings(request.actor) if one.step.id == step_id), None)
        if found is None:
            return missing(request)
        begun = of_begun(request, step_id, "", ports)
        if isinstance(begun, HttpResponse):
            return begun
        is_sent = request.method == "POST" and begun is None
        answer = take_step(_wanted(request, found.step, ""), request.actor, ports) if is_sent else None
        if isinstance(answer, StepTaken | StepProposed):
            return _onward(request, answer, step_id, "", ports)
        return _form(request, found, answer, ports, begun=begun)

    @only_any(*MAY[Action.TAKE_STEP])
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    def begin_of(request: SignedIn, name: str, step_id: str) -> HttpResponse:
        known = next((one for procedure in PROCEDURES.values() if (one := procedure.step(step_id))), None)
        if known is None or not known.of_person:
            return missing(request)
        begun = of_begun(request, step_id, name, ports)
        if isinstance(begun, HttpResponse):
            return begun
        is_sent = request.method == "POST" and begun is None
        answer = take_step(_wanted(request, known, "", of=name), request.actor, ports) if is_sent else None
        if isinstance(answer, StepTaken | StepProposed):
            return _onward(request, answer, step_id, name, ports)
        return _of_case(request, name, step_id, answer, ports, begun)

    return [
        path("cases/new/<str:step_id>", begin, name="begin"),
        path("cases/<str:name>/new/<str:step_id>", begin_of, name="begin-of"),
    ]


def step_views(ports: CasePorts) -> list[URLPattern]:
    """Every later step, over a case node's ports."""

    @only_any(*MAY[Action.TAKE_STEP])
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    def step(request: SignedIn, name: str, step_id: str) -> HttpResponse:
        known = _later_step(step_id)
        if known is None:
            return missing(request)
        begun = of_begun(request, step_id, name, ports)
        if isinstance(begun, HttpResponse):
            return begun
        is_sent = request.method == "POST" and begun is None and request.POST.get("do") != "change"
        answer = _ask(request, known, name, ports) if is_sent else None
        if isinstance(answer, StepTaken | StepProposed):
            return _onward(request, answer, step_id, name, ports)
        if isinstance(answer, MaybeKnown):
            return _may_be_known(request, known, name, answer)
        return _of_case(request, name, step_id, answer, ports, begun)

    return [path("cases/<str:name>/steps/<str:step_id>", step, name="step")]


def _later_step(step_id: str) -> Step[Any] | None:
    every = (procedure.step(step_id) for procedure in PROCEDURES.values())
    return next((step for step in every if step and not step.begins), None)


def _wanted(request: SignedIn, step: Step[Any], name: str, *, of: str = "") -> TakeStep:
    seen = "" if of else request.POST.get("based_on", "")  # a new case is based on no step
    return TakeStep(
        procedure=next(one.id for one in PROCEDURES.values() if one.step(step.id)),
        step=step.id,
        fields=said_in(step.records, request.POST),
        key=request.POST.get("key", ""),
        name=name,
        of=of,
        based_on=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1,
    )


def _ask(request: SignedIn, step: Step[Any], name: str, ports: CasePorts) -> Answer | MaybeKnown:
    return register_person(_wanted(request, step, name), request.POST.getlist("apart"), request.actor, ports)


def _may_be_known(request: SignedIn, step: Step[Any], name: str, answer: MaybeKnown) -> HttpResponse:
    """Who is likely registered already; what was typed goes with the page, to be sent again."""
    page = {
        "here": "start",
        "name": name,
        "step": step,
        "found": answer.found,
        "more": answer.more,
        "because": answer.because,
        "typed": [(one, text) for one in request.POST if one not in UNTYPED for text in request.POST.getlist(one)],
    }
    return render(request, "casework/known.html", page, status=HTTPStatus.CONFLICT)


def _onward(
    request: SignedIn, answer: StepTaken | StepProposed, step_id: str, name: str, ports: CasePorts
) -> HttpResponse:
    """To the case; ``name`` is that of the case on whose page the form stood, empty where it stood on none."""
    end_form(step_id, name, request.actor, ports)
    remember(request, answer, step_id)
    return redirect("case", name=answer.name)


def _of_case(
    request: SignedIn, name: str, step_id: str, answer: Answer | None, ports: CasePorts, begun: QueryDict | None
) -> HttpResponse:
    """The form of a later step, or of one that opens another case about its person, in the case as it is now."""
    if isinstance(answer, Refused) and is_unknown(answer):
        return no_case(request)
    opened = read_case(name, request.actor, ports)
    if isinstance(opened, Refused):
        return why_not(request, opened)
    found = next((one for one in (*opened.possible, *opened.openings) if one.step.id == step_id), None)
    return _form(request, found, answer, ports, opened, begun=begun) if found else missing(request)


def _form(
    request: SignedIn,
    found: PossibleStep,
    answer: Answer | None,
    ports: CasePorts,
    opened: OpenedCase | None = None,
    *,
    begun: QueryDict | None = None,
) -> HttpResponse:
    """The form with what was typed, now or before; the reason in its place where the step cannot be taken now."""
    step, wrong = found.step, answer.fields if isinstance(answer, Wrong) else {}
    sent = begun or request.POST
    typed = typed_in(sent) if sent else begun_on(step.records, ports.clock().date()) | _known(step, opened)
    staff = colleagues(request.actor, ports) if _asks_for_account(step) else ()
    fields = form_of(step.records, typed, wrong, staff, _recorded(step, opened, request.actor.role))
    refused = answer if isinstance(answer, Refused) else None
    barred = found.verdict if isinstance(found.verdict, Refused) else None
    page = {
        "here": "start",
        "step": step,
        "row": opened.row if opened else None,
        "fields": fields,
        "wrong": [field for field in fields if field.error],
        "writes_names": any(field.is_name for field in fields),
        "refused": None if barred else refused,
        "barred": barred,
        # nothing was kept under the name of an attempt that was refused; one with wrong fields goes on
        "key": sent.get("key", "") if wrong or begun or request.POST.get("do") else ports.random_id(),
        "tiers": [(tier, wording.TIER_MEANING[tier]) for tier in Tier] if _asks_for_tier(step) else (),
        **page_of(request, step.id, opened.row.name if opened else "", ports),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    because = refused or barred
    return render(request, "casework/step.html", page, status=status_of(because) if because else status)


def _known(step: Step[Any], opened: OpenedCase | None) -> dict[str, str]:
    """What stands in a new form about the person of a case: the needs that were noted there, for whoever reads them."""
    if not opened or not step.of_person or "needs" not in step.records.__dataclass_fields__:
        return {}
    return {"needs": " ".join(need.value for need in needs_noted(taken.event for taken in opened.taken))}


def _recorded(step: Step[Any], opened: OpenedCase | None, role: Role) -> dict[str, str]:
    """What is recorded now, in words, beside each field that a correction may change."""
    if not opened or step is not CORRECT:
        return {}
    printed = printed_fields(opened.row.procedure, opened.taken, role) or ()
    return {one.field: wording.value(one.value, one.codelist) for one in printed if one.event == Registered.__name__}


def _asks_for_account(step: Step[Any]) -> bool:
    return bool(NAMES_COLLEAGUE & set(step.records.__dataclass_fields__))


def _asks_for_tier(step: Step[Any]) -> bool:
    return "tier" in step.records.__dataclass_fields__
