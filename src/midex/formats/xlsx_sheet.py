"""An xlsx workbook -> one Sheet per worksheet with cells: values as text, merged cells filled, nothing executed.

Worksheets that are hidden are read too, and say that they are: what is hidden travels with the file all the same.
It refuses a file that unpacks to far more than it is, that declares entities, or that outgrows any table.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from midex.formats.sheet import Sheet, sheet_of
from midex.formats.signature import DAMAGED, NO_WORKBOOK
from midex.kernel.fault import Fault

MAX_MB = 50
MAX_UNPACKED_MB = 400
MAX_RATIO = 250
MAX_ROWS = 2_000_000
MAX_COLUMNS = 200
MAX_CELLS = 20_000_000
_HEAD_ROWS = 400
_PIECE = 1 << 20
_DECLARATION = re.compile(rb"<\0?!\0?(D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_RELATED = re.compile(rb'Target="([^"]*(?:comment|drawing)[^"]*\.xml)"', re.IGNORECASE)
_COMMENT_ROW = re.compile(r'<[^>]*?\sref="[A-Z]{1,3}(\d{1,7})"')
_NO_RESULT = re.compile(
    rb'<c\s[^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*><f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)(?:<v\s*/>|<v></v>)?</c>'
)
_TAG = re.compile(r"<[^>]*>")

Row = tuple[int, list[str]]


def read(data: bytes, file: str) -> tuple[Sheet, ...]:
    """Every worksheet that has cells; faults F101 (too large), F102 (empty), F103 (no xlsx), F108 (out of bounds)."""
    if len(data) > MAX_MB << 20:
        raise Fault("F101", file=file, limit=MAX_MB)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if not any(name.endswith("workbook.xml") for name in archive.namelist()):
                raise Fault("F103", file=file, reason=NO_WORKBOOK)
            _bounded(archive, file)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl warns of parts of a workbook that hold no cells
                sheets = tuple(_sheets(data, archive, file))
    except Fault:
        raise
    except Exception:  # noqa: BLE001 - whatever a foreign parser stumbles over is the file's fault
        raise Fault("F103", file=file, reason=DAMAGED) from None
    if not sheets:
        raise Fault("F102", file=file)
    return sheets


def _bounded(archive: zipfile.ZipFile, file: str) -> None:
    """Unpack every part once, piece by piece: what a part says about its own size is not believed."""
    total = 0
    for part in archive.infolist():
        size, before = 0, b""
        with archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                total += len(piece)
                small = size <= 10 * _PIECE or size <= MAX_RATIO * max(part.compress_size, 1)
                if total > MAX_UNPACKED_MB << 20 or not small:
                    raise Fault("F108", file=file, reason=f"it unpacks to more than {MAX_UNPACKED_MB} MB")
                if part.filename.endswith((".xml", ".rels", ".vml")) and _DECLARATION.search(before + piece):
                    raise Fault("F108", file=file, reason="it declares entities, as no spreadsheet does")
                before = piece[-32:]


def _sheets(data: bytes, archive: zipfile.ZipFile, file: str) -> Iterator[Sheet]:
    book: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for worksheet in book.worksheets:
        path = worksheet._worksheet_path
        rows = list(_rows(worksheet, file))
        part = archive.read(path)
        _show_formulas(rows, part)
        _fill(rows, _MERGED.findall(part), file)
        if sheet := _sheet(rows, file, worksheet.title):
            hidden = worksheet.sheet_state != "visible"
            yield replace(sheet, hidden=hidden, loose=(*sheet.loose, *_beside(archive, path)))


def _beside(archive: zipfile.ZipFile, worksheet: str) -> Iterator[tuple[int, str]]:
    """The text of a worksheet's comments and drawings, each with its row; a drawing has none and gets the first."""
    folder, name = posixpath.split(worksheet)
    parts = set(archive.namelist())
    links = f"{folder}/_rels/{name}.rels"
    for target in _RELATED.findall(archive.read(links)) if links in parts else ():
        # a target is relative to the worksheet, or begins at the root
        part = posixpath.normpath(posixpath.join("/", folder, target.decode("utf-8", "replace"))).lstrip("/")
        if part in parts:
            text = archive.read(part).decode("utf-8", "replace")
            for piece in re.split(r"(?=<(?:\w+:)?(?:comment|threadedComment)\s)", text):
                row = _COMMENT_ROW.match(piece)
                if said := html.unescape(_TAG.sub(" ", piece)).strip():
                    yield int(row[1]) if row else 1, " ".join(said.split())


