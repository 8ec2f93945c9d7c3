"""A case node in a real browser without JavaScript: a person is registered by keyboard, a case handed on, glass broken.

The node is a real process with real accounts and one-time codes; what is pressed is what a person would press.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_public_site import AXE, DESKTOP, PHONE, violations
from tests.one_time_code import Phone
from tests.processes import PASSWORD, Served, done, free_port, serving

pytestmark = pytest.mark.browser

OFFICES = ("north", "south")
PEOPLE = {
    "officer": ("registration-officer", "north"),
    "caseworker": ("caseworker", "north"),
    "supervisor": ("supervisor", "north"),
    "deputy": ("supervisor", "north"),
    "caseworker.south": ("caseworker", "south"),
    "protector": ("data-protection-officer", ""),
    "keeper": ("administrator", ""),
}
DANGER = "taken to hospital, allergies must be asked now"
LONGEST_WALK = 60
"""Presses of the tabulator after which a place on a page counts as out of reach."""


@dataclass
class Place:
    """A served case node, everybody's phone, and who is signed in already."""

    node: Served
    phones: dict[str, Phone]
    kept: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home, port = tmp_path_factory.mktemp("homes") / "asylum", free_port()
    offices = [word for office in OFFICES for word in ("--office", office)]
    nowhere = f"http://127.0.0.1:{free_port()}"  # the hub is not asked by any of these pages
    said = ("--kind", "case-node", "--participant", "RS", "--institution", "asylum-office", "--hub", nowhere)
    done("init", "--home", home, *said, *offices, "--port", str(port))
    phones = {}
    for name, (role, office) in PEOPLE.items():
        done("account", "add", "--home", home, name, "--role", role, *(("--office", office) if office else ()))
        phones[name] = Phone(done("account", "totp", "--home", home, name).splitlines()[0])
    with serving(home, port) as node:
        yield Place(node, phones)


@contextmanager
def signed_in(chromium: Browser, place: Place, who: str, *, javascript: bool = False) -> Iterator[Page]:
    """A browser of one's own, by default without JavaScript; the first time through both proofs."""
    context = chromium.new_context(
        viewport=DESKTOP,  # type: ignore[arg-type]
        java_script_enabled=javascript,
        storage_state=place.kept.get(who),
    )
    page = context.new_page()
    page.goto(place.node.url)
    if who not in place.kept:
        page.get_by_label("Account").fill(who)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.locator("input[name=code]").fill(place.phones[who].code())
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=30_000)
        place.kept[who] = context.storage_state()
    yield page
    context.close()


def walk_to(page: Page, wanted: Locator) -> None:
    """Press the tabulator until the focus is there."""
    for _ in range(LONGEST_WALK):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def typed(page: Page, label: str, words: str) -> None:
    """Reach a field by keyboard and type; in a list, typing chooses."""
    place = page.get_by_label(label, exact=True)
    walk_to(page, place)
    page.keyboard.type(words)


def pressed(page: Page, wanted: Locator) -> None:
    """Reach a link or button by keyboard and press it."""
    walk_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def opened(page: Page, place: Place) -> str:
    """Open a case with the mouse; answers with its name."""
    page.goto(f"{place.node.url}/cases/new/open")
    page.get_by_label("Language").select_option("fa")
    page.get_by_role("button", name="Keep this step").click()
    return heading(page).removeprefix("Case ")


def registered(page: Page, place: Place) -> str:
    """Open a case and register a person in it, whoever is like them; answers with its name."""
    name = opened(page, place)
    page.goto(f"{place.node.url}/cases/{name}/steps/register")
    page.get_by_label("Given names", exact=False).first.fill("Golnaz")
    page.get_by_label("Date of birth").fill("1991-04~")
    page.get_by_label("Sex").select_option("F")
    page.get_by_label("Citizenship", exact=True).select_option("AF")
    page.get_by_label("Accompanied").select_option("adult")
    page.get_by_role("button", name="Keep this step").click()
    if heading(page) == "Is this one of these people?":
        page.get_by_role("button", name="None of these").click()
    expect(page.locator(".banner.go")).to_contain_text("step 2")
    return name


def test_a_person_is_registered_with_the_keyboard_alone(chromium: Browser, place: Place) -> None:
    with signed_in(chromium, place, "officer") as page:
        pressed(page, page.get_by_role("link", name="Open a case"))
        pressed(page, page.get_by_role("button", name="Keep this step"))
        expect(page.locator("#errors")).to_contain_text("Language: This must be filled in.")
        typed(page, "Language", "Persian")
        expect(page.get_by_label("Language")).to_have_value("fa")
        walk_to(page, page.get_by_label("An interpreter was there"))
        page.keyboard.press("Space")
        pressed(page, page.get_by_role("button", name="Keep this step"))
        assert heading(page).startswith("Case ")
        expect(page.locator(".timeline")).to_contain_text("Persian")
        pressed(page, page.get_by_role("link", name="Register the person"))
        typed(page, "Given names", "Rudabeh")  # like nobody whom the other tests register at this node
        typed(page, "Date of birth", "1991-04~")
        typed(page, "Sex", "female")
        typed(page, "Citizenship", "Afgh")
        typed(page, "Accompanied", "an adult")
        pressed(page, page.get_by_role("button", name="Keep this step"))
        expect(page.locator(".timeline")).to_contain_text("Rudabeh")
        expect(page.locator(".timeline")).to_contain_text("about April 1991")
        expect(page.locator(".timeline")).to_contain_text("Afghanistan")
        page.reload()
        expect(page.locator(".timeline > li")).to_have_count(2)


