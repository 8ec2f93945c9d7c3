"""The public site in a real browser: nothing foreign is fetched, nothing overflows, everyone can use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.public.addresses import PAGES

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text("utf-8")
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
BUDGET = 100_000

pytestmark = pytest.mark.browser


@contextmanager
def opened(chromium: Browser, url: str, size: dict[str, int], **options: Any) -> Iterator[Page]:
    """A page in a context of its own; a complaint in its console fails the test."""
    context = chromium.new_context(viewport=size, **options)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    yield page
    context.close()
    assert complaints == []


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds wrong, with the place; all its rules, or those named."""
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found["violations"] for node in v["nodes"]]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_wrong_in_light_and_dark(
    chromium: Browser, address: str, path: str, size: dict[str, int]
) -> None:
    with opened(chromium, address + path, size) as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(AXE)
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, "color-contrast") == []


def test_axe_finds_nothing_wrong_where_there_is_no_page(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address + "/nowhere")
    page.evaluate(AXE)
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_only_its_own_site_and_weighs_less_than_the_budget(
    chromium: Browser, address: str, path: str
) -> None:
    asked: list[str] = []
    weights: list[int] = []
    context = chromium.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "requestfinished",
        lambda request: weights.append(0 if "/fonts/" in request.url else request.sizes()["responseBodySize"]),
    )
    page.goto(address + path, wait_until="networkidle")
    context.close()
    assert [url for url in asked if not url.startswith(address + "/")] == []
    assert 0 < sum(weights) < BUDGET


@pytest.mark.parametrize("path", PAGES)
def test_nothing_overflows_on_a_phone_in_either_direction(chromium: Browser, address: str, path: str) -> None:
    with opened(chromium, address + path, PHONE) as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for direction in ("ltr", "rtl"):
            page.evaluate("direction => document.documentElement.dir = direction", direction)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], direction


@pytest.mark.parametrize("width", [320, 360])
def test_words_in_charts_can_be_read_on_a_phone(chromium: Browser, address: str, width: int) -> None:
    with opened(chromium, address + "/", {"width": width, "height": 740}) as page:
        smallest = page.evaluate(
            """Math.min(...[...document.querySelectorAll('svg.chart text')]
                .filter(text => text.getClientRects().length)
                .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""
        )
    assert smallest >= 10


def test_a_question_is_answered_without_javascript(chromium: Browser, address: str) -> None:
    with opened(chromium, address + "/", PHONE, java_script_enabled=False) as page:
        page.get_by_label("Participant", exact=True).select_option("ME")
        page.get_by_label("Topic", exact=True).select_option("asylum-applications")
        page.get_by_label("From year").fill("2015")
        page.get_by_role("button", name="Show").click()
        assert page.url.endswith("/table/UNHCR_ASYAPP?GEO=ME&from=2015")
        assert page.get_by_role("cell", name="117").is_visible()
        page.get_by_label("Reporter").select_option("RS")
        page.get_by_role("button", name="Show").click()
        assert page.get_by_role("cell", name="636").is_visible()
        assert page.get_by_role("cell", name="16,577").count() == 0


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(chromium: Browser, address: str) -> None:
    with opened(chromium, address + "/", DESKTOP) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_figures_are_set_in_our_own_type(chromium: Browser, address: str) -> None:
    with opened(chromium, address + "/", DESKTOP) as page:
        page.evaluate("document.fonts.ready.then(() => true)")
        assert page.evaluate("document.fonts.check('16px Plex')")
        assert page.evaluate("[...document.fonts].filter(face => face.status === 'error').length") == 0


def test_print_leaves_out_what_paper_cannot_use(chromium: Browser, address: str) -> None:
    with opened(chromium, address + "/", DESKTOP) as page:
        page.emulate_media(media="print")
        assert not page.get_by_role("navigation", name="Main").is_visible()
        assert not page.get_by_role("button", name="Show").is_visible()
        assert page.get_by_role("heading", level=1).is_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_screen_reader_meets_each_picture_once(chromium: Browser, address: str, size: dict[str, int]) -> None:
    with opened(chromium, address + "/", size) as page:
        tree = page.locator("#route").aria_snapshot() + page.locator("#outcomes").aria_snapshot()
    names = [line.strip() for line in tree.splitlines() if line.strip().startswith("- img")]
    assert len(names) == len(set(names)) == 2
