"""V-S01 and V-S02: whether every row could be read, the columns are the table's, and none is used for remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from midex.statistics.layouts.layout import layouts
from midex.statistics.names import comments
from midex.statistics.reading import NoteKind, Place
from midex.statistics.validate.coded import Coded
from midex.statistics.validate.hits import SHOWN, Hits, Spot, echo, one
from midex.statistics.validate.rules import DEFAULT, Rule

_EIGHT_BIT = frozenset({"cp1250", "cp1251", "cp1252", "latin-1"})
"""Encodings that one cannot tell from each other with certainty."""

_TWO_BYTES = frozenset({"utf-16", "utf-16-le", "utf-16-be"})
"""Encodings that nothing in a file but its form tells, and that few programs write on purpose."""


def rows(coded: Coded, _rule: Rule) -> Iterator[Hits]:
    """Rows of another length than the header, no row at all, and an encoding that may garble names."""
    sheet = coded.reading.sheet
    if sheet.ragged:
        spots = tuple(Spot(place=Place(sheet.name, row)) for row in sheet.ragged[:SHOWN])
        yield Hits(count=len(sheet.ragged), spots=spots)
    if not sheet.cells.num_rows:
        yield one("none", place=Place(sheet.name, sheet.header_row))
    if sheet.encoding in _EIGHT_BIT:
        yield one("encoding", encoding=sheet.encoding)
    if sheet.encoding in _TWO_BYTES:
        yield one("two_bytes", encoding=sheet.encoding)


def header(coded: Coded, rule: Rule) -> Iterator[Hits]:
    """Columns that nothing was read from, columns named twice, remarks, and breakdowns the file does not have."""
    sheet, table = coded.reading.sheet, coded.table
    expected = ", ".join(table.columns)
    for column in unread(coded):
        place = Place(sheet.name, sheet.header_row, column)
        known = echo(column) == column
        yield one(DEFAULT if known else "strange", place=place, column=echo(column), table=table.id, expected=expected)
    ignored = next((layout.ignored for layout in layouts() if layout.name == coded.reading.layout), ())
    named = Counter(column.casefold() for column in sheet.header if column and column not in ignored)
    for column in (c for c in sheet.header if named.pop(c.casefold(), 0) > 1):
        case = "twice" if echo(column) == column else "strange_twice"
        yield one(case, place=Place(sheet.name, sheet.header_row, column), column=echo(column))
    yield from _remarks(coded, frozenset(rule.parameters["comments"]))
    for breakdown in table.breakdowns:
        if breakdown not in coded.reading.columns:
            yield one("taken_as_total", column=breakdown)


def _remarks(coded: Coded, known: frozenset[str]) -> Iterator[Hits]:
    """Free text beside a figure of a submission: a person can be told from it, and no check can see that.

    What the reader itself writes there is a closed list, and so is ``known``.
    """
    if not coded.submission:
        return
    closed = known | comments() | {said for layout in layouts() for said in layout.said}

    def judge(text: str) -> str | None:
        return None if closed.issuperset(part.strip() for part in text.split(";")) else "comment"

    yield from coded.by_text("COMMENT_OBS", judge, lambda _text: {})


def unread(coded: Coded) -> Iterator[str]:
    """The headings of columns that the reader found no room for."""
    header_row = coded.reading.sheet.header_row
    for note in coded.reading.notes:
        if note.kind is NoteKind.NOT_READ and note.place and note.place.row == header_row and note.place.column:
            yield note.place.column
