"""Template words for the pages behind sign-in."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format, time_format

register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    """A day and time in the reader's language; UTC, and says so."""
    return f"{date_format(at, 'DATE_FORMAT')}, {time_format(at, 'H:i')} UTC"
