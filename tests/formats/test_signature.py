"""A file that is no table is told what it is and what to do."""

from __future__ import annotations

import io
import zipfile

import pytest

from midex.formats import csv_sheet, xlsx_sheet
from midex.kernel.fault import Fault


@pytest.mark.parametrize(
    ("start", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "xls"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08", "unpack"),
        (b"\x89PNG\r\n", "picture"),
    ],
)
def test_a_known_kind_of_file_is_named(start: bytes, word: str) -> None:
    with pytest.raises(Fault, match=word) as fault:
        csv_sheet.read(start + bytes(40), "f.csv")
    assert fault.value.code == "F103"


def test_an_open_document_is_sent_back_for_saving() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(Fault, match="save the table as"):
        xlsx_sheet.read(stream.getvalue(), "f.ods")


def test_a_damaged_workbook_is_said_to_be_damaged() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook>")
    with pytest.raises(Fault, match="damaged"):
        xlsx_sheet.read(stream.getvalue(), "f.xlsx")
