"""Names of countries and nationalities -> codes, in the region's languages and the spellings of real files.

Never fuzzy: a name stands in a dictionary of ``registry/names`` or it is refused, with the reason.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.statistics.registry.catalogue import countries

_HERE = files("midex.statistics.registry").joinpath("names")
_NO_NAMES = frozenset({"refused.csv", "unhcr_codes.csv"})

# Serbian and Macedonian, after NFKD has taken the accents off their letters
_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезијклмнопрстуфхцчшж", "abvgdezijklmnoprstufhccsz", strict=True)),
        "ђ": "dj",
        "љ": "lj",
        "њ": "nj",
        "ћ": "c",
        "џ": "dz",
        "ѕ": "dz",
        "đ": "dj",
        "ь": "",
        "ъ": "",
        "ы": "y",
        "э": "e",
        "ю": "ju",
        "я": "ja",
        "щ": "sc",
        "є": "e",
        "ё": "e",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "æ": "ae",
    }
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Resolved:
    """The code of a name, and what must be said with the figure where the name covers more or less than the code."""

    code: str
    comment: str = ""


def normal(text: str) -> str:
    """The form in which spellings are compared: no accents, no case, Latin letters, words only."""
    bare = unicodedata.normalize("NFKD", text.replace("đ", "dj").replace("Đ", "dj"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(bare.casefold().translate(_LATIN).replace("'", "").replace("’", "")))


def resolve(text: str, codes: str = "iso") -> Resolved | Refused:
    """The code a text names, in full or as a code of one system: ``iso`` (two or three letters, Eurostat's too),
    ``iso3`` (three only: where NA means nothing, not Namibia) or ``unhcr``.

    UNHCR's letters clash with ISO's: AUS is Austria to the one and Australia to the other, ARE Egypt or the Emirates,
    MAR Martinique or Morocco. A file is read by one system, never by both.
    """
    known = {"iso": _iso, "iso3": _iso3, "unhcr": _unhcr}[codes]()
    stripped = text.strip()
    name = normal(stripped)
    if stripped.upper() in known:
        return known[stripped.upper()]
    if name in _names():
        return _names()[name]
    reason = _refused().get(name, mark("not in the dictionary of names"))
    return Refused(Message(mark("{text}: {reason}"), {"text": stripped[:80], "reason": reason}))


@cache
def comments() -> frozenset[str]:
    """Everything that a resolved name may say beside a figure."""
    known = (*_names().values(), *_iso().values(), *_unhcr().values())
    return frozenset(meant.comment for meant in known if meant.comment)


@cache
def _names() -> Mapping[str, Resolved]:
    """Every spelling of every dictionary; two meanings of one spelling are a ValueError at start-up."""
    found: dict[str, Resolved] = {}
    for country in countries():
        found[normal(country.name)] = Resolved(country.id)
    for file in sorted(_HERE.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".csv") and file.name not in _NO_NAMES:
            for row in _rows(file.name):
                name, meant = normal(row["text"]), Resolved(row["code"], row.get("comment") or "")
                if found.setdefault(name, meant).code != meant.code:
                    raise ValueError(f"{file.name}: {row['text']} is both {meant.code} and {found[name].code}")
                if meant.comment:
                    found[name] = meant
    return found


@cache
def _iso() -> Mapping[str, Resolved]:
    codes = {code: Resolved(c.id) for c in countries() for code in (c.id, c.iso2, c.iso3) if code}
    return codes | {row["text"]: Resolved(row["code"], row["comment"]) for row in _rows("codes.csv")}


@cache
def _iso3() -> Mapping[str, Resolved]:
    return {code: meant for code, meant in _iso().items() if len(code) > 2}


@cache
def _unhcr() -> Mapping[str, Resolved]:
    return {row["text"]: Resolved(row["code"], row["comment"]) for row in _rows("unhcr_codes.csv")}


@cache
def _refused() -> Mapping[str, str]:
    return {normal(row["text"]): row["reason"] for row in _rows("refused.csv")}


def _rows(file: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(_HERE.joinpath(file).read_text("utf-8").splitlines())
