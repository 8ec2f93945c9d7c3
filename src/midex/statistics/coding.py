"""One text of a file -> one code of a list, and how it was found. Never a near miss: a text that is no exact
spelling of a code, a label or a country keeps standing as it is, with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from midex.kernel.codelist import CodeKind, Codelist
from midex.kernel.fault import Fault
from midex.kernel.period import Period
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.statistics.layouts.layout import Source
from midex.statistics.names import normal, resolve

# 1.000 is one to some and a thousand to others, so three zeros alone are no decimals
_COUNT = re.compile(r"0*(\d{1,15})(\.(?:0{0,2}|0{4,}))?")
_DECIMAL_COMMA = re.compile(r"0*(\d{1,15}),0{1,2}")
GROUPINGS = (",", " ", "\u00a0", "\u202f", ".", "'", "\u2019")
"""Marks that stand between groups of three digits in one office or another."""
_DAY = re.compile(r"(\d{4}-\d{2})-01")


@dataclass(frozen=True)
class Read:
    """What a text came to. ``text`` is the code, or the file's own text where ``refused`` says why there is none.

    ``told`` is a sentence of its own about how it was read, with places for column, text and code.
    """

    text: str
    comment: str = ""
    status: str = ""
    told: str = ""
    refused: Message | None = None


HISTORICAL = mark("{column}: '{text}' is a state that is no more: read as {code}, and part of none of its successors")
PUBLISHERS_OWN = mark("{column}: '{text}' read as {code}, which this publisher means by it; elsewhere it is refused")
EMPTY_MEANS = mark("{column}: an empty cell read as {code}, which is what this publisher means by it")

EMPTY = Read("", refused=Message(mark("the cell is empty")))


def code(text: str, codelist: Codelist, source: Source, *, retired: bool = False) -> Read:
    """The code of ``codelist`` that a text names: by the layout, as code, as label, as a country.

    A retired code is mapped only where ``retired`` says so: in an import, never in a submission.
    """
    if not text and text not in source.texts:
        return EMPTY
    if text in codelist.retired:
        now = codelist.retired[text]
        return Read(now) if retired else Read(text, refused=Message(mark("retired; now {code}"), {"code": now}))
    found = _code(text, codelist, source)
    if found.refused and text in codelist:
        return replace(
            found, text=f"'{text}'"
        )  # NA is Namibia in one system and nothing in the file's: never let it pass
    comment = "; ".join(filter(None, (found.comment, source.comments.get(found.text, ""))))
    return Read(found.text, comment, told=_told(text, found.text, codelist, source), refused=found.refused)


def _told(text: str, code_id: str, codelist: Codelist, source: Source) -> str:
    """What must be said of a country that is no more, and of a name that only this publisher uses so."""
    known = codelist.by_id.get(code_id)
    if known and known.kind is CodeKind.HISTORICAL:
        return HISTORICAL
    if not text:
        return EMPTY_MEANS
    own = text in source.texts and "AL" in codelist and isinstance(resolve(text, source.countries), Refused)
    return PUBLISHERS_OWN if own else ""


def _code(text: str, codelist: Codelist, source: Source) -> Read:
    if text in source.texts:
        return Read(source.texts[text])
    if text in codelist and (source.countries == "iso" or "AL" not in codelist):
        return Read(text)
    known = _labels(codelist).get(normal(text)) or _before_label(text, codelist)
    if known:
        return Read(known)
    if "AL" in codelist:
        return _country(text, codelist, source.countries)
    return Read(text, refused=Message(mark("no code or name of {codelist}"), {"codelist": codelist.id}))


def _before_label(text: str, codelist: Codelist) -> str | None:
    """SDMX-CSV with labels writes ``AF: Afghanistan``."""
    start, colon, _ = text.partition(": ")
    return start if colon and start in codelist else None


def _country(text: str, codelist: Codelist, codes: str) -> Read:
    answer = resolve(text, codes)
    if isinstance(answer, Refused):
        return Read(text, refused=Message(mark("{reason}"), {"reason": answer.because.details["reason"]}))
    if answer.code not in codelist:
        details = {"code": answer.code, "codelist": codelist.id}
        return Read(text, refused=Message(mark("{code} is not in {codelist}"), details))
    return Read(answer.code, answer.comment)


@lru_cache(maxsize=256)
def _labels_of(names: tuple[tuple[str, str], ...]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for code_id, name in names:
        labels.setdefault(normal(code_id), code_id)
        labels.setdefault(normal(name), code_id)
    return labels


def _labels(codelist: Codelist) -> dict[str, str]:
    """Codes in any case and labels; the countries among them are left to the dictionary of names."""
    own = (c for c in codelist.codes if "AL" not in codelist or not (c.iso2 or len(c.id) == 2))
    return _labels_of(tuple((c.id, c.name) for c in own))


def attribute(text: str, codelist: Codelist) -> Read:
    """The code of an attribute, with or without its label beside it; any other text stands as it is."""
    return Read(_before_label(text, codelist) or text)


def period(text: str) -> Read:
    """A reference period in its canonical form; the first day of a month, as spreadsheets make of it, is the month."""
    if not text:
        return EMPTY
    if day := _DAY.fullmatch(text):
        return Read(day[1])
    try:
        return Read(str(Period.parse(text)))
    except Fault:
        return Read(text, refused=Message(mark("no period such as 2025, 2025-Q3 or 2025-03"), {}))


def grouping(texts: Sequence[str], source: Source) -> str:
    """The thousands mark of a column: the layout's own, or another where every figure is written by it."""
    figures = [text for text in texts if text and text not in source.missing]
    if not source.thousands or not any(set(text) & set(GROUPINGS) for text in figures):
        return source.thousands
    fits = (
        mark_
        for mark_ in dict.fromkeys((source.thousands, *GROUPINGS))
        if all(re.fullmatch(rf"\d{{1,3}}({re.escape(mark_)}\d{{3}})*", text) for text in figures)
    )
    return next(fits, source.thousands)


def zero_decimals(text: str) -> bool:
    """Whether a figure is written with a decimal comma and nothing but zeros after it: ``100,0``."""
    return bool(_DECIMAL_COMMA.fullmatch(text))


def count(text: str, source: Source, *, decimal_comma: bool = False) -> Read:
    """A count as plain digits; a text that stands for no value becomes empty with its status.

    ``decimal_comma``: the comma cannot stand between two cells of the file, so ``100,0`` is a hundred. Three zeros
    could be thousands and stay refused.
    """
    if not text:
        return Read("")
    if text in source.missing:
        return Read("", status=source.missing[text])
    plain = _without_thousands(text, source.thousands)
    if match := _COUNT.fullmatch(plain):
        return Read(str(int(match[1])))
    if decimal_comma and (match := _DECIMAL_COMMA.fullmatch(plain)):
        return Read(str(int(match[1])))
    return Read(text, refused=Message(mark("no count: digits only"), {}))


def _without_thousands(text: str, thousands: str) -> str:
    if thousands and re.fullmatch(rf"\d{{1,3}}({re.escape(thousands)}\d{{3}})+", text):
        return text.replace(thousands, "")
    return text


def status(text: str, codelist: Codelist, source: Source) -> Read:
    """Observation status: one letter or several together, as the layout reads them."""
    bare = text.partition(": ")[0]  # a label may stand beside the letters
    letters = [source.texts.get(letter, letter.upper()) for letter in bare.replace(" ", "").replace(",", "")]
    if all(letter in codelist for letter in letters if letter):
        return Read("".join(sorted(set(letters))))
    return Read(text, refused=Message(mark("no letters of {codelist}"), {"codelist": codelist.id}))
