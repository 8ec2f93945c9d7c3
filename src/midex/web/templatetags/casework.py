"""Template words for a case node's pages."""

from __future__ import annotations

from django import template

from midex.web.casework import wording

register = template.Library()

register.filter("state_name", wording.state)
register.filter("code_name_of", wording.code)
register.filter("role_name", wording.role)
register.filter("action_name", wording.action)
register.filter("kind_name", wording.kind)
register.filter("purpose_name", wording.purpose)
register.filter("field_name", wording.field)
register.filter("reason", wording.reason)
register.filter("capital", wording.capital)


@register.simple_tag
def step_name(procedure: str, step: str) -> str:
    """What a step is called."""
    return wording.step(procedure, step)
