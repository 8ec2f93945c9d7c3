"""Keyboards on the screen for scripts that one cannot type: layouts, which are data, with their words translated."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext

from midex.kernel.text import mark

NAMES = {
    "Arabic": mark("Arabic"),
    "Persian": mark("Persian"),
    "Pashto": mark("Pashto"),
    "Urdu": mark("Urdu"),
    "Cyrillic": mark("Cyrillic"),
}
WORDS = {
    "open": mark("Keyboard"),
    "opens": mark("Keyboard on the screen for: {field}"),
    "scripts": mark("Script"),
    "keys": mark("Keys; the arrows move between them"),
    "space": mark("Space"),
    "back": mark("Delete a letter"),
    "close": mark("Close the keyboard"),
}
"""What the script says; sent with the layouts, for a script translates nothing."""


@cache
def layouts() -> tuple[dict[str, Any], ...]:
    """Each layout: the language its letters are shown in, its direction, its name, rows of letters."""
    text = files(__package__).joinpath("keyboards.json").read_text("utf-8")
    return tuple(json.loads(text)["layouts"])


def keyboards() -> dict[str, Any]:
    """Layouts and words in the reader's language."""
    named = [{**one, "name": gettext(NAMES[one["name"]])} for one in layouts()]
    return {"layouts": named, "words": {name: gettext(words) for name, words in WORDS.items()}}
