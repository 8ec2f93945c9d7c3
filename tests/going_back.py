"""The browser's "back", pressed in a page that may have been moved to another process meanwhile."""

from __future__ import annotations

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as NothingCameError


def go_back(page: Page) -> bool:
    """Press it and wait for what comes; False where there is nothing further back."""
    try:
        with page.expect_event("framenavigated", timeout=5_000):
            page.evaluate("void setTimeout(() => history.back(), 0)")
    except NothingCameError:
        return False
    page.wait_for_load_state()
    return page.url != "about:blank"
