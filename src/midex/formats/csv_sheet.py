"""Delimited text -> Sheet: any usual delimiter and encoding, both decided by content and written down.

It refuses to guess what a cell means and never drops a line silently: an odd line is named in ``ragged``.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from midex.formats.encoding import decode
from midex.formats.sheet import ROW, Sheet, sheet_of
from midex.formats.signature import foreign
from midex.kernel.fault import Fault

MAX_MB = 300
MAX_COLUMNS = 200
MAX_CELL = 100_000
DELIMITERS = ",;\t|"
_HEAD_LINES = 400
_HEAD_CHARACTERS = 400_000


def read(data: bytes, file: str) -> Sheet:
    """Read delimited text; fault F101 (too large), F102 (empty), F103 (no such text) or F108 (too wide)."""
    if len(data) > MAX_MB << 20:
        raise Fault("F101", file=file, limit=MAX_MB)
    if not data[:1000].strip() and not data.strip():
        raise Fault("F102", file=file)
    if reason := foreign(data):
        raise Fault("F103", file=file, reason=reason)
    text, encoding = decode(data, file)
    delimiter = _delimiter(text)
    head = list(_records(text[:_HEAD_CHARACTERS], delimiter, file, limit=_HEAD_LINES))
    if not head:
        raise Fault("F102", file=file)
    header = _header(head)
    if len(header.cells) > MAX_COLUMNS:
        raise Fault("F108", file=file, reason=f"more than {MAX_COLUMNS} columns")
    cells = _regular(text, header, delimiter)
    odd: list[_Record] = []
    if cells is None:
        cells, odd = _irregular(text, header, delimiter, file)
    above = [record for record in head if record.line < header.line]
    return Sheet(
        file=file,
        name="",
        header=tuple(cell.strip() for cell in header.cells),
        header_row=header.line,
        cells=cells,
        ragged=tuple(record.line for record in odd),
        loose=tuple((record.line, cell) for record in (*above, *odd) for cell in record.cells if cell.strip()),
        encoding=encoding,
        delimiter=delimiter,
    )


class _Record(NamedTuple):
    line: int  # 1-based line the record starts on
    cells: list[str]
    end: int  # 1-based line it ends on


def _records(text: str, delimiter: str, file: str, limit: int | None = None) -> Iterator[_Record]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield _Record(line, cells, reader.line_num)
            line = reader.line_num + 1
            if limit is not None and line > limit:
                return
    except csv.Error as wrong:
        long = "field limit" in str(wrong)
        what = f"has a cell of more than {MAX_CELL} characters; a quote may not be closed" if long else "is broken"
        raise Fault("F103", file=file, reason=f"the record that begins in line {line} {what}") from None


def _delimiter(text: str) -> str:
    """The delimiter that most lines at the top share most often; a comma where none does."""
    lines = [line for line in text[:_HEAD_CHARACTERS].splitlines()[:_HEAD_LINES] if line.strip()]

    def agreement(mark: str) -> tuple[int, int]:
        widths = Counter(len(next(csv.reader([line], delimiter=mark), [])) for line in lines)
        widths.pop(1, None)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    csv.field_size_limit(_HEAD_CHARACTERS)
    best = max(DELIMITERS, key=agreement)
    return best if agreement(best)[0] else ","


def _header(head: list[_Record]) -> _Record:
    """The first record as wide as most: what stands above it is preamble."""
    widths = Counter(len(record.cells) for record in head)
    wide = {width: count for width, count in widths.items() if width > 1} or widths
    usual = max(wide, key=lambda width: (wide[width], width))
    return next(record for record in head if len(record.cells) == usual)


def _regular(text: str, header: _Record, delimiter: str) -> pa.Table | None:
    """The cells by the fast reader, or None where a line is not exactly one record of the header's width."""
    body = text.encode()
    if body.count(b"\r") != body.count(b"\r\n"):
        return None
    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    names = [f"c{n}" for n in range(len(header.cells))]
    if lines <= header.end:
        return None
    try:
        cells = pacsv.read_csv(
            pa.BufferReader(body),
            read_options=pacsv.ReadOptions(column_names=names, skip_rows=header.end, block_size=8 << 20),
            parse_options=pacsv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if cells.num_rows != lines - header.end:
        return None
    rows = pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int32()), lines - header.end), header.end)
    return _without_blank(cells.append_column(ROW, rows))


def _without_blank(cells: pa.Table) -> pa.Table:
    """The rows that hold anything."""
    blank = pc.equal(cells.column(0), "")
    for column in cells.columns[1:-1]:
        if not pc.any(blank).as_py():
            return cells
        blank = pc.and_(blank, pc.equal(column, ""))
    return cells.filter(pc.invert(blank))


def _irregular(text: str, header: _Record, delimiter: str, file: str) -> tuple[pa.Table, list[_Record]]:
    """The cells by the patient reader, and the records whose width is not the header's."""
    width = len(header.cells)
    lines: list[int] = []
    rows: list[list[str]] = []
    odd: list[_Record] = []
    record = header
    for record in _records(text, delimiter, file):
        if record.line <= header.line:
            continue
        if len(record.cells) == width:
            lines.append(record.line)
            rows.append(record.cells)
        else:
            odd.append(record)
    if record.end > record.line and text.count('"') % 2:
        raise Fault("F103", file=file, reason=f"a quote opened in the record of line {record.line} is never closed")
    return sheet_of(rows, lines, width), odd
