"""Template words for every page of the site: figures, periods and names, and what stands in header and footer."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext

from midex import __version__
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE
from midex.statistics.coverage import Cell
from midex.web import naming
from midex.web.public.question import address

register = template.Library()

register.filter("number", naming.number)
register.filter("period", naming.period)
register.filter("participant", naming.participant)
register.filter("sentence", naming.sentence)


@register.filter
def told(text: str) -> str:
    """A marked word of the registry, translated; empty stays empty."""
    return gettext(text) if text else ""


@register.filter
def day(moment: datetime) -> str:
    """A date in the reader's language."""
    return str(date_format(moment, "DATE_FORMAT"))


@register.simple_tag
def kosovo_footnote() -> str:
    """The footnote that stands on every page that names Kosovo*."""
    return gettext(KOSOVO_FOOTNOTE)


@register.simple_tag
def version() -> str:
    """The version of this installation."""
    return __version__


@register.simple_tag
def direction() -> str:
    """``rtl`` or ``ltr``, by language."""
    return "rtl" if get_language_bidi() else "ltr"


@register.filter
def why(cell: Cell) -> str:
    """The reason of a square of the coverage grid, short enough to stand in it."""
    if cell.dataflow:
        return naming.span(cell.first, cell.last)
    within = cell.participant == "XK" and cell.topic.agency
    return gettext("within UNHCR's Serbia") if within else gettext("no figure is public")


@register.filter
def figures(cell: Cell) -> str:
    """The address of the figures behind a square of the coverage grid."""
    return address(cell, {})
