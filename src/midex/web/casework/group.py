"""Registering people who come together: one page with a row for each, looked over before it is kept. No script needed.

What was typed stands in the form until it is kept, so that going back loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from midex.formats.event_json import shape_of
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.procedures.registration.procedure import OPEN
from midex.services.casework.begun_forms import end_form
from midex.services.casework.group_form import (
    MOST,
    OF_ONE,
    SHARED,
    Column,
    Group,
    WrongGroup,
    copied_down,
    steps_of,
)
from midex.services.casework.ports import CasePorts
from midex.services.casework.register_group import GroupRegistered, MaybeKnownGroup, register_group
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework import wording
from midex.web.casework.begun import GROUP, of_begun, page_of
from midex.web.casework.form import FormField, field_of
from midex.web.casework.place import status_of

FEWEST = 1
FAMILY = 4
"""Rows of a page that is new."""

LABELS: Mapping[str, str] = {
    "own_given_names": wording.OWN_GIVEN_NAMES,
    "own_family_names": wording.OWN_FAMILY_NAMES,
    "relative": wording.ROW_OF_RELATIVE,
    "document": wording.DOCUMENT,
    "document_number": wording.DOCUMENT_NUMBER,
}
"""Words of columns where those of the field would not do."""

HINTS: Mapping[str, str] = {"relative": wording.ROW_HINT}
"""Hints in place of those of the field."""

COPIED: Mapping[str, str] = {"family_names": wording.SAME_FAMILY_NAMES, "citizenship": wording.SAME_CITIZENSHIP}
"""Columns that are copied down from the first row where somebody asks for it, and the words of that choice."""

RARE = ("own_given_names", "own_family_names", "document", "document_number", "issued_by", "needs")
"""Columns that stand folded under each row."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person's row: the fields always asked for, and those that stand folded."""

    number: int
    first: tuple[FormField, ...]
    more: tuple[FormField, ...]

    @property
    def wrong(self) -> list[FormField]:
        """The fields with something wrong."""
        return [one for one in (*self.first, *self.more) if one.error]

    @property
    def is_folded(self) -> bool:
        """Whether nothing stands in the folded fields."""
        return not any(one.value or one.error for one in self.more)

    @property
    def filled(self) -> list[FormField]:
        """The fields in which something stands."""
        return [one for one in (*self.first, *self.more) if one.value]


def group_views(ports: CasePorts) -> list[URLPattern]:
    """Registering a group, over a case node's ports."""

    @only_any(*OPEN.by)
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    def group(request: SignedIn) -> HttpResponse:
        begun = of_begun(request, GROUP, "", ports)
        if isinstance(begun, HttpResponse):
            return begun
        if begun is not None:
            return _asked(request, begun, "change", ports)
        if request.method == "POST":
            return _asked(request, request.POST, request.POST.get("do", "look"), ports)
        said = Group(shared={"on": ports.clock().date().isoformat()}, people=[{}] * _count(request.GET))
        return _page(request, said, ports.random_id(), request.GET, more=page_of(request, GROUP, "", ports))

    return [path("cases/new-group", group, name="group")]


def _asked(request: SignedIn, posted: QueryDict, wanted: str, ports: CasePorts) -> HttpResponse:
    said, key = _group_in(posted), posted.get("key", "")
    if wanted == "more":
        return _page(request, Group(shared=said.shared, people=[*said.people, {}][:MOST]), key, posted)
    filled = copied_down(_without_empty(said), [one for one in COPIED if _copy(one) in posted])
    if wanted == "change" or not filled.people:
        return _page(request, said, key, posted)
    apart = {place: posted.getlist(f"{place}-apart") for place in range(len(filled.people))}
    keeps = wanted == "keep"
    answer = register_group(filled, key, request.actor, ports, apart) if keeps else steps_of(filled, key)
    if isinstance(answer, GroupRegistered):
        end_form(GROUP, "", request.actor, ports)
        return render(request, "casework/group_kept.html", {"here": "start", "names": answer.names})
    if isinstance(answer, list):
        return _page(request, filled, key, posted, template="casework/group_look.html")
    template = "casework/group_known.html" if isinstance(answer, MaybeKnownGroup) else "casework/group.html"
    return _page(request, filled, key, posted, answer, template)


