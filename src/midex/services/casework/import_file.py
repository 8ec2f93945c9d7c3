"""A file of people as it is sent: the columns of a group, a row for each person; pure, and nothing of it is kept here.

A row whose first cell begins with # is a remark. Rows are known by the number that a spreadsheet shows.
"""

from __future__ import annotations

import csv
import io
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

from midex.formats.csv_sheet import read
from midex.formats.event_json import shape_of
from midex.formats.sheet import ROW, Sheet
from midex.kernel.text import Message, mark
from midex.services.casework.group_form import OF_ONE, SHARED, UNKNOWN_COLUMN
from midex.services.casework.told_apart import MOST_NAMED

COMPARED = "compared"
COLUMNS = (*SHARED, *OF_ONE, COMPARED)
NEEDED = ("language", "on", "given_names", "birth", "sex", "citizenship", "accompanied")
REMARK = "#"
BATCH = 1_000
"""Rows that are looked at together."""

MISSING_COLUMN = mark("this column is missing")
TWICE = mark("this column stands there twice")
RAGGED = mark("this row has more or fewer cells than the heading")
NOT_COMPARED = mark(
    "write other than 2026-0000123, 12 (the cases and rows that were compared), other (where only rows of this file"
    " are alike), same as 2026-0000123 (a case), or same as 12 (a row of this file)"
)
REMARKS = {
    "given_names": mark("as the person says them"),
    "birth": mark("2009, 2009-04 or 2009-04-30; add ~ where it is estimated"),
    "relative": mark("the number of the relative's row in this file"),
    "needs": mark("several codes with spaces between"),
    COMPARED: mark("empty at first; later other than 2026-0000123, other, same as 2026-0000123, or same as 12"),
}

_SAME = re.compile(r"same as (?:(\d{4}-\d{7})|(\d{1,7}))", re.ASCII)
_ONE = r"(?:\d{4}-\d{7}|\d{1,7})"
_OTHER = re.compile(rf"other(?: than ({_ONE}(?:(?: ?[,;] ?| ){_ONE}){{0,{MOST_NAMED - 1}}}))?", re.ASCII)


@dataclass(frozen=True)
class Compared:
    """What a human wrote beside a row: somebody else than those named, or the same as a case or another row.

    ``than`` are cases by their names and rows by their numbers; where it is empty, whoever is alike in this file.
    """

    other: bool = False
    than: frozenset[str] = frozenset()
    case: str = ""
    row: int = 0

    def is_apart_from(self, row: int) -> bool:
        """Whether it says that another row of the file is about somebody else."""
        return self.other and (not self.than or str(row) in self.than)


@dataclass(frozen=True, kw_only=True)
class ImportRow:
    """One row: its place among the people (from 0), its number in the file, and what its cells say."""

    place: int
    number: int
    shared: Mapping[str, str]
    person: Mapping[str, str]
    compared: str


@dataclass(frozen=True, kw_only=True)
class WrongCell:
    """A cell that cannot be understood, by the row's number and the column's name; nothing of what stands in it."""

    row: int
    column: str
    because: Message


@dataclass(frozen=True, kw_only=True)
class ImportFile:
    """The rows of a file, and what is wrong with its heading. ``key`` is the same whatever stands in ``compared``."""

    key: str
    cells: pa.Table
    wrong: tuple[WrongCell, ...] = ()
    numbers: array[int] = field(default_factory=lambda: array("I"), repr=False)

    def __len__(self) -> int:
        return int(self.cells.num_rows)

    def batches(self) -> Iterator[list[ImportRow]]:
        """All rows in order, some at a time."""
        for first in range(0, len(self), BATCH):
            yield self._rows(self.cells.slice(first, BATCH), range(first, len(self)))

    def place_of(self, number: int) -> int:
        """Where the row of that number stands among the people; -1 where there is none."""
        place = bisect_left(self.numbers, number)
        return place if place < len(self.numbers) and self.numbers[place] == number else -1

    def at(self, places: Sequence[int]) -> list[ImportRow]:
        """The rows at some places."""
        return self._rows(self.cells.take(pa.array(places, pa.int64())), places)

    def _rows(self, cells: pa.Table, places: Sequence[int]) -> list[ImportRow]:
        return [
            ImportRow(
                place=place,
                number=said[ROW],
                shared={name: (said.get(name) or "").strip() for name in SHARED},
                person={name: (said.get(name) or "").strip() for name in OF_ONE},
                compared=(said.get(COMPARED) or "").strip(),
            )
            for place, said in zip(places, cells.to_pylist(), strict=False)
        ]


