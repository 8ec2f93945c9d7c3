"""A case node in the language of who reads it: chosen without scripts, kept in a cookie, whole on every page."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.utils import translation
from tools.messages import of_case_node

from midex.node.case_settings import settings as of_case_home
from midex.web.casework.letters import letter_languages
from midex.web.languages import BY_DJANGO, OF_CASE_NODE, offering
from tests.casework import ACTORS, NORTH, CaseNode
from tests.web.casework.conftest import Visit
from tests.web.casework.test_pages import PAGES
from tests.web.public.test_words import Readable

COOKIE = "midex_case_language"
SEEN_BY = ("officer", "caseworker", "guardian", "trafficking", "supervisor", "protector", "keeper", "")
DRAFT = "Machine-drafted translation, not reviewed yet"

LANGUAGE_NAMES = "|".join(name for _, name in (*offering(OF_CASE_NODE), *letter_languages()))
SAID = "Golnaz|Testović|only by the legal aid office"  # what the made-up person of the case said
NAMES = re.compile(
    # names of accounts and offices stand as whoever keeps them wrote them
    rf"(?i:{'|'.join(ACTORS)}|{NORTH}|south)(-south)?|: asylum$"
    rf"|{SAID}|\([A-Z]{{2}}\)|MIDEX|EUPL-1\.2|UTC|TLS|PDF|CSV|JSON|Primero|proGres|KoboToolbox|XLSForm|ODK|UNHCR|MB|localhost|{LANGUAGE_NAMES}"
    r"|(Directive|Regulation) [^·]*art\. \d[^·,]*"
)


@pytest.fixture(autouse=True)
def _offered(tmp_path: Any) -> Iterator[None]:
    home = of_case_home(tmp_path, secret_key="x")
    kept = {name: value for name, value in home.items() if name.startswith("LANGUAGE")}
    before = translation.get_language()
    with override_settings(**kept):
        yield
    translation.activate(before or "en")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every sentence that is asked for from here on."""
    found: set[str] = set()
    backend = translation._trans  # type: ignore[attr-defined]
    plain = {name: getattr(backend, name) for name in ("gettext", "pgettext", "ngettext", "npgettext")}

    def keep(name: str, place: int) -> Any:
        def ask(*words: Any) -> str:
            found.add(words[place])
            return str(plain[name](*words))

        return ask

    for name, place in (("gettext", 0), ("pgettext", 1), ("ngettext", 0), ("npgettext", 1)):
        monkeypatch.setattr(backend, name, keep(name, place))
    return found


def test_no_page_says_a_sentence_outside_the_list_that_must_be_whole(
    visit: Visit, case_node: CaseNode, said: set[str]
) -> None:
    name = case_node.registered()
    pages = [
        *PAGES,
        "/",
        "/sign-in",
        "/accountability",
        "/account",
        "/nowhere",
        "/cases/new-group",
        "/cases/2026-9999999",
        f"/cases/{name}",
        *(f"/cases/{name}/steps/{step}" for step in ("register", "correct", "note-needs", "add-name", "assign")),
    ]
    for whose in SEEN_BY:
        client = visit(whose)
        for page in pages:
            client.get(page)
        client.post("/cases/new-group", {"look": "1"})
        client.post(f"/cases/{name}/steps/correct", {"key": "x" * 20})
        client.post("/sign-in", {"username": "", "password": ""})
        client.post("/sign-in", {"username": "x" * 200, "password": "y" * 5000})
    listed = {text for one in of_case_node() for text in (one.text, one.plural)}
    assert len(said) > 400
    # English alone writes the month as a word
    assert said - listed - {"", *month_name} == set()


def test_no_word_on_a_page_in_cyrillic_is_left_in_english(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    left: set[str] = set()
    for whose in SEEN_BY:
        client = visit(whose)
        for page in ("/", "/sign-in", "/account", "/cases/new-group", f"/cases/{name}", f"/cases/{name}/steps/correct"):
            left |= set(latin(client.get(page, headers={"Accept-Language": "sr"}).content.decode()))
    assert left == set()


def latin(page: str) -> Iterator[str]:
    """What is read or spoken on a page and written in Latin, but for names, citations and what is so everywhere."""
    reader = Readable()
    reader.feed(page)
    for words in reader.words:
        if re.search("[A-Za-z]{2}", NAMES.sub("", words)):
            yield " ".join(words.split())


@pytest.mark.parametrize("code", [code for code, _ in offering(OF_CASE_NODE) if code != "en"])
def test_a_page_comes_whole_in_each_language_and_says_that_it_is_a_draft(visit: Visit, code: str) -> None:
    answer = visit("").get("/sign-in", headers={"Accept-Language": BY_DJANGO[code].code})
    page = answer.content.decode()
    with translation.override(code):
        assert translation.gettext("Sign in") in page
        assert (translation.gettext(DRAFT) in page) is not BY_DJANGO[code].reviewed
    assert f'<html lang="{BY_DJANGO[code].code}" dir="ltr">' in page
    assert "Sign in" not in page
    assert answer.headers["Content-Language"] == code
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_choice_is_kept_in_a_cookie_that_says_nothing_else(visit: Visit) -> None:
    client = visit("officer")
    answer = client.post("/language", {"language": "mk", "next": "/break-glass"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/break-glass")
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("mk", True, "Lax")
    assert 'lang="mk"' in client.get("/break-glass", headers={"Accept-Language": "hr"}).content.decode()


def test_the_cookie_keeps_to_tls_where_the_home_does(tmp_path: Any) -> None:
    assert of_case_home(tmp_path, secret_key="x", secure=True)["LANGUAGE_COOKIE_SECURE"] is True
    assert of_case_home(tmp_path, secret_key="x")["LANGUAGE_COOKIE_SECURE"] is False


def test_choosing_leads_back_to_the_page_by_what_the_browser_says_and_no_page_repeats_its_address(visit: Visit) -> None:
    client = visit("officer")
    back = client.post("/language", {"language": "mk"}, headers={"Referer": "http://testserver/break-glass"})
    assert back.headers["Location"] == "http://testserver/break-glass"
    assert 'name="next"' not in client.get("/cases/2026-9999999").content.decode()


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_choosing_leads_to_no_other_site(visit: Visit, away: str) -> None:
    assert visit("").post("/language", {"language": "sq", "next": away}).headers["Location"] == "/"


@pytest.mark.parametrize("code", ["de", "nonsense"])
def test_a_language_that_is_not_offered_changes_nothing(visit: Visit, code: str) -> None:
    client = visit("")
    client.post("/language", {"language": code, "next": "/"})
    assert '<html lang="en"' in client.get("/sign-in").content.decode()


def test_choosing_needs_the_form_of_this_site(visit: Visit) -> None:
    assert visit("", csrf=True).post("/language", {"language": "sq"}).status_code == 403


def test_an_answer_to_a_form_offers_no_choice_for_what_was_typed_would_be_lost(visit: Visit) -> None:
    client = visit("")
    assert 'action="/language"' in client.get("/sign-in").content.decode()
    assert 'action="/language"' not in client.post("/sign-in", {"username": "", "password": ""}).content.decode()


def test_english_carries_no_note_about_drafts(visit: Visit) -> None:
    assert DRAFT not in visit("").get("/sign-in").content.decode()


def test_figures_and_dates_follow_the_language(visit: Visit) -> None:
    from datetime import date

    from midex.web import naming

    with translation.override("cnr"):
        assert (naming.number(16577), naming.day(date(2026, 3, 2))) == ("16.577", "02.03.2026.")
    with translation.override("sq"):
        assert naming.day(date(2026, 3, 2)) == "02.03.2026"
