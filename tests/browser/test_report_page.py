"""The validation report as a page by itself: everyone can read it, in the dark, on a phone, and with nothing but it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from midex.statistics.validate.as_page import as_page
from tests.browser.test_public_site import AXE, DESKTOP, PHONE, violations
from tests.statistics.validate.made import FOLDER, checked

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("file", ["clean", "V-C04", "V-S02", "V-S09", "V-C11"])
def test_axe_finds_nothing_wrong_and_nothing_overflows(chromium: Browser, file: str, size: dict[str, int]) -> None:
    page = chromium.new_page(viewport=size)  # type: ignore[arg-type]
    page.set_content(as_page(checked(FOLDER / f"{file}.csv")))
    page.evaluate(AXE)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["width"]
    page.close()
