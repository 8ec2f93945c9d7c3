"""V-S09: signs of personal data anywhere in a sheet, before anything else is asked of it.

It answers with positions only; no text of the file ever leaves it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from string import ascii_uppercase

import pyarrow as pa
import pyarrow.compute as pc

from midex.formats.sheet import Sheet
from midex.kernel.verdict import Refused
from midex.statistics.names import normal, resolve
from midex.statistics.reading import ROW, Place
from midex.statistics.validate.hits import SHOWN, Hits, Spot
from midex.statistics.validate.rules import DEFAULT, Rule

_LOOKED_AT = 2000
"""So many different texts of a column say what the others are."""

_LONGEST_PLAIN = 7
"""Digits a cell may have and still need no closer look: a count fits in them."""

# the decimals of a figure are no number of a person; those of a number that a spreadsheet took for a figure are zeros
_START, _END = r"(?<!\d)(?<!\d[.,])", r"(?:(?![.,]?\d)|(?=\.0+(?!\d)))"
_NATIONAL_NUMBER = re.compile(rf"{_START}\d{{13}}{_END}|(?<![A-Z0-9])[A-Z]\d{{8}}[A-Z](?![A-Z0-9])")
_WITHOUT_ZERO = re.compile(rf"{_START}([1-9](?:0[1-9]|1[0-2])[09]\d{{2}}\d{{6}}){_END}")
"""A personal number of the first nine days of a month whose leading zero a spreadsheet has taken away: D MM YYY and six
digits, the last of which checks the others."""

_BORN = re.compile(rf"{_START}(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])[09]\d{{2}}\d{{6}}{_END}")
_WEIGHTS = (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_SPACED_NUMBER = re.compile(
    r"(?<![\d.,])(?:\d{7}[ \-/]\d{6}|\d{6}[ \-/]\d{7}|\d{2}[ .\-]\d{2}[ .\-]\d{3}[ .\-]?\d{2}[ .\-]?\d{3,4})(?!\d)"
)
_TEN_DIGITS = re.compile(rf"{_START}\d{{10}}{_END}")
_DOCUMENT = re.compile(r"[A-Z]{1,3} ?\d{6,9}[A-Z]?")
_DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])[./\-] ?(?:0?[1-9]|1[0-2])[./\-] ?(?:19|20)\d{2}"
    r"|(?:19|20)\d{2}[./\-](?:0[1-9]|1[0-2])[./\-](?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
_CONTACT = re.compile(
    r"[^\s@]+@[^\s@]+\.[^\s@]+"
    r"|(?:^|[\s:;,(])(?:\+|00)[1-9]\d{0,2}[ ()/.\-]?\d[\d ()/.\-]{6,14}\d"
    r"|(?:^|[\s:;,(])0\d{1,2}[ /\-]\d{3}[ \-]?\d{3,4}(?!\d)"
)
_NAME = re.compile(r"[^\W\d_][^\W\d_]{1,20}(?:[ \-][^\W\d_]{2,20}){1,3}")


def personal(
    sheet: Sheet, rule: Rule, *, read_from: Collection[str] | None = None, figures: Collection[str] = ()
) -> Iterator[Hits]:
    """Headings, cells, the sheet's title and what stands outside its columns, where they look like data about persons.

    ``read_from``: headings that the table is read from, ``figures`` those of its figures; None where no layout fits, or
    for a sheet beside the one that is read. There a date, an address of an office or a long text may be anything, and
    is no sign.
    """
    met: dict[str, list[_Sign]] = {}
    for sign in _outside(sheet):
        met.setdefault(sign.case, []).append(sign)
    for number, heading in enumerate(sheet.header):
        column = _Column(
            sheet,
            number,
            heading,
            known=heading in (read_from or ()),
            laid=read_from is not None,
            figures=heading in figures,
        )
        for sign in column.signs(rule):
            met.setdefault(sign.case, []).append(sign)
    for case, signs in met.items():
        spots = [Spot(place=Place("", row, sign.column)) for sign in signs for row in sign.rows]
        yield Hits(case=case, count=sum(sign.count for sign in signs), spots=tuple(spots[:SHOWN]))


def numbered(text: str) -> bool:
    """Whether a title or the name of a file carries the number of a person, whose digits begin with a day that was."""
    return bool(_BORN.search(text)) or any(map(_checks, _WITHOUT_ZERO.findall(text)))


def _outside(sheet: Sheet) -> Iterator[_Sign]:
    """Signs in the title of the sheet and in what no column has; an office may give its address there."""
    if numbered(sheet.name):
        yield _Sign(DEFAULT, "", (1,), 1)
    for row, text in sheet.loose:
        case = _cell_case(text, dated=False, counted=True)
        if case is None:
            case = _shortened(text, strict=True)
        if case is not None and case != "contact":
            yield _Sign(case, "", (row,), 1)


@dataclass(frozen=True)
class _Sign:
    """What one column shows: in which rows, by position only."""

    case: str
    column: str
    rows: tuple[int, ...]
    count: int


@dataclass(frozen=True)
class _Column:
    sheet: Sheet
    number: int
    heading: str
    known: bool
    laid: bool
    figures: bool

    @property
    def position(self) -> str:
        """The letter a spreadsheet shows above the column."""
        first, last = divmod(self.number, 26)
        return (ascii_uppercase[first - 1] if 0 < first <= 26 else "") + ascii_uppercase[last]

    def signs(self, rule: Rule) -> Iterator[_Sign]:
        heading = plain(self.heading)
        if not self.known and _names_persons(heading, rule, laid=self.laid):
            yield _Sign("header", self.position, (self.sheet.header_row,), 1)
        case = _cell_case(self.heading, dated=False, counted=True)
        if case is not None and (self.laid or case != "contact"):
            yield _Sign(case, self.position, (self.sheet.header_row,), 1)
        texts, indices = _distinct(self.sheet.cells.column(self.number))
        dated = self.laid and not self.known and heading not in rule.parameters["dates_allowed"]
        counted = self.known or not self.laid
        strict = self.figures or not self.laid

        def case_of(text: str) -> str | None:
            seen = _cell_case(text, dated=dated, counted=counted)
            return _shortened(text, strict=strict) if seen is None else seen

        for sign in self._where(texts, indices, case_of):
            if self.laid or sign.case != "contact":
                yield sign
        if self.laid and not self.known:
            longest = rule.parameters["longest_text"]
            yield from self._where(texts, indices, lambda text: "text" if len(text) > longest else None)
        if not self.known and _lists_names(texts, len(indices)):
            yield _Sign("names", self.position, (self.sheet.header_row,), 1)

    def _where(self, texts: list[str], indices: pa.Array, case_of: Callable[[str], str | None]) -> Iterator[_Sign]:
        cases = [case_of(text) for text in texts]
        for case in dict.fromkeys(c for c in cases if c is not None):
            met = pc.indices_nonzero(pc.fill_null(pc.take(pa.array([c == case for c in cases]), indices), False))
            rows = self.sheet.cells[ROW].take(met[:SHOWN]).to_pylist()
            yield _Sign(case, self.position, tuple(rows), len(met))


def _distinct(column: pa.ChunkedArray) -> tuple[list[str], pa.Array]:
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    whole = encoded.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], encoded.type)
    return [(text or "").strip() for text in whole.dictionary.to_pylist()], whole.indices


def _cell_case(text: str, *, dated: bool, counted: bool) -> str | None:
    """What a cell looks like. ``counted``: figures may stand here, so a number of ten digits may be one."""
    if len(text) <= _LONGEST_PLAIN:
        return None
    upper = text.upper()
    if _NATIONAL_NUMBER.search(upper) or _SPACED_NUMBER.search(text):
        return DEFAULT
    if not counted and _TEN_DIGITS.search(text):
        return DEFAULT
    if _CONTACT.search(text):
        return "contact"
    if _DOCUMENT.fullmatch(upper):
        return "document"
    return "date" if dated and _DATE.search(text) else None


def _shortened(text: str, *, strict: bool) -> str | None:
    """A personal number that lost its zero. ``strict``: figures may stand here, so its check digit must be right."""
    found = _WITHOUT_ZERO.findall(text) if len(text) > _LONGEST_PLAIN else []
    return DEFAULT if any(not strict or _checks(digits) for digits in found) else None


def _checks(digits: str) -> bool:
    """Whether the last digit of a personal number is the one that the others ask for."""
    digits = digits.zfill(13)
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11
    return int(digits[-1]) == (11 - rest if rest > 1 else 0) and rest != 1


def _names_persons(heading: str, rule: Rule, *, laid: bool) -> bool:
    """Where no layout fits, a heading such as "name" may be that of anything."""
    words = set(heading.split())
    return bool(words & set(rule.parameters["words"])) or (laid and heading in rule.parameters["whole"])


def _lists_names(texts: list[str], cells: int) -> bool:
    """Whether a column is mostly different texts of two to four words of letters, as names of persons are."""
    filled = [text for text in texts if text]
    looked_at = filled[:_LOOKED_AT]
    return (
        len(filled) >= 5
        and 2 * len(filled) > cells
        and sum(map(_shaped_like_a_name, looked_at)) * 5 > 4 * len(looked_at)
    )


def _shaped_like_a_name(text: str) -> bool:
    capital = all(word[0].isupper() for word in re.split(r"[ \-]", text) if word)
    return capital and bool(_NAME.fullmatch(text)) and isinstance(resolve(text), Refused)


def plain(text: str) -> str:
    """Words in small Latin letters without accents, split at capitals, points and underscores too."""
    split = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", text)
    return normal(split)
