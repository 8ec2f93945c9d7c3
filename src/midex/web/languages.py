"""The languages of pages: their codes here and in Django, which home offers which, and whether each was reviewed.

A home offers a language only where every sentence that its pages may say is written in it; a test holds that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language

YEAR = 365 * 24 * 3600  # seconds


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language of pages; ``code`` is the tag that a page carries, ``django`` the name that Django has for it."""

    code: str
    django: str
    name: str
    plurals: str
    reviewed: bool = False
    derived_from: str = ""


_ONE_OR_MORE = "nplurals=2; plural=(n != 1);"
_SLAVIC = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"

LANGUAGES: tuple[Language, ...] = (
    Language(code="bs", django="bs", name="bosanski", plurals=_SLAVIC),
    Language(code="cnr", django="cnr", name="crnogorski", plurals=_SLAVIC),
    Language(code="en", django="en", name="English", plurals=_ONE_OR_MORE, reviewed=True),
    Language(code="hr", django="hr", name="hrvatski", plurals=_SLAVIC),
    Language(
        code="mk",
        django="mk",
        name="македонски",
        plurals="nplurals=2; plural=(n%10==1 && n%100!=11 ? 0 : 1);",
    ),
    Language(code="sq", django="sq", name="shqip", plurals=_ONE_OR_MORE),
    Language(code="sr-Cyrl", django="sr", name="српски", plurals=_SLAVIC),
    Language(code="sr-Latn", django="sr-latn", name="srpski", plurals=_SLAVIC, derived_from="sr-Cyrl"),
)
"""In the order in which a page lists them: by name, Latin before Cyrillic where the name is the same."""

BY_DJANGO: Mapping[str, Language] = {one.django: one for one in LANGUAGES}

ENGLISH_ONLY = ("en",)
"""What a hub and a statistical node offer: their sentences are not translated yet."""

OF_CASE_NODE = tuple(one.code for one in LANGUAGES)
"""What a case node offers."""


def offering(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Django's ``LANGUAGES`` for a home that offers these."""
    return [(one.django, one.name) for one in LANGUAGES if one.code in codes]


def make_known() -> None:
    """Tell Django of the languages that it has never heard of."""
    for one in LANGUAGES:
        LANG_INFO.setdefault(one.django, {"bidi": False, "code": one.django, "name": one.name, "name_local": one.name})


def current() -> Language:
    """The language of the page that is being written; English where another one was forced, as in a test."""
    return BY_DJANGO.get(get_language() or "en", BY_DJANGO["en"])


def offered() -> list[Language]:
    """The languages of this home; none where there is nothing to choose."""
    known = [BY_DJANGO[code] for code, _ in settings.LANGUAGES if code in BY_DJANGO]
    return known if len(known) > 1 else []


def cookie(name: str, *, secure: bool) -> dict[str, Any]:
    """Settings of the cookie that remembers a choice: a language, and nothing about whose choice it was."""
    return {
        "LANGUAGE_COOKIE_NAME": name,
        "LANGUAGE_COOKIE_AGE": YEAR,
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "LANGUAGE_COOKIE_SECURE": secure,
    }
