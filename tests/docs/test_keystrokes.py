"""What the page about registering people says of keystrokes is what the browser test wrote down."""

from __future__ import annotations

from tests.browser.keystrokes import BEGIN, END, PAGE, kept, part


def test_the_page_has_the_recorded_walk() -> None:
    _, _, rest = PAGE.read_text("utf-8").partition(f"{BEGIN}\n")
    assert rest.partition(END)[0] == part(kept())
    assert kept().seconds < 120