def _rows(worksheet: Any, file: str) -> Iterator[Row]:
    """Rows with any text, with their number in the worksheet."""
    worksheet.reset_dimensions()  # what a worksheet says of its own size is often wrong, and would cut rows off
    cells, blank = 0, None
    for number, values in enumerate(worksheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1):
        if number > MAX_ROWS:
            raise Fault("F108", file=file, reason=f"more than {MAX_ROWS} rows")
        if values is blank:
            continue
        texts = [_text(value) for value in values]
        while texts and not texts[-1]:
            texts.pop()
        if len(texts) > MAX_COLUMNS:
            raise Fault("F108", file=file, reason=f"more than {MAX_COLUMNS} columns")
        cells += len(texts)
        if cells > MAX_CELLS:
            raise Fault("F108", file=file, reason=f"more than {MAX_CELLS} cells")
        if texts:
            yield number, texts
        else:
            blank = values  # openpyxl hands out one and the same row for every row that is not there


def _text(value: object) -> str:
    """A cell as a person reads it: whole numbers without .0, days as ISO dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _show_formulas(rows: list[Row], part: bytes) -> None:
    """Give a cell whose formula has no stored result the formula: it is not empty, and nobody computes it here."""
    found = dict(rows)
    for place, formula in _NO_RESULT.findall(part):
        column, number, _, _ = range_boundaries(place.decode())
        if column and column <= MAX_COLUMNS and (row := found.get(number or 0)) is not None:
            row += [""] * (column - len(row))
            row[column - 1] = "=" + html.unescape(formula.decode("utf-8", "replace"))


def _fill(rows: list[Row], merged: Sequence[bytes], file: str) -> None:
    """Give every cell of a merged area the text of its first cell, which is where a workbook keeps it."""
    found = dict(rows)
    work = 0
    for area in merged:
        left, top, right, bottom = (number or 0 for number in range_boundaries(area.decode()))
        work += (min(bottom, MAX_ROWS) - top + 1) * (right - left + 1)
        if work > MAX_CELLS:
            raise Fault("F108", file=file, reason=f"more than {MAX_CELLS} merged cells")
        first = found.get(top)
        text = first[left - 1] if first and len(first) >= left else ""
        if not text or right > MAX_COLUMNS:
            continue
        for number in range(top, min(bottom, MAX_ROWS) + 1):
            if (row := found.get(number)) is not None:
                row += [""] * (right - len(row))
                row[left - 1 : right] = [text] * (right - left + 1)


def _sheet(rows: list[Row], file: str, name: str) -> Sheet | None:
    """The rows below the header, which is the first row as wide as most and filled for more than half."""
    if not rows:
        return None
    widths = Counter(len(texts) for _, texts in rows[:_HEAD_ROWS])
    usual = max(widths, key=lambda width: (widths[width], width))
    at = next((n for n, (_, texts) in enumerate(rows) if len(texts) >= usual and _filled(texts)), 0)
    number, header = rows[at]
    width = len(header)
    body = rows[at + 1 :]
    odd = [(n, texts) for n, texts in body if len(texts) > width]
    regular = [(n, texts + [""] * (width - len(texts))) for n, texts in body if len(texts) <= width]
    return Sheet(
        file=file,
        name=name,
        header=tuple(header),
        header_row=number,
        cells=sheet_of([texts for _, texts in regular], [n for n, _ in regular], width),
        ragged=tuple(n for n, _ in odd),
        loose=tuple((n, text) for n, texts in (*rows[:at], *odd) for text in texts if text),
        encoding="xlsx",
        delimiter="",
    )


def _filled(texts: list[str]) -> bool:
    return 2 * len({text for text in texts if text}) > len(texts)
