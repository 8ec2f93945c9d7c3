"""A workbook gives the cells a person sees, and nothing that is built to hurt the reader gets far."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.comments import Comment

from midex.formats import xlsx_sheet
from midex.formats.sheet import ROW
from midex.kernel.fault import Fault


def workbook(*rows: tuple[object, ...], merge: str = "", title: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part))
    return stream.getvalue()


def test_values_are_read_as_a_person_reads_them() -> None:
    moment = datetime.fromisoformat("2025-04-02")
    data = workbook(("GEO", "DAY", "N", "SHARE"), ("AL", date(2025, 3, 1), 12.0, 0.5), ("BA", moment, 7, True))
    (sheet,) = xlsx_sheet.read(data, "f.xlsx")
    rows = sheet.cells.drop_columns([ROW]).to_pylist()
    assert list(rows[0].values()) == ["AL", "2025-03-01", "12", "0.5"]
    assert list(rows[1].values()) == ["BA", "2025-04-02", "7", "TRUE"]


def test_every_row_keeps_its_number_below_a_title() -> None:
    data = workbook(("Asylum 2025",), (), ("GEO", "N", "NOTE"), ("AL", 5), (), ("BA", 6, "late"))
    (sheet,) = xlsx_sheet.read(data, "f.xlsx")
    assert (sheet.header, sheet.header_row) == (("GEO", "N", "NOTE"), 3)
    assert sheet.cells[ROW].to_pylist() == [4, 6]
    assert sheet.cells["c2"].to_pylist() == ["", "late"]


def test_a_merged_cell_holds_for_all_its_rows() -> None:
    data = workbook(("GEO", "SEX", "N"), ("AL", "M", 5), (None, "F", 6), ("BA", "M", 7), merge="A2:A3")
    (sheet,) = xlsx_sheet.read(data, "f.xlsx")
    assert sheet.cells["c0"].to_pylist() == ["AL", "AL", "BA"]


def test_merged_cells_without_end_are_refused() -> None:
    data = workbook(("GEO", "N"), ("AL", 5), ("BA", 6), merge="A2:A3")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml")
    many = part.replace(b'<mergeCell ref="A2:A3"/>', b'<mergeCell ref="A2:XFD1048576"/>' * 9)
    assert many != part
    with pytest.raises(Fault, match="merged"):
        xlsx_sheet.read(with_part(data, "xl/worksheets/sheet1.xml", many), "f.xlsx")


def test_a_wrong_size_in_the_worksheet_cuts_nothing_off() -> None:
    data = workbook(("GEO", "N"), ("AL", 5), ("BA", 6))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml").replace(b'<dimension ref="A1:B3"/>', b'<dimension ref="A1"/>')
    (sheet,) = xlsx_sheet.read(with_part(data, "xl/worksheets/sheet1.xml", part), "f.xlsx")
    assert sheet.cells["c1"].to_pylist() == ["5", "6"]


def test_a_row_number_out_of_this_world_is_refused() -> None:
    data = workbook(("GEO", "N"), ("AL", 5))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml").replace(b'<row r="2"', b'<row r="99999999"')
    with pytest.raises(Fault, match="rows"):
        xlsx_sheet.read(with_part(data, "xl/worksheets/sheet1.xml", part), "f.xlsx")


def test_a_row_wider_than_the_header_is_named() -> None:
    (sheet,) = xlsx_sheet.read(workbook(("GEO", "N"), ("AL", 5), ("BA", 6, "?"), ("ME", 7)), "f.xlsx")
    assert sheet.ragged == (3,)
    assert sheet.cells["c0"].to_pylist() == ["AL", "ME"]


def test_each_sheet_with_cells_is_read_by_name() -> None:
    book = openpyxl.Workbook()
    book.active.title = "About"
    book.create_sheet("Data").append(("GEO", "N"))
    hidden = book.create_sheet("Old")
    hidden.append(("GEO", "N"))
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    sheets = xlsx_sheet.read(stream.getvalue(), "f.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("Data", False), ("Old", True)]


def test_what_stands_outside_the_columns_is_kept_with_its_row() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("A title",), ("GEO", "N"), ("AL", 5), ("BA", 6, "beside"), ("ME", 7)):
        sheet.append(row)
    sheet["B3"].comment = Comment("said of this cell", "somebody")
    stream = io.BytesIO()
    book.save(stream)
    (found,) = xlsx_sheet.read(stream.getvalue(), "f.xlsx")
    assert (found.ragged, found.header_row) == ((4,), 2)
    loose = dict(reversed(found.loose))
    assert loose[1] == "A title"
    assert {(4, "BA"), (4, "6"), (4, "beside")} <= set(found.loose)
    assert loose[3] == "said of this cell"


def test_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    with pytest.raises(Fault, match="entities") as fault:
        xlsx_sheet.read(with_part(workbook(("a", "b")), "xl/worksheets/sheet1.xml", bomb), "f.xlsx")
    assert fault.value.code == "F108"


def test_a_part_that_unpacks_to_far_more_than_it_is_is_refused() -> None:
    with pytest.raises(Fault, match="unpacks") as fault:
        xlsx_sheet.read(with_part(workbook(("a", "b")), "docProps/app.xml", b" " * (64 << 20)), "f.xlsx")
    assert fault.value.code == "F108"


@pytest.mark.parametrize(("rows", "reason"), [([("x",) * 250], "columns"), ([("a", "b")] * 40, "rows")])
def test_a_sheet_out_of_bounds_is_refused(
    rows: list[tuple[str, ...]], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_sheet, "MAX_ROWS", 30)
    with pytest.raises(Fault, match=reason):
        xlsx_sheet.read(workbook(*rows), "f.xlsx")


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sheet, "MAX_MB", 0)
    with pytest.raises(Fault) as fault:
        xlsx_sheet.read(workbook(("a", "b")), "f.xlsx")
    assert fault.value.code == "F101"


@pytest.mark.parametrize("data", [b"PK\x03\x04 no zip", b""])
def test_what_is_no_workbook_is_a_fault(data: bytes) -> None:
    with pytest.raises(Fault) as fault:
        xlsx_sheet.read(data, "f.xlsx")
    assert fault.value.code == "F103"


def test_an_empty_workbook_is_a_fault() -> None:
    with pytest.raises(Fault) as fault:
        xlsx_sheet.read(workbook(), "f.xlsx")
    assert fault.value.code == "F102"
