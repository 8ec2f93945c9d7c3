"""Template words for the pages behind sign-in."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import time_format

from midex.web import naming

register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    """A day and time in the reader's language; UTC, and says so."""
    return f"{naming.day(at)}, {time_format(at, 'H:i')} UTC"
