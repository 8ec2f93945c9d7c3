"""A name in any script as plain Latin letters: what is compared and searched for, never what is shown.

The table is made from ICU by `tools/fold_table.py`; refuses to know what a name means or which part is the family's.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

LONGEST = 400
"""Characters of a text that are looked at."""

MOST = 16
"""Parts of a text that are looked at."""

ARTICLES = frozenset({"al", "el", "ul", "bin", "ibn", "bint", "abu", "um", "de", "da", "van", "von"})
"""Parts that people put down in one office and leave out in the next; they count only where nothing else is left."""

_ARABIC_ARTICLE = re.compile("(?<!\\w)(?:ال)(?=\\w{3})")
_FEMININE = re.compile("ة(?!\\w)")
"""Which at the end of a word is heard as a vowel; ICU writes a t, as before a suffix."""

_AIN = re.compile("(?<!\\w)ع")
"""Which begins a word with a vowel; ICU writes a mark that is no letter."""

_SERVANT = re.compile("a?bd(?:[aeiou]*l(?=[^aeiou]|$|la)|$)")
"""`Abd` with the article that follows it, in one word or two."""


class _Letters(dict[int, str]):
    """The table for ``str.translate``; what is not in it is looked at each time, for it must not grow."""

    def __missing__(self, code: int) -> str:
        return _other(chr(code), self)


@cache
def _letters() -> _Letters:
    with files(__package__).joinpath("fold_table.csv").open(encoding="utf-8") as file:
        return _Letters({int(row["code"], 16): row["ascii"] for row in csv.DictReader(file)})


def fold(name: str) -> tuple[str, ...]:
    """The parts of a name in order, each of the letters a to z; empty where none of it is a letter this table knows."""
    text = unicodedata.normalize("NFKC", name[:LONGEST]).lower()
    text = unicodedata.normalize("NFC", text)
    text = _AIN.sub("a", _FEMININE.sub("ه", text))
    return tuple(text.translate(_letters()).split()[:MOST])


def parts(name: str) -> frozenset[str]:
    """The parts of a name without order and without articles, `Abd al-Rahman` and `Abdulrahman` as one and the same."""
    found: list[str] = []
    servant = ""
    for part in fold(_ARABIC_ARTICLE.sub(" ", name[:LONGEST])):
        if part in ARTICLES:
            continue
        if _SERVANT.fullmatch(part):
            servant = "abd"
            continue
        joined = _SERVANT.match(part)
        found.append("abd" + part[joined.end() :] if joined and not servant else servant + part)
        servant = ""
    return frozenset([*found, servant] if servant else found) - {""} or frozenset(fold(name))


def _other(letter: str, table: _Letters) -> str:
    """A letter beyond the table: itself, nothing, its base letter's, or the end of a part."""
    if "a" <= letter <= "z":
        return letter
    if unicodedata.category(letter)[0] == "M" or letter in _JOINS:
        return ""
    base = unicodedata.normalize("NFKD", letter)[0]
    return table[ord(base)] if base != letter else " "


_JOINS = "'’‘ʼʻʾʿ`´\u200c\u200d\u00ad\u200e\u200f"
"""What stands inside one part: apostrophes, the Persian half-space, marks of direction."""
