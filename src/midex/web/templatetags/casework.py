"""Template words for a case node's pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Allowed
from midex.policy.actions import Action, may
from midex.procedures.catalogue import PROCEDURES
from midex.services.actor import Actor
from midex.services.casework.begun_forms import Begun
from midex.web import naming
from midex.web.casework import wording
from midex.web.casework.begun import GROUP
from midex.web.casework.keyboards import keyboards

register = template.Library()

PLACES = (
    ("start", mark("Cases"), Action.LIST_CASES),
    ("find", mark("Find a person"), Action.FIND_PEOPLE),
    ("office", mark("My office"), Action.SEE_OFFICE),
    ("guardianship", mark("Guardianship"), Action.SEE_GUARDIANSHIP),
    ("needs", mark("Needs"), Action.COUNT_NEEDS),
    ("break-glass", mark("Break-glass"), Action.BREAK_GLASS),
    ("oversight", mark("Oversight"), Action.SEE_NOTICES),
    ("accounts", mark("Accounts"), Action.KEEP_ACCOUNTS),
)
"""Where the header leads: the address's name, its word, and what one must be allowed to ask for."""

register.filter("state_name", wording.state)
register.filter("code_name_of", wording.code)
register.filter("role_name", wording.role)
register.filter("action_name", wording.action)
register.filter("kind_name", wording.kind)
register.filter("purpose_name", wording.purpose)
register.filter("field_name", wording.field)
register.filter("reason", wording.reason)
register.filter("capital", wording.capital)
register.filter("institution_name", naming.institution)
register.filter("field_of_event", wording.field_of_event)
register.filter("happened", wording.happened)


@register.simple_tag
def step_name(procedure: str, step: str) -> str:
    """What a step is called."""
    return wording.step(procedure, step)


@register.simple_tag
def step_word(step: str) -> str:
    """What a step is called, whichever procedure has it."""
    return wording.step(next((one.id for one in PROCEDURES.values() if one.step(step)), ""), step)


@register.simple_tag
def begun_address(begun: Begun) -> str:
    """Where a form stands that was begun."""
    if begun.form == GROUP:
        return reverse("group")
    if not begun.name:
        return reverse("begin", args=[begun.form])
    opens = any(one.of_person for procedure in PROCEDURES.values() if (one := procedure.step(begun.form)))
    return reverse("begin-of" if opens else "step", args=[begun.name, begun.form])


@register.simple_tag
def case_places(actor: Actor) -> list[tuple[str, str]]:
    """The places of a case node that are for this account."""
    return [(name, gettext(word)) for name, word, action in PLACES if may_ask(actor.role, action.value)]


@register.filter
def may_ask(role: Role, action: str) -> bool:
    """Whether a role may ask for an action at all."""
    return isinstance(may(role, Action(action)), Allowed)


@register.simple_tag(name="keyboards")
def keyboards_of_page() -> dict[str, Any]:
    """The keyboards that a page offers where a name is written."""
    return keyboards()


@register.filter
def all_told(said: Iterable[Message]) -> str:
    """Several parts of a sentence in the reader's language, in one line."""
    return ", ".join(naming.sentence(one) for one in said)


@register.filter
def is_text(value: object) -> bool:
    """Whether a sealed text was opened: it is no text where the person was erased."""
    return isinstance(value, str)


@register.simple_tag(takes_context=True)
def people_are_generated(context: Any) -> bool:
    """Whether nobody in this home exists; stands on the view of every address of a case node."""
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request else None
    return bool(match and getattr(match.func, "generated", False))