def read_people(data: bytes, file: str) -> ImportFile:
    """The people of a file in any usual encoding and delimiter; faults as `formats.csv_sheet` has them."""
    sheet = read(data, file)
    names = [name.strip().lstrip(REMARK).strip().lower() for name in sheet.header]
    wrong = [
        *(
            WrongCell(row=sheet.header_row, column=name, because=Message(MISSING_COLUMN))
            for name in NEEDED
            if name not in names
        ),
        *(
            WrongCell(row=sheet.header_row, column=_place(at), because=Message(UNKNOWN_COLUMN))
            for at, name in enumerate(names)
            if name and name not in COLUMNS
        ),
        *(
            WrongCell(row=sheet.header_row, column=name, because=Message(TWICE))
            for name in COLUMNS
            if names.count(name) > 1
        ),
        *(WrongCell(row=row, column="", because=Message(RAGGED)) for row in sheet.ragged),
    ]
    known = {name: f"c{at}" for at, name in enumerate(names) if name in COLUMNS}
    cells = _without_remarks(sheet).select([*known.values(), ROW]).rename_columns([*known, ROW])
    return ImportFile(
        key=_key(cells),
        cells=cells,
        wrong=tuple(wrong),
        numbers=array("I", cells.column(ROW).to_pylist()),
    )


def compared_in(text: str) -> Compared | Message:
    """What a human wrote in the column; nothing where it is empty."""
    said = " ".join(text.lower().split())
    if not said:
        return Compared()
    if other := _OTHER.fullmatch(said):
        return Compared(other=True, than=frozenset(re.split(r"[,; ]+", other[1])) if other[1] else frozenset())
    match = _SAME.fullmatch(said)
    return Compared(case=match[1] or "", row=int(match[2] or 0)) if match else Message(NOT_COMPARED)


def template() -> str:
    """An empty file to fill in: the heading, and a remark that says what each column holds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    remarks = [_remark(name) for name in COLUMNS]
    writer.writerow([f"{REMARK} {remarks[0]}", *remarks[1:]])
    return "\ufeff" + out.getvalue()


def _remark(name: str) -> str:
    if name in REMARKS:
        return REMARKS[name]
    step, said = {**SHARED, **OF_ONE}[name]
    (shape,) = (one for one in shape_of(step.records) if one.name == said)
    if isinstance(shape.each, type) and issubclass(shape.each, Enum):
        return " | ".join(str(one.value) for one in shape.each)
    if shape.entry.codelist:
        return shape.entry.codelist
    return {bool: "yes | no"}.get(shape.type, "2026-04-30" if "date" in str(shape.type) else "")


def _without_remarks(sheet: Sheet) -> pa.Table:
    first = sheet.cells.column(0)
    return sheet.cells.filter(pc.invert(pc.starts_with(first, REMARK))) if sheet.cells.num_rows else sheet.cells


def _key(cells: pa.Table) -> str:
    """What a file is known by: its cells and where they stand, but for what is written later beside them."""
    kept = cells.select([name for name in cells.column_names if name != COMPARED])
    digest = sha256("\0".join(kept.column_names).encode())
    for batch in kept.to_batches(max_chunksize=10_000):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            digest.update("\0".join(map(str, row)).encode() + b"\n")
    return digest.hexdigest()[:32]


def _place(at: int) -> str:
    """A column as a spreadsheet names it: A, B … AA; what stands in its heading may be anything."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