def test_a_case_is_put_into_a_caseload_and_its_person_erased_by_two(chromium: Browser, place: Place) -> None:
    with signed_in(chromium, place, "officer") as page:
        name = registered(page, place)
    case = f"{place.node.url}/cases/{name}"
    with signed_in(chromium, place, "supervisor") as page:
        page.goto(case)
        page.get_by_role("link", name="Put the case into a caseload").click()
        page.get_by_label("Account").select_option("caseworker")
        page.get_by_role("button", name="Keep this step").click()
        page.get_by_role("link", name="Record that the registration ended").click()
        page.get_by_label("Why it ended").select_option("left")
        page.get_by_role("button", name="Keep this step").click()
        page.get_by_role("link", name="Order that the person's fields be erased").click()
        page.get_by_label("Ground").select_option("no-longer-needed")
        page.get_by_role("button", name="Propose this").click()
        expect(page.locator("main")).to_contain_text("whoever proposed it cannot")
        expect(page.get_by_role("button", name="Approve exactly this")).to_have_count(0)
    with signed_in(chromium, place, "caseworker") as page:
        row = page.locator("tr", has=page.get_by_role("link", name=name))
        expect(row).to_contain_text("yours")
    with signed_in(chromium, place, "deputy") as page:
        page.goto(case)
        expect(page.locator("main")).to_contain_text("Golnaz")
        expect(page.locator(".card")).to_contain_text("what was recorded is not needed any more")
        page.get_by_role("button", name="Approve exactly this").click()
        expect(page.locator(".banner.go")).to_contain_text("Order that the person's fields be erased")
        expect(page.locator("main")).to_contain_text("Ended, fields erased")
        expect(page.locator("main")).not_to_contain_text("Golnaz")


def test_broken_glass_shows_a_case_and_is_noticed_at_once(chromium: Browser, place: Place) -> None:
    with signed_in(chromium, place, "officer") as page:
        name = registered(page, place)
    with signed_in(chromium, place, "caseworker.south") as page:
        page.goto(f"{place.node.url}/cases/{name}")
        assert heading(page) == "There is no such case here for this account"
        page.get_by_role("link", name="ask by break-glass").click()
        page.get_by_label("Case").fill(name)
        page.get_by_label("Reason").fill("urgent")
        page.get_by_role("button", name="Show me the case").click()
        expect(page.locator("#errors")).to_contain_text("Say in a sentence why this cannot wait")
        expect(page.get_by_label("Reason")).to_have_value("urgent")
        page.get_by_label("Reason").fill(DANGER)
        page.get_by_role("button", name="Show me the case").click()
        expect(page.locator(".banner.glass")).to_contain_text("You see this case by break-glass")
        expect(page.locator("main")).to_contain_text("Golnaz")
        expect(page.locator(".possible")).to_have_count(0)
    for who in ("supervisor", "protector"):
        with signed_in(chromium, place, who) as page:
            page.get_by_role("link", name="Oversight").click()
            page.locator("main").get_by_role("link", name="Break-glass notices").last.click()
            expect(page.locator(".notices")).to_contain_text(name)
            expect(page.locator(".notices")).to_contain_text(DANGER)


def test_who_signs_out_leaves_no_case_behind(chromium: Browser, place: Place) -> None:
    with signed_in(chromium, place, "caseworker") as page:
        page.goto(f"{place.node.url}/")
        page.get_by_role("button", name="Sign out").click()
        del place.kept["caseworker"]
        assert heading(page) == "Case node of asylum office"
        page.go_back()
        expect(page.locator(".cases")).to_have_count(0)
        page.get_by_role("link", name="What this institution accounts for").click()
        assert heading(page) == "What this institution accounts for"


PAGES = {
    "officer": ["/", "/cases/{name}", "/cases/new/open", "/cases/{name}/steps/keep-closer", "/break-glass"],
    "supervisor": ["/", "/oversight", "/oversight/notices", "/oversight/alarms", "/oversight/reads"],
    "deputy": ["/cases/{name}", "/oversight/journal", "/cases/{name}/steps/assign", "/cases/2026-9999999"],
    "keeper": ["/", "/oversight/journal", "/break-glass"],
}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_wrong_in_light_and_dark_and_nothing_overflows_in_either_direction(
    chromium: Browser, place: Place, size: dict[str, int]
) -> None:
    def in_order(page: Page) -> None:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(AXE)
        assert violations(page) == [], page.url
        page.emulate_media(color_scheme="dark")
        assert violations(page, "color-contrast") == [], page.url
        page.emulate_media(color_scheme="light")
        for direction in ("ltr", "rtl"):
            page.evaluate("way => document.documentElement.dir = way", direction)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, direction)

    context = chromium.new_context()
    page = context.new_page()
    for address in ("/sign-in", "/accountability", "/nowhere"):
        page.goto(place.node.url + address)
        in_order(page)
    context.close()
    name = ""
    for who, pages in PAGES.items():
        with signed_in(chromium, place, who, javascript=True) as page:
            name = name or registered(page, place)
            for address in pages:
                page.goto(place.node.url + address.format(name=name))
                in_order(page)
            if who == "officer":
                page.goto(f"{place.node.url}/cases/{name}/steps/correct")
                page.get_by_label("Date of birth").fill("12 May")
                page.get_by_role("button", name="Keep this step").click()
                in_order(page)  # the form, with its errors
