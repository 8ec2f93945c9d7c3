"""Writes an xlsx workbook from rows of text and numbers; knows nothing of what they mean."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type."""

_WIDEST = 60  # characters of a column


def workbook(sheets: Mapping[str, Iterable[Sequence[str | int | None]]]) -> bytes:
    """One sheet per entry, its first row bold and fixed; a text stays text even if it looks like a formula."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        kept = [tuple(row) for row in rows]
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for at, width in enumerate(_widths(kept), start=1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        for number, row in enumerate(kept):
            sheet.append([_cell(sheet, value, bold=number == 0) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: str | int | None, *, bold: bool) -> Cell:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _widths(rows: Sequence[Sequence[str | int | None]]) -> list[int]:
    columns = zip(*rows, strict=True)
    return [min(_WIDEST, 2 + max(len(str(value or "")) for value in column)) for column in columns]
