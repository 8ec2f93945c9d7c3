"""Taking over a file and handing a case over in a real browser: at a desk, on a phone, right to left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_case_node import Place, place, signed_in
from tests.browser.test_public_site import AXE, DESKTOP, PHONE, violations
from tests.formats.bridges.made_up import SECRETS, file_of
from tests.services.casework.test_import_records import ADULT, OTHER

__all__ = ["place"]  # the same node as the other walk-throughs have

pytestmark = pytest.mark.browser


def fits(page: Page, size: Any) -> bool:
    """Whether nothing of a page stands beside the screen."""
    page.set_viewport_size(size)
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return wide


def look_at(page: Page, name: str) -> None:
    """What every page must be: nothing beside the screen in either direction, nothing that hinders a reader."""
    page.evaluate(AXE)
    assert violations(page) == [], name
    for size in (DESKTOP, PHONE):
        assert fits(page, size), name
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert fits(page, PHONE), name
    page.evaluate("document.documentElement.dir = 'ltr'")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def test_a_file_is_looked_over_and_kept(chromium: Browser, place: Place, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    like = {**ADULT, "case_id": "c-9", "name_first": "Ferhad"}
    odd = {"sex": "abc", "nationality": ["nowhere"]}
    file.write_bytes(file_of({**ADULT, **SECRETS}, {**OTHER, **odd}, like, {"case_id": "c-10"}))
    with signed_in(chromium, place, "officer", javascript=True) as page:
        page.get_by_role("link", name="Take over records").click()
        look_at(page, "form")
        page.get_by_label("What the file is").select_option("primero")
        page.get_by_label("File", exact=True).set_input_files(file)
        page.get_by_label("Language").select_option("fa")
        page.get_by_role("button", name="Look it over").click()
        expect(page.get_by_role("heading", name="What this file becomes")).to_be_visible()
        look_at(page, "report")
        page.get_by_label("An adult: I asked the person, or saw a document").first.check()
        page.get_by_role("button", name="Look again").click()
        expect(page.get_by_text("an adult, as whoever takes it over says")).to_have_count(1)
        look_at(page, "report of an adult")
        page.get_by_role("button", name="Register these 2 people").click()
        expect(page.get_by_text("2 people were registered")).to_be_visible()
        look_at(page, "kept")


def test_a_case_is_handed_over_after_a_look(chromium: Browser, place: Place) -> None:
    with signed_in(chromium, place, "caseworker", javascript=True) as page:
        page.get_by_role("link", name="Open a case").click()
        page.locator("#id_language").select_option("fa")
        page.get_by_role("button", name="Keep this step").click()
        page.goto(f"{page.url}/steps/register")
        for field, said in (("given_names", "Zmaray"), ("family_names", "Elsewhere"), ("birth", "1961")):
            page.locator(f"#id_{field}").fill(said)
        for field, said in (("sex", "M"), ("citizenship", "AF"), ("accompanied", "adult")):
            page.locator(f"#id_{field}").select_option(said)
        page.get_by_role("button", name="Keep this step").click()
        look_at(page, "case")
        page.get_by_label("What for").select_option("protection")
        page.get_by_label("To", exact=True).select_option("rs/reception-authority")
        page.get_by_role("button", name="See what would go").click()
        expect(page.get_by_role("heading", name="What would go")).to_be_visible()
        look_at(page, "hand over")
        with page.expect_download() as download:
            page.get_by_role("button", name="Hand over: journal it and get the file").click()
        assert b"Zmaray" in Path(download.value.path()).read_bytes()
