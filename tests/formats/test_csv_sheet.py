"""Delimited text keeps every cell and the line it stands on."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.formats import csv_sheet
from midex.formats.sheet import ROW, Sheet
from midex.kernel.fault import Fault


def rows_of(sheet: Sheet) -> list[tuple[int, ...] | tuple[str, ...]]:
    cells = [sheet.cells[name].to_pylist() for name in (ROW, *sheet.cells.column_names[:-1])]
    return list(zip(*cells, strict=True))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(
        delimiter.join(row) for row in (("GEO", "TIME", "VALUE"), ("AL", "2024", "5"), ("BA", "2024", "6"))
    )
    sheet = csv_sheet.read(text.encode(), "f.csv")
    assert sheet.delimiter == delimiter
    assert sheet.header == ("GEO", "TIME", "VALUE")
    assert rows_of(sheet) == [(2, "AL", "2024", "5"), (3, "BA", "2024", "6")]


def test_a_comma_inside_quotes_is_no_delimiter() -> None:
    sheet = csv_sheet.read(b'"TIME","Value"\n"2012","3,675"\n"2013","1,405,000"\n', "f.csv")
    assert rows_of(sheet) == [(2, "2012", "3,675"), (3, "2013", "1,405,000")]


def test_a_quoted_line_break_moves_the_rows_below_it() -> None:
    sheet = csv_sheet.read(b'a,b\n1,"two\nlines"\n3,4\n', "f.csv")
    assert rows_of(sheet) == [(2, "1", "two\nlines"), (4, "3", "4")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_counted_alike_under_every_line_end(end: str) -> None:
    sheet = csv_sheet.read(end.join(["a,b", "1,2", "", "3,4", ""]).encode(), "f.csv")
    assert rows_of(sheet) == [(2, "1", "2"), (4, "3", "4")]


def test_lines_above_the_header_are_preamble() -> None:
    text = '"Extracted by, UNHCR"\nDate: 2014\n\nPlace,Origin,2000\nAL,RS,5\nBA,RS,6\nBA,HR,7\n'
    sheet = csv_sheet.read(text.encode(), "f.csv")
    assert (sheet.header, sheet.header_row) == (("Place", "Origin", "2000"), 4)
    assert rows_of(sheet)[0] == (5, "AL", "RS", "5")


def test_a_row_of_another_width_is_named_and_not_read() -> None:
    sheet = csv_sheet.read(b"a,b\n1,2\n3\n4,5,6\n7,8\n", "f.csv")
    assert sheet.ragged == (3, 4)
    assert rows_of(sheet) == [(2, "1", "2"), (5, "7", "8")]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rows_below() -> None:
    with pytest.raises(Fault, match="line 3"):
        csv_sheet.read(b'a,b\n1,2\n3,"4\n5,6\n7,8\n', "f.csv")


def test_a_file_without_rows_keeps_its_header() -> None:
    sheet = csv_sheet.read(b"GEO,TIME_PERIOD,OBS_VALUE\n", "f.csv")
    assert sheet.header == ("GEO", "TIME_PERIOD", "OBS_VALUE")
    assert sheet.cells.num_rows == 0


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "F102"), (b" \n\n", "F102"), (b"a,b\n1,\0\n", "F103"), (b",".join([b"x"] * 300) + b"\n", "F108")],
)
def test_out_of_bounds_is_a_fault(data: bytes, code: str) -> None:
    with pytest.raises(Fault) as fault:
        csv_sheet.read(data, "f.csv")
    assert fault.value.code == code


def test_a_file_too_large_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_sheet, "MAX_MB", 0)
    with pytest.raises(Fault) as fault:
        csv_sheet.read(b"a,b\n1,2\n", "f.csv")
    assert fault.value.code == "F101"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(TEXTS, TEXTS, st.just("x")), min_size=1, max_size=8))
def test_what_is_written_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([("GEO", "CITIZEN", "NOTE"), *rows])
    sheet = csv_sheet.read(stream.getvalue().encode(), "f.csv")
    assert [row[1:] for row in rows_of(sheet)] == rows


@given(st.lists(st.tuples(TEXTS.filter(lambda t: "\n" not in t), st.just("x"), st.just("y")), min_size=1, max_size=8))
def test_the_fast_reader_and_the_patient_one_agree(rows: list[tuple[str, str, str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([("a", "b", "c"), *rows])
    text = stream.getvalue()
    fast = csv_sheet.read(text.encode(), "f.csv")
    patient = csv_sheet.read((text + '"a quoted\nbreak",x,y\n').encode(), "f.csv")
    assert rows_of(fast) == rows_of(patient)[:-1]


def test_a_cell_without_end_is_said_in_our_own_words() -> None:
    with pytest.raises(Fault) as wrong:
        csv_sheet.read(b'a,b\n1,2\n"' + b"x" * 200_000, "f.csv")
    assert wrong.value.code == "F103"
    assert "the record that begins in line 3 has a cell of more than 100000 characters" in str(wrong.value)
