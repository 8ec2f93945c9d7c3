"""The JSON interface of a case node: one object in, one service, one object out; the session and token of the pages.

What an account may not know of answers like what is not there: same status, bytes and headers, after the same work.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from midex.formats.event_json import Wrong
from midex.kernel.fault import Fault
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.break_glass import SAY_WHY
from midex.policy.queues import Queue
from midex.policy.scope import NOT_FOUND
from midex.procedures.catalogue import PROCEDURES
from midex.services.actor import Actor
from midex.services.casework.approve_step import approve_step, withdraw_step
from midex.services.casework.break_glass import break_glass
from midex.services.casework.count_queues import count_queues
from midex.services.casework.list_cases import list_cases
from midex.services.casework.ports import CasePorts, Wanted
from midex.services.casework.read_case import read_case
from midex.services.casework.register_person import MaybeKnown, TakenAlike, register_person
from midex.services.casework.take_step import Answer, StepProposed, StepTaken, TakeStep
from midex.web.api.json_calls import answers, body_of, names_in, number, refusal, said_in
from midex.web.casework import stated


def case_api(ports: CasePorts) -> list[URLPattern]:
    """Cases and their steps, over a case node's ports."""

    @answers("GET", "POST")
    def cases(request: HttpRequest, actor: Actor) -> HttpResponse:
        if request.method == "GET":
            found = list_cases(_wanted(request, ports), actor, ports)
            return refusal(found) if isinstance(found, Refused) else JsonResponse(stated.listed(found))
        body = body_of(request)
        wanted = TakeStep(
            procedure=said_in(body, "procedure", "registration"),
            step=said_in(body, "step", "open"),
            fields=said_in(body, "fields", {}),
            key=request.headers.get("Idempotency-Key", ""),
            of=said_in(body, "of", ""),
        )
        return _take(wanted, actor, ports)

    @answers("GET")
    def case(_: HttpRequest, actor: Actor, name: str) -> HttpResponse:
        found = read_case(name, actor, ports)
        return refusal(found) if isinstance(found, Refused) else JsonResponse(stated.opened(found, actor.role))

    @answers("POST")
    def step(request: HttpRequest, actor: Actor, name: str, step_id: str) -> HttpResponse:
        body = body_of(request)
        wanted = TakeStep(
            procedure=procedure_with(step_id),
            step=step_id,
            fields=said_in(body, "fields", {}),
            key=request.headers.get("Idempotency-Key", ""),
            name=name,
            based_on=said_in(body, "based_on", -1),
        )
        return _take(wanted, actor, ports, names_in(body, "told_apart"))

    @answers("POST")
    def glass(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
        given = break_glass(name, said_in(body_of(request), "reason", ""), actor, ports)
        if isinstance(given, Refused):
            why = Wrong({"reason": given.because})
            return JsonResponse(stated.wrong(why), status=422) if given.because.id == SAY_WHY else refusal(given)
        said = {"case": name, "entry": given.entry, "until": given.until.isoformat()}
        return JsonResponse(said, status=201)

    @answers("GET")
    def queues(_: HttpRequest, actor: Actor) -> HttpResponse:
        counted = count_queues(actor, ports)
        return refusal(counted) if isinstance(counted, Refused) else JsonResponse(stated.queues(counted))

    return [
        path("api/queues", queues, name="api-queues"),
        path("api/cases", cases, name="api-cases"),
        path("api/cases/<str:name>", case, name="api-case"),
        path("api/cases/<str:name>/steps/<str:step_id>", step, name="api-step"),
        path("api/cases/<str:name>/break-glass", glass, name="api-break-glass"),
    ]


def proposal_api(ports: CasePorts) -> list[URLPattern]:
    """Steps that wait for a second person."""

    @answers("POST")
    def approve(request: HttpRequest, actor: Actor, proposal: str) -> HttpResponse:
        return _came_to(approve_step(proposal, said_in(body_of(request), "sha256", ""), actor, ports))

    @answers("POST")
    def withdraw(_: HttpRequest, actor: Actor, proposal: str) -> HttpResponse:
        done = withdraw_step(proposal, actor, ports)
        return refusal(done) if isinstance(done, Refused) else JsonResponse({"case": done.name, "withdrawn": proposal})

    return [
        path("api/proposals/<str:proposal>/approve", approve, name="api-approve"),
        path("api/proposals/<str:proposal>/withdraw", withdraw, name="api-withdraw"),
    ]


def procedure_with(step_id: str) -> str:
    """The procedure that a step belongs to; empty where none has it."""
    return next((one.id for one in PROCEDURES.values() if one.step(step_id)), "")


def _take(wanted: TakeStep, actor: Actor, ports: CasePorts, told_apart: tuple[str, ...] = ()) -> JsonResponse:
    try:
        answer = register_person(wanted, told_apart, actor, ports)
        return _maybe_known(answer) if isinstance(answer, MaybeKnown) else _came_to(answer)
    except Fault as fault:
        if fault.code != "F304":
            raise
        return refusal(Refused(Message(NOT_FOUND)))


def _wanted(request: HttpRequest, ports: CasePorts) -> Wanted:
    asked = request.GET
    return Wanted(
        state=asked.get("state", ""),
        mine=asked.get("mine", "") not in ("", "0"),
        overdue_on=ports.clock().date() if asked.get("overdue", "") not in ("", "0") else None,
        queue=next((one for one in Queue if one.value == asked.get("queue", "")), None),
        start=number(asked.get("start", "0")),
    )


def _maybe_known(answer: MaybeKnown) -> JsonResponse:
    likely = [stated.found_case(one) for one in answer.found]
    said = {"refused": stated.message(answer.because), "may_be_known": likely, "more": answer.more}
    return JsonResponse(said, status=409)


def _came_to(answer: Answer) -> JsonResponse:
    if isinstance(answer, StepTaken):
        said: dict[str, object] = {"case": answer.name, "number": answer.number, "entry": answer.entry}
        if isinstance(answer, TakenAlike):
            said["may_be_same"] = [stated.found_case(one) for one in answer.alike]
        return JsonResponse(said, status=201)
    if isinstance(answer, StepProposed):
        said = {"case": answer.name, "proposal": answer.proposal, "sha256": answer.sha256}
        return JsonResponse(said, status=202)
    if isinstance(answer, Wrong):
        return JsonResponse(stated.wrong(answer), status=422)
    return refusal(answer)