def _page(
    request: SignedIn,
    said: Group,
    key: str,
    posted: QueryDict,
    answer: WrongGroup | MaybeKnownGroup | Refused | None = None,
    template: str = "casework/group.html",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    wrong = answer if isinstance(answer, WrongGroup) else WrongGroup()
    rows = [_row(place, one, wrong.people.get(place, {})) for place, one in enumerate(said.people)]
    shared = [_field(name, column, said.shared, wrong.shared, "") for name, column in SHARED.items()]
    copies = [_choice(_copy(one), words, is_made=_copy(one) in posted) for one, words in COPIED.items()]
    refused = answer if isinstance(answer, Refused) else None
    known = answer if isinstance(answer, MaybeKnownGroup) else None
    page = {
        "here": "start",
        "key": key,
        "shared": shared,
        "copies": copies,
        "rows": rows,
        "wrong": [one for one in shared if one.error],
        "wrong_rows": [row for row in rows if row.wrong],
        "refused": refused,
        "known": _to_compare(rows, known) if known else [],
        "because": known.because if known else None,
        "may_add": len(rows) < MOST,
        **(more or {}),
    }
    found = HTTPStatus.UNPROCESSABLE_ENTITY if wrong.shared or wrong.people else HTTPStatus.OK
    found = HTTPStatus.CONFLICT if known else found
    return render(request, template, page, status=status_of(refused) if refused else found)


def _to_compare(rows: list[Row], known: MaybeKnownGroup) -> list[dict[str, Any]]:
    """Each row that somebody likely is the person of, in order: cases that are kept, and earlier rows."""
    return [
        {
            "row": rows[place],
            "place": place,
            "found": known.people.get(place, ()),
            "alike": [(rows[one.number - 1], one.agrees) for one in known.alike.get(place, ())],
        }
        for place in sorted({*known.people, *known.alike})
    ]


def _row(place: int, said: Mapping[str, Any], wrong: Mapping[str, Message]) -> Row:
    fields = {name: _field(name, column, said, wrong, f"{place}-") for name, column in OF_ONE.items()}
    return Row(
        number=place + 1,
        first=tuple(one for name, one in fields.items() if name not in RARE),
        more=tuple(one for name, one in fields.items() if name in RARE),
    )


def _copy(column: str) -> str:
    """The name of the choice to copy a column down."""
    return f"copy-{column}"


def _choice(name: str, words: str, *, is_made: bool) -> FormField:
    value = "on" if is_made else ""
    return FormField(name=name, label=gettext(words), widget="tick", required=False, longest=0, value=value)


def _field(name: str, column: Column, said: Mapping[str, Any], wrong: Mapping[str, Message], before: str) -> FormField:
    step, field = column
    (shape,) = (one for one in shape_of(step.records) if one.name == field)
    value = said.get(name, "")
    typed = " ".join(value) if isinstance(value, list) else str(value)
    optional = step not in (OPEN,) and name not in ("given_names", "birth", "sex", "citizenship", "accompanied")
    label, hint = LABELS.get(name, ""), HINTS.get(name, "")
    return field_of(shape, typed, wrong.get(name), name=before + name, label=label, hint=hint, optional=optional)


def _group_in(posted: QueryDict) -> Group:
    """What a posted form says, empty rows too."""
    shared = {name: posted.get(name, "") for name in SHARED}
    return Group(shared=shared, people=[_person_in(posted, place) for place in range(_count(posted))])


def _without_empty(said: Group) -> Group:
    """The group without rows in which nothing stands; relatives are named by the numbers that the others have then."""
    kept = [place for place, one in enumerate(said.people) if any(one.values())]
    numbers = {str(place + 1): str(number) for number, place in enumerate(kept, start=1)}

    def renumbered(row: Mapping[str, Any]) -> Mapping[str, Any]:
        meant = row["relative"]
        if meant in numbers or not meant.isdecimal():
            return {**row, "relative": numbers.get(meant, meant)}
        return {**row, "relative": meant if len(meant) > 3 or int(meant) > len(kept) else "0"}  # nobody's number now

    return Group(shared=said.shared, people=[renumbered(said.people[place]) for place in kept])


def _person_in(posted: QueryDict, place: int) -> dict[str, Any]:
    return {
        name: posted.getlist(f"{place}-{name}") if name == "needs" else posted.get(f"{place}-{name}", "").strip()
        for name in OF_ONE
    }


def _count(said: QueryDict) -> int:
    """The rows of the form."""
    text = said.get("people", "")
    return min(MOST, max(FEWEST, int(text))) if text.isascii() and text.isdecimal() and len(text) < 4 else FAMILY
