"""What a letter says in one language: `texts/*.yaml`, and names of states and languages; Serbian Latin is derived.

Refuses to fall back to another language: what is not written is fault F330.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any

from midex.formats.declaration import read_yaml
from midex.formats.letters.serbian_latin import all_to_latin
from midex.kernel.fault import Fault
from midex.kernel.partial_date import PartialDate

LANGUAGES = ("en", "sq", "bs", "cnr", "hr", "mk", "sr-Cyrl", "sr-Latn", "ar", "fa", "ps", "ur", "fr", "tr")
"""Languages in which letters are written; a procedure's own code for Serbian, ``sr``, means Cyrillic."""

STATES = "CL_CITIZEN"
"""The codelist whose codes are named as states."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The texts of one language; ``draft`` stands on the paper until somebody has reviewed them."""

    language: str
    name: str
    direction: str
    reviewed: bool
    draft: str
    page: str
    kosovo: str
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    words: Mapping[str, str]
    events: Mapping[str, str]
    fields: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    states: Mapping[str, str]
    languages: Mapping[str, str]

    def of(self, part: str, key: str) -> str:
        """A text of a part, e.g. ``fields`` and ``birth``; fault F330 where none is written."""
        return self._found(getattr(self, part), key, f"{part} {key}")

    def code(self, list_: str, code: str) -> str:
        """What a code of an Enum or a codelist means."""
        named = self.states if list_ == STATES else self.languages if list_ == "Language" else {}
        return named.get(code) or self._found(self.codes.get(list_, {}), code, f"{list_} {code}")

    def value(self, value: Any, codelist: str = "") -> str:
        """A field's value in words; empty where nothing was stated."""
        match value:
            case None | "":
                words = ""
            case bool():
                words = self.of("words", "yes" if value else "no")
            case Enum():
                words = self.code(type(value).__name__, str(value.value))
            case PartialDate():
                words = self._partial(value)
            case date():
                words = day(value)
            case tuple() | frozenset():
                words = self.of("words", "between").join(self.value(one, codelist) for one in value)
            case _:
                words = self.code(codelist, str(value)) if codelist else str(value)
        return words

    def _partial(self, given: PartialDate) -> str:
        words = ".".join(
            [f"{part:02d}" for part in (given.day, given.month) if part] + [f"{given.year:04d}"],
        )
        return self.of("words", "about").format(date=words) if given.estimated else words

    def _found(self, texts: Mapping[str, str], key: str, what: str) -> str:
        if key not in texts:
            raise Fault("F330", what=what, language=self.language)
        return texts[key]


def day(given: date) -> str:
    """A day in figures, as all six participants write it: 02.03.2026."""
    return f"{given:%d.%m.%Y}"


@cache
def wording(language: str) -> Wording:
    """The texts of a language; fault F330 where there are none."""
    if language not in LANGUAGES:
        raise Fault("F330", what="letters", language=language[:20])
    file = language.partition("-")[0]
    said: dict[str, Any] = read_yaml(files(__package__).joinpath("texts", f"{file}.yaml").read_text("utf-8"))
    said |= {"states": _names("countries.csv", file), "languages": _names("languages.csv", file)}
    return Wording(language=language, **(all_to_latin(said) if language == "sr-Latn" else said))


def _names(file: str, language: str) -> dict[str, str]:
    lines = files(__package__).joinpath("names", file).read_text("utf-8").splitlines()
    return {line["code"]: line[language] for line in csv.DictReader(lines)}
