"""People who may be the same: which cases, and two of them side by side. A human decides; what they find is a step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from midex.kernel.event import Taken
from midex.kernel.role import Role
from midex.kernel.verdict import Allowed, Refused
from midex.policy.actions import MAY, Action
from midex.procedures.registration.events import Corrected, DocumentSeen, NameAdded, Registered
from midex.procedures.registration.procedure import LINK, TAKE_BACK, TELL_APART
from midex.services.casework.ports import CasePorts
from midex.services.casework.possible_duplicates import SideBySide, compare_cases, duplicates_of_case
from midex.services.casework.read_case import OpenedCase
from midex.services.casework.shown_fields import Showing, shown_fields
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework import wording
from midex.web.casework.place import why_not

IDENTITY = (Registered, Corrected, NameAdded, DocumentSeen)
"""Events that say who a person is; needs, contacts and relatives are not compared."""

FIELDS = (
    "given_names",
    "family_names",
    "birth",
    "birth_place",
    "sex",
    "citizenship",
    "also_citizen",
    "languages",
    "accompanied",
    "number",
    "issued_by",
)
"""What stands side by side, in this order."""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One field of two cases in words, everything that was ever said of it; ``same`` None where one says nothing."""

    label: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    same: bool | None


def compare_views(ports: CasePorts) -> list[URLPattern]:
    """Comparing cases, over a case node's ports."""

    @only_any(*MAY[Action.FIND_PEOPLE])
    @require_safe
    def same(request: SignedIn, name: str) -> HttpResponse:
        found = duplicates_of_case(name, request.actor, ports)
        if isinstance(found, Refused):
            return why_not(request, found)
        return render(request, "casework/same.html", {"here": "start", "name": name, "answer": found})

    @only_any(*MAY[Action.OPEN_CASE])
    @require_safe
    def compare(request: SignedIn, name: str, other: str) -> HttpResponse:
        found = compare_cases(name, other, request.actor, ports)
        if isinstance(found, Refused):
            return why_not(request, found)
        page = {
            "here": "start",
            "one": found.one.row,
            "other": found.other.row,
            "agrees": found.agrees,
            "fields": beside(found, request.actor.role),
            "key": ports.random_id(),
            **_decided(found),
        }
        return render(request, "casework/compare.html", page)

    return [
        path("cases/<str:name>/same", same, name="same"),
        path("cases/<str:name>/compare/<str:other>", compare, name="compare"),
    ]


def beside(found: SideBySide, role: Role) -> list[Beside]:
    """The fields of both cases that a role reads, those of which neither says anything left out."""
    one, other = _said(found.one.taken, role), _said(found.other.taken, role)
    return [
        Beside(
            label=wording.field(name),
            one=one.get(name, ()),
            other=other.get(name, ()),
            same=_is_same(one.get(name, ()), other.get(name, ())),
        )
        for name in FIELDS
        if name in one or name in other
    ]


def _is_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool | None:
    return set(one) == set(other) if one and other else None


def _said(taken: Iterable[Taken[Any]], role: Role) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    for one in taken:
        if not isinstance(one.event, IDENTITY):
            continue
        for field in shown_fields(one.event, role):
            name = field.shape.name
            words = wording.value(field.value, field.shape.entry.codelist) if field.showing is Showing.SHOWN else ""
            if words and words not in said.get(name, ()):
                said[name] = (*said.get(name, ()), words)
    return said


def _decided(found: SideBySide) -> dict[str, Any]:
    """What was noted in either case about the other, and which notes this account may make now."""
    one, other = found.one, found.other
    noted = [it for it, beside in ((one, other), (other, one)) if beside.row.name in it.row.same | it.row.different]
    same = any(beside.row.name in it.row.same for it, beside in ((one, other), (other, one)))
    may = _may(one)
    return {
        "noted": bool(noted),
        "noted_same": same,
        "may_note": not noted and {LINK.id, TELL_APART.id} <= may,
        # what was noted in the other case is taken back there
        "take_back": [(it.row, other.row if it is one else one.row) for it in noted if TAKE_BACK.id in _may(it)],
    }


def _may(opened: OpenedCase) -> set[str]:
    return {one.step.id for one in opened.possible if isinstance(one.verdict, Allowed)}
