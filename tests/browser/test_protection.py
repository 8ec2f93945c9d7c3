"""The pages of protection in a real browser: a screening's forms, the guardian's children, an office and its needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from midex.kernel.role import Role
from tests.browser.test_bridges import look_at
from tests.browser.test_case_node import Place, signed_in
from tests.case_home import prepare, served

pytestmark = pytest.mark.browser

PEOPLE = {
    "officer": Role.REGISTRATION_OFFICER,
    "caseworker": Role.CASEWORKER,
    "guardian": Role.GUARDIAN,
    "supervisor": Role.SUPERVISOR,
}
FAMILIES = ("Ahmadi", "Berisha", "Cvetkov", "Darwish", "Elsewhere")
"""So many people have the same need that it is counted."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home = prepare(tmp_path_factory.mktemp("homes") / "protection", PEOPLE)
    with served(home) as node:
        yield Place(node, home.phones)


def keep(page: Page) -> str:
    """Keep the step of the form; the case that it is in."""
    page.get_by_role("button", name="Keep this step").click()
    expect(page.locator(".banner.go")).to_be_visible()
    return page.url.rstrip("/").rpartition("/")[2]


def registered(page: Page, place: Place, family_name: str, accompanied: str) -> str:
    page.goto(place.node.url)
    page.get_by_role("link", name="Open a case").click()
    page.locator("#id_language").select_option("fa")
    name = keep(page)
    page.goto(f"{place.node.url}/cases/{name}/steps/register")
    for field, said in (("given_names", "Zmaray"), ("family_names", family_name), ("birth", "2011")):
        page.locator(f"#id_{field}").fill(said)
    for field, said in (("sex", "M"), ("citizenship", "AF"), ("accompanied", accompanied)):
        page.locator(f"#id_{field}").select_option(said)
    page.get_by_role("button", name="Keep this step").click()
    others = page.get_by_role("button", name="None of these")
    away = page.get_by_role("heading", name="The step is kept")  # a child is kept more closely from here on
    expect(others.or_(page.locator(".banner.go")).or_(away).first).to_be_visible()
    if others.is_visible():
        others.click()
    return name


def screening(page: Page, place: Place, first: str, look: bool) -> str:
    """Open a screening of a case and note a need in it; its name."""
    page.goto(f"{place.node.url}/cases/{first}/new/open-screening")
    look_at(page, "open a screening") if look else None
    page.locator("#id_language").select_option("fa")
    name = keep(page)
    page.goto(f"{place.node.url}/cases/{name}/steps/note-need")
    look_at(page, "note a need") if look else None
    page.locator("#id_need").select_option("SM")
    keep(page)
    return name


def test_needs_are_noted_counted_and_seen_by_the_supervisor(chromium: Browser, place: Place) -> None:
    with signed_in(chromium, place, "caseworker", javascript=True) as page:
        for number, family_name in enumerate(FAMILIES):
            first = registered(page, place, family_name, "adult")
            screening(page, place, first, look=number == 0)
        expect(page.locator("dl.head")).to_contain_text("Needs not answered")
        look_at(page, "a screening with a need that nobody has answered")
        page.goto(f"{page.url.partition('?')[0]}/steps/leave-need")
        look_at(page, "a need that is not met")
        page.goto(f"{place.node.url}/cases/{first}/steps/correct")
        expect(page.get_by_role("textbox", name="Place of birth")).to_be_visible()
        look_at(page, "correct what was registered")
    with signed_in(chromium, place, "supervisor", javascript=True) as page:
        page.get_by_role("link", name="Needs").click()
        expect(page.locator("#g-T ~ table tr", has_text="(SM)").locator("td").nth(1)).to_have_text(str(len(FAMILIES)))
        expect(page.locator("#g-T ~ table tr", has_text="(SM)").locator("td").nth(3)).to_contain_text("20")
        look_at(page, "needs")
        page.goto(f"{place.node.url}/office")
        look_at(page, "office")


def test_a_child_alone_gets_a_guardian_who_finds_the_child(chromium: Browser, place: Place) -> None:
    with signed_in(chromium, place, "officer", javascript=True) as page:
        first = registered(page, place, "Farahani", "alone")
    with signed_in(chromium, place, "guardian", javascript=True) as page:
        page.get_by_role("link", name="Guardianship").click()
        expect(page.locator(".empty")).to_be_visible()
        look_at(page, "nobody to guard")
        name = screening(page, place, first, look=False)
        page.goto(f"{place.node.url}/cases/{name}/steps/begin-best-interests")
        page.locator("#id_best_interests_for").select_option("alone")
        keep(page)
        page.goto(f"{place.node.url}/cases/{name}/steps/appoint-guardian")
        look_at(page, "appoint a guardian")
        page.locator("#id_guardian").select_option("guardian")
        page.locator("#id_first_visit_on").fill("2026-01-05")
        keep(page)
        look_at(page, "the case of a child alone")
        page.get_by_role("link", name="Guardianship").click()
        row = page.locator("tr", has_text=name)
        expect(row).to_contain_text("overdue")
        expect(row).to_contain_text("none yet")
        look_at(page, "guardianship")
