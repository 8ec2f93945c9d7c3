"""Every word a visitor reads passes through gettext, and numbers and direction follow the language."""

from __future__ import annotations

import re
from calendar import month_name
from functools import cache
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import translation

from tests.twins.public_figures import public_figures
from tests.web.public.addresses import PAGES

SPOKEN = ("aria-label", "title", "placeholder", "alt")
UNTRANSLATED = re.compile(r"MIDEX|EUPL-1\.2|SHA-256|BibTeX|CC BY 4\.0|\d{4}-\d\d|\[[cz]\]|\b[pgb]+\b")


class Readable(HTMLParser):
    """Collects what is read or spoken; identifiers, hashes and records stand in ``code`` and ``pre``."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = {name: value or "" for name, value in attrs}
        coded = "code" in fields.get("class", "").split() or tag in ("code", "pre")
        if tag not in ("meta", "link", "input", "br", "path", "circle", "rect", "line", "polyline"):
            self.open.append("code" if coded else tag)
        self.words += [fields[name] for name in SPOKEN if name in fields and not coded]

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag not in ("path", "circle", "rect", "line", "polyline"):
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not {"code", "style", "script"} & set(self.open):
            self.words.append(data)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language in which every translated sentence stands between brackets."""
    backend = translation._trans  # type: ignore[attr-defined]
    plain = {name: getattr(backend, name) for name in ("gettext", "pgettext", "ngettext", "npgettext")}

    def around(words: str) -> str:
        return f"⟦{words}⟧"

    monkeypatch.setattr(backend, "gettext", lambda m: around(plain["gettext"](m)))
    monkeypatch.setattr(backend, "ngettext", lambda s, p, n: around(plain["ngettext"](s, p, n)))
    monkeypatch.setattr(backend, "npgettext", lambda c, s, p, n: around(plain["npgettext"](c, s, p, n)))
    # a date format is a pattern, not a sentence: its letters are names of parts
    monkeypatch.setattr(
        backend, "pgettext", lambda c, m: plain["pgettext"](c, m) if "date" in c else around(plain["pgettext"](c, m))
    )


def untranslated(page: str) -> list[str]:
    """What is left of the words of a page when all that passed through gettext is taken away."""
    reader = Readable()
    reader.feed(page)
    found = []
    for words in reader.words:
        left = words
        while "⟦" in left and (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", left)) != left:
            left = shorter
        for data in proper_names():
            left = left.replace(data, "")
        if re.search(r"[A-Za-z]{2}", codes().sub("", UNTRANSLATED.sub("", left))):
            found.append(words)
    return found


@cache
def proper_names() -> list[str]:
    """What a publisher wrote and is cited as written, the longest first."""
    flows = public_figures().dataflows()
    sources = [flow.source for flow in flows if flow.source]
    cited = {words for one in sources for words in (one.publisher, one.licence, one.retrieved)}
    comments = {one.comment for flow in flows for one in public_figures().observations(flow.id) if one.comment}
    return sorted(cited | comments | {flow.id for flow in flows}, key=len, reverse=True)


@cache
def codes() -> re.Pattern[str]:
    """Codes and month names: the one are the same in every language, the other come from Django's own catalogue."""
    known = {code for f in public_figures().dataflows() for d in f.table.dimensions for code in d.codelist.by_id}
    return re.compile(rf"\b({'|'.join(sorted({*map(re.escape, known), *month_name} - {''}))})\b")


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("address", [*PAGES, "/nowhere"])
def test_every_word_passes_through_gettext(site: Client, address: str) -> None:
    assert untranslated(site.get(address).content.decode()) == []


def test_the_check_above_finds_a_word_that_does_not() -> None:
    assert untranslated("<p>⟦fine⟧ 12 not fine</p>") == ["⟦fine⟧ 12 not fine"]


def test_figures_take_the_separator_of_the_language() -> None:
    from midex.web import naming

    with translation.override("de"):
        assert naming.number(16577) == "16.577"
    with translation.override("en"):
        assert naming.number(16577) == "16,577"


def test_a_right_to_left_language_turns_the_page_and_keeps_spans_together(site: Client) -> None:
    from midex.web import naming

    with translation.override("ar"):
        assert naming.span("2012", "2015") == "\u20662012–2015\u2069"
    assert naming.span("2012", "2015") == "2012–2015"
