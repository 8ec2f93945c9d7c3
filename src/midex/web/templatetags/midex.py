"""Template words for every page of the site: figures, periods and names, and what stands in header and footer."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language_bidi, gettext

from midex import __version__
from midex.statistics.coverage import Cell, State
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE
from midex.web import languages, naming
from midex.web.languages import Language
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
    return naming.day(moment)


@register.simple_tag
def idle_minutes() -> int:
    """Minutes after which an account that does nothing is signed out."""
    return settings.SESSION_COOKIE_AGE // 60


@register.simple_tag
def kosovo_footnote() -> str:
    """The footnote that stands on every page that names Kosovo*."""
    return gettext(KOSOVO_FOOTNOTE)


@register.simple_tag
def version() -> str:
    """The version of this installation."""
    return __version__


@register.simple_tag
def page_language() -> Language:
    """The language of this page."""
    return languages.current()


@register.simple_tag
def languages_to_choose(request: HttpRequest | None) -> list[Language]:
    """The languages of this home, on a page that one can come back to; on an answer to a form, none.

    There, choosing would lose what was typed.
    """
    try:
        reverse("language")
    except NoReverseMatch:
        return []  # a home that has one language has no address to choose another
    return languages.offered() if request and request.method in ("GET", "HEAD") else []


@register.simple_tag
def direction() -> str:
    """``rtl`` or ``ltr``, by language."""
    return "rtl" if get_language_bidi() else "ltr"


@register.filter
def because(cell: Cell) -> str:
    """Why a square of the coverage grid is what it is, in a sentence."""
    return naming.sentence(cell.because, span=naming.span(cell.first, cell.last) if cell.first else "")


@register.filter
def years(cell: Cell) -> str:
    """The years for which a square of the coverage grid has figures."""
    return naming.span(cell.first[:4], cell.last[:4]) if cell.dataflow else ""


@register.filter
def within_serbia(cell: Cell) -> bool:
    """Whether the only figure counts this participant within another's."""
    return cell.state is State.NOBODY and cell.participant == "XK" and bool(cell.topic.agency)


@register.filter
def figures(cell: Cell) -> str:
    """The address of the figures behind a square of the coverage grid."""
    return address(cell, {})


@register.filter
def place(words: str, comments: tuple[str, ...]) -> int:
    """The number of a footnote."""
    return comments.index(words) + 1
