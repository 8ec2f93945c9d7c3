"""A case as its reader may see it, and the word of a second person. Translate, call, render."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from midex.kernel.event import Event, Taken
from midex.kernel.procedure import NOT_THE_ROLE, Step
from midex.kernel.role import Role
from midex.kernel.verdict import Allowed, Refused
from midex.policy.actions import MAY, Action, may
from midex.procedures.catalogue import PROCEDURES
from midex.procedures.protection.events import NEEDS
from midex.procedures.protection.unanswered import unanswered_since
from midex.procedures.registration.case import State
from midex.procedures.registration.events import STAFF, Corrected
from midex.procedures.registration.procedure import REGISTRATION
from midex.services.casework.approve_step import approve_step, withdraw_step
from midex.services.casework.ports import CasePorts
from midex.services.casework.read_case import OpenedCase, OpenedProposal, PossibleStep, read_case
from midex.services.casework.shown_fields import Showing, shown_fields
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework import wording
from midex.web.casework.handing_over import hand_over_form
from midex.web.casework.letters import OFFERED, letter_languages
from midex.web.casework.place import is_unknown, just_kept, no_case, remember, status_of, why_not


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field on a page: what it is called, and its value in words, or why there is none."""

    label: str
    words: str
    showing: str


def case_views(ports: CasePorts) -> list[URLPattern]:
    """A case, over a case node's ports."""

    @only_any(*MAY[Action.OPEN_CASE])
    @require_safe
    def case(request: SignedIn, name: str) -> HttpResponse:
        return show_case(request, name, ports)

    @only_any(*MAY[Action.APPROVE_STEP])
    @require_POST
    def approve(request: SignedIn, proposal: str) -> HttpResponse:
        answer = approve_step(proposal, request.POST.get("sha256", ""), request.actor, ports)
        if isinstance(answer, Refused):
            return _not_settled(request, answer)
        remember(request, answer, request.POST.get("step", ""))
        return redirect("case", name=answer.name)

    @only_any(*MAY[Action.APPROVE_STEP])
    @require_POST
    def withdraw(request: SignedIn, proposal: str) -> HttpResponse:
        answer = withdraw_step(proposal, request.actor, ports)
        return _not_settled(request, answer) if isinstance(answer, Refused) else redirect("case", name=answer.name)

    def _not_settled(request: SignedIn, refused: Refused) -> HttpResponse:
        if is_unknown(refused):
            return no_case(request)
        return show_case(request, request.POST.get("case", ""), ports, refused)

    return [
        path("cases/<str:name>", case, name="case"),
        path("proposals/<str:proposal>/approve", approve, name="approve"),
        path("proposals/<str:proposal>/withdraw", withdraw, name="withdraw"),
    ]


def show_case(request: SignedIn, name: str, ports: CasePorts, refused: Refused | None = None) -> HttpResponse:
    """A case, and above it why something was refused, if somebody just tried."""
    kept = just_kept(request, name)
    opened = read_case(name, request.actor, ports)
    if isinstance(opened, Refused):
        if kept and is_unknown(opened):
            return render(request, "casework/out_of_sight.html", {"here": "start", "kept": kept})
        return why_not(request, opened)
    may_hand_over = isinstance(may(request.actor.role, Action.HAND_OVER), Allowed)
    page = {
        "here": "start",
        "refused": refused,
        "kept": kept,
        "today": ports.clock().date(),
        "watches": isinstance(may(request.actor.role, Action.SEARCH_READS), Allowed),
        "compares": not opened.outside and opened.row.state not in (State.INFORMED.value, State.ERASED.value),
        **case_in_words(opened, request.actor.role),
        "letters": OFFERED.items() if opened.row.procedure == REGISTRATION.id else (),
        "hand_over": hand_over_form(ports.participant) if may_hand_over else None,
        "letter_languages": letter_languages(),
        "grants": [
            (grant, grant.until > ports.clock(), grant.identity == request.actor.identity) for grant in opened.grants
        ],
    }
    return render(request, "casework/case.html", page, status=status_of(refused) if refused else HTTPStatus.OK)


def case_in_words(opened: OpenedCase, role: Role) -> dict[str, Any]:
    """What the page says of a case: steps taken, steps that may be taken, those that may not and why, what waits."""
    of_role = [one for one in opened.possible if not _is_of_others(one)]
    waiting = {one.step.id for one in opened.proposals}
    return {
        "opened": opened,
        "row": opened.row,
        "tier_meaning": wording.TIER_MEANING[opened.row.tier],
        "taken": [_step_taken(one, role) for one in opened.taken],
        "procedure": PROCEDURES[opened.row.procedure].label,
        "unanswered": _unanswered(opened, role),
        "begins": [one.step for one in opened.openings if isinstance(one.verdict, Allowed)],
        "others": [(one, PROCEDURES[one.procedure].label) for one in opened.others],
        "caseload": sorted(opened.row.assigned) if role in STAFF.readers else None,
        # what waits already is not offered once more
        "lawful": [one.step for one in of_role if isinstance(one.verdict, Allowed) and one.step.id not in waiting],
        "unlawful": _by_reason(of_role),
        "of_others": [one.step for one in opened.possible if _is_of_others(one)],
        "waiting": [_waiting(one, role) for one in opened.proposals],
        "until": max((grant.until for grant in opened.grants), default=None) if opened.outside else None,
    }


def _unanswered(opened: OpenedCase, role: Role) -> list[tuple[str, date]]:
    """The needs that nobody has answered and since when, those that wait longest first; for who reads needs."""
    if role not in NEEDS.readers:
        return []
    since = unanswered_since(opened.taken)
    return [(wording.code(need), since[need]) for need in sorted(since, key=lambda one: (since[one], one.value))]


def lines(event: Event, role: Role) -> list[Line]:
    """Every field of an event as a role may see it, in words; a correction says nothing of what it left alone."""
    shown = shown_fields(event, role)
    if isinstance(event, Corrected):
        shown = tuple(one for one in shown if one.showing is not Showing.SHOWN or one.value != one.shape.default)
    return [
        Line(
            label=wording.field(one.shape.name),
            words=wording.value(one.value, one.shape.entry.codelist) if one.showing is Showing.SHOWN else "",
            showing=one.showing.value,
        )
        for one in shown
    ]


def _step_taken(one: Taken[Any], role: Role) -> dict[str, Any]:
    return {"step": one, "lines": lines(one.event, role)}


def _waiting(one: OpenedProposal, role: Role) -> dict[str, Any]:
    return {
        "proposed": one.proposed,
        "step": one.step,
        "lines": lines(one.event, role),
        "may_approve": isinstance(one.approve, Allowed),
        "why_not": one.approve.because if isinstance(one.approve, Refused) else None,
        "may_withdraw": isinstance(one.withdraw, Allowed),
    }


def _by_reason(possible: list[PossibleStep]) -> list[tuple[str, list[Step[Any]]]]:
    """The steps that cannot be taken now, under each reason once."""
    found: dict[str, list[Step[Any]]] = {}
    for one in possible:
        if isinstance(one.verdict, Refused):
            found.setdefault(wording.reason(one.verdict.because), []).append(one.step)
    return list(found.items())


def _is_of_others(one: PossibleStep) -> bool:
    return isinstance(one.verdict, Refused) and one.verdict.because.id == NOT_THE_ROLE
