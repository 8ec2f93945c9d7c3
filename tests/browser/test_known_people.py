"""Somebody is found, compared and imported by keyboard and without JavaScript; a script brings a keyboard to screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_case_node import (
    Place,
    heading,
    opened,
    place,  # noqa: F401 - a fixture
    pressed,
    signed_in,
    typed,
    walk_to,
)
from tests.browser.test_public_site import AXE, DESKTOP, PHONE, violations

pytestmark = pytest.mark.browser

FILE = """language;on;given_names;family_names;birth;sex;citizenship;accompanied
fa;2026-03-02;Shirin;Ahmadzai;1979;F;AF;adult
fa;2026-03-02;Teuta;Berisha;1960-02-03;F;AL;adult
"""


def registering(page: Page, name: str, given: str, family: str) -> None:
    """Fill in the form that registers a person, by keyboard, and send it."""
    pressed(page, page.get_by_role("link", name="Register the person"))
    typed(page, "Given names", given)
    page.keyboard.press("Tab")
    page.keyboard.type(family)
    typed(page, "Date of birth", "1979")
    typed(page, "Sex", "female")
    typed(page, "Citizenship", "Afgh")
    typed(page, "Accompanied", "an adult")
    pressed(page, page.get_by_role("button", name="Keep this step"))


def test_a_person_is_found_compared_and_imported_with_the_keyboard_alone(
    chromium: Browser,
    place: Place,  # noqa: F811
    tmp_path: Path,
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(FILE, "utf-8")
    with signed_in(chromium, place, "officer") as page:
        first, second = opened(page, place), opened(page, place)
        page.goto(f"{place.node.url}/cases/{first}")
        registering(page, first, "شیرین", "احمدزی")
        pressed(page, page.get_by_role("link", name="Find a person"))
        typed(page, "Name, birth year, document or case", "Shirin Ahmadzai")
        pressed(page, page.get_by_role("button", name="Search"))
        expect(page.locator(".people")).to_contain_text("a name that is written or sounds alike")
        assert "Shirin" not in page.url

        page.goto(f"{place.node.url}/cases/{second}")
        registering(page, second, "Shirin", "Ahmadzai")
        assert heading(page) == "Is this one of these people?"
        expect(page.locator(".people")).to_contain_text(first)
        pressed(page, page.get_by_role("button", name="None of these"))
        expect(page.locator(".timeline")).to_contain_text(
            "another case was found to be about somebody else".capitalize()
        )

        page.goto(f"{place.node.url}/cases/{second}/compare/{first}")
        expect(page.locator("main")).to_contain_text("Noted as somebody else")
        expect(page.locator("tr", has_text="Family names")).to_contain_text("differs")
        pressed(page, page.get_by_role("button", name="Take back what was noted"))
        pressed(page, page.get_by_role("link", name="People who may be the same"))
        pressed(page, page.get_by_role("link", name=f"Compare with {first}"))
        walk_to(page, page.get_by_label("Reason"))
        page.keyboard.type("the same passport was shown")
        pressed(page, page.get_by_role("button", name="The same person"))
        expect(page.locator(".banner.go")).to_contain_text("about the same person")

        page.goto(f"{place.node.url}/")
        pressed(page, page.get_by_role("link", name="Import a file"))
        page.get_by_label("File").set_input_files(file)
        pressed(page, page.get_by_role("button", name="Look at the file"))
        expect(page.locator("table")).to_contain_text("the same name, the same year of birth")
        pressed(page, page.get_by_role("button", name="Register the other 1 person"))
        expect(page.locator(".banner.go")).to_contain_text("1 person was registered.")


def test_a_name_is_written_with_the_keyboard_on_the_screen(chromium: Browser, place: Place) -> None:  # noqa: F811
    with signed_in(chromium, place, "officer") as page:
        page.goto(f"{place.node.url}/cases/find")
        expect(page.get_by_role("button", name="Keyboard on the screen")).to_have_count(0)
    with signed_in(chromium, place, "officer", javascript=True) as page:
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(f"{place.node.url}/cases/find")
        field = page.get_by_label("Name, birth year, document or case", exact=True)
        walk_to(page, page.get_by_role("button", name="Keyboard on the screen for: Name"))
        page.keyboard.press("Enter")
        walk_to(page, page.get_by_role("button", name="Persian"))
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.closest('.keys') === null"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(field).to_have_value("ضصس")
        page.keyboard.press("Escape")
        expect(field).to_be_focused()
        expect(page.locator(".keyboard")).to_have_count(0)
        assert wrong == [], "the content policy holds"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_wrong_and_nothing_overflows_in_either_direction(
    chromium: Browser,
    place: Place,  # noqa: F811
    size: dict[str, int],
    tmp_path: Path,
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(FILE.replace("1979", "12 May"), "utf-8")

    def in_order(page: Page) -> None:
        page.evaluate(AXE)
        assert violations(page) == [], page.url
        page.emulate_media(color_scheme="dark")
        assert violations(page, "color-contrast") == [], page.url
        page.emulate_media(color_scheme="light")
        for direction in ("ltr", "rtl"):
            page.evaluate("way => document.documentElement.dir = way", direction)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, direction)
        page.evaluate("document.documentElement.dir = 'ltr'")

    with signed_in(chromium, place, "officer", javascript=True) as page:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        names = []
        for given in ("Mirjeta", "Мирјета"):
            names.append(opened(page, place))
            page.goto(f"{place.node.url}/cases/{names[-1]}/steps/register")
            page.locator("[name=given_names]").fill(given)
            page.locator("[name=family_names]").fill("Kelmendi")
            page.locator("[name=birth]").fill("1988-07-09")
            page.locator("[name=sex]").select_option("F")
            page.locator("[name=citizenship]").select_option("AL")
            page.locator("[name=accompanied]").select_option("adult")
            page.get_by_role("button", name="Keep this step").click()
            if heading(page) == "Is this one of these people?":
                in_order(page)
                page.get_by_role("button", name="None of these").click()
        page.goto(f"{place.node.url}/cases/find")
        in_order(page)
        page.get_by_role("button", name="Keyboard on the screen for: Name").click()
        in_order(page)
        page.locator("[name=text]").fill("Kelmendi")
        page.get_by_role("button", name="Search").click()
        in_order(page)
        for address in (f"/cases/{names[0]}/same", "/cases/{}/compare/{}".format(*names), "/cases/import"):
            page.goto(place.node.url + address)
            in_order(page)
        for text in (FILE, FILE.replace("1979", "12 May")):
            file.write_text(text, "utf-8")
            page.goto(f"{place.node.url}/cases/import")
            page.get_by_label("File").set_input_files(file)
            page.get_by_role("button", name="Look at the file").click()
            in_order(page)


def test_somebody_who_stands_in_a_group_twice_is_shown_before_anybody_is_kept(
    chromium: Browser,
    place: Place,  # noqa: F811
) -> None:
    people = (("Zahedeh", "Samplepour", "1971"), ("Rostam", "Elsewhereian", "1969"), ("زاهده", "سمپل‌پور", "1971"))
    with signed_in(chromium, place, "officer", javascript=True) as page:
        page.goto(f"{place.node.url}/cases/new-group?people=3")
        page.locator("#id_language").select_option("fa")
        for at, (given, family, birth) in enumerate(people):
            for field, said in (("given_names", given), ("family_names", family), ("birth", birth)):
                page.locator(f"#id_{at}-{field}").fill(said)
            for field, said in (("sex", "M" if at == 1 else "F"), ("citizenship", "AF"), ("accompanied", "adult")):
                page.locator(f"#id_{at}-{field}").select_option(said)
        page.get_by_role("button", name="Look it over").click()
        page.get_by_role("button", name="Register everybody").or_(page.locator("button[value=keep]")).first.click()
        expect(page.get_by_role("heading", name="Likely written down twice: person 1")).to_be_visible()
        page.evaluate(AXE)
        assert violations(page) == []
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.get_by_role("button", name="These are different people: register everybody").click()
        expect(page.get_by_text("3 people are registered")).to_be_visible()
