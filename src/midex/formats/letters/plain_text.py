"""What a person wrote, made fit for paper: nothing invisible that turns a line around, no letter without a shape.

Refuses to be markup: the typesetter gets text as data; this only keeps the text readable.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files

JOINERS = "\u200c\u200d"
"""Part of how Persian and Indic words are written; every other invisible character is left out."""

UNBROKEN = 24
"""Letters in a row after which a line may break, so that no name runs out of the paper."""

_LONG = re.compile(r"(\S{%d})(?=\S)" % UNBROKEN)  # noqa: UP031 - braces are the pattern's own


def plain(text: str) -> str:
    """The text with invisible characters left out, and those that no font of ours draws as ``[U+1F600]``."""
    kept = "".join(_shown(letter) for letter in unicodedata.normalize("NFC", text))
    return _LONG.sub("\\1\u200b", " ".join(kept.split()))


def isolated(text: str) -> str:
    """The text as one piece whose direction is its own: a Latin name in a Persian line, a number in an Arabic one."""
    return f"\u2068{text}\u2069" if text else ""


def _shown(letter: str) -> str:
    if letter in JOINERS:
        return letter
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if kind == "Cf":
        return ""
    return letter if is_drawn(letter) else f"[U+{ord(letter):04X}]"


def is_drawn(letter: str) -> bool:
    """Whether a font of ours has the letter."""
    firsts, lasts = _coverage()
    place = bisect_right(firsts, ord(letter)) - 1
    return place >= 0 and ord(letter) <= lasts[place]


@cache
def _coverage() -> tuple[list[int], list[int]]:
    lines = files(__package__).joinpath("fonts", "coverage.txt").read_text("utf-8").splitlines()
    spans = [tuple(int(end, 16) for end in line.split("-")) for line in lines if line and not line.startswith("#")]
    return [first for first, _ in spans], [last for _, last in spans]
