"""What every page of a case node shares: no such page, why not, and a word about what was just kept.

What an account may not know of reads like what is not there: the same page, whatever was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from midex.kernel.verdict import Refused
from midex.policy.actions import NOT_YOURS
from midex.policy.caps import TOO_MANY, TOO_MANY_FOUND, TOO_MANY_LISTED, TOO_OFTEN
from midex.policy.scope import NOT_FOUND
from midex.services.casework.register_person import TakenAlike
from midex.services.casework.take_step import StepProposed, StepTaken
from midex.web.account.actor import SignedIn

KEPT = "kept"
"""Key of the session's word about the step that was just kept; told once."""

TOO_MUCH = frozenset({TOO_MANY, TOO_MANY_FOUND, TOO_MANY_LISTED, TOO_OFTEN})


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A step that this session has just kept or proposed, in the case of that name; ``number`` 0 where it waits.

    ``alike`` are the cases that are likely about the same person now.
    """

    name: str
    step: str
    number: int
    alike: tuple[str, ...] = ()


def missing(request: HttpRequest) -> HttpResponse:
    """No such page; at the end of every list of addresses."""
    return render(request, "casework/missing.html", status=HTTPStatus.NOT_FOUND)


def no_case(request: HttpRequest) -> HttpResponse:
    """No such case here for this account; nothing of what was asked is repeated."""
    return render(request, "casework/no_case.html", status=HTTPStatus.NOT_FOUND)


def is_unknown(refused: Refused) -> bool:
    """Whether a refusal must read like what is not there."""
    return refused.because.id in (NOT_FOUND, NOT_YOURS)


def status_of(refused: Refused) -> HTTPStatus:
    """404 for what an account may not know of, 429 at a cap, else 409: asked rightly, but not lawful or not now."""
    if is_unknown(refused):
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.TOO_MANY_REQUESTS if refused.because.id in TOO_MUCH else HTTPStatus.CONFLICT


def why_not(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A page of its own that says why not."""
    if is_unknown(refused):
        return no_case(request)
    return render(request, "casework/refused.html", {"because": refused.because}, status=status_of(refused))


def remember(request: SignedIn, answer: StepTaken | StepProposed, step: str) -> None:
    """Keep the word about a step for the page that comes next."""
    number = answer.number if isinstance(answer, StepTaken) else 0
    word: dict[str, object] = {"name": answer.name, "step": step, "number": number}
    if isinstance(answer, TakenAlike):
        word["alike"] = [one.row.name for one in answer.alike]
    request.session[KEPT] = word


def just_kept(request: SignedIn, name: str) -> Kept | None:
    """The word about a step in this case, once."""
    said = request.session.get(KEPT)
    if not said or said["name"] != name:
        return None
    del request.session[KEPT]
    return Kept(**said)
