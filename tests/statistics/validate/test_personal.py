"""Signs of personal data: the file is refused, and nothing of it is repeated. All numbers and names are invented."""

from __future__ import annotations

import io
import json
from datetime import date
from hashlib import sha256

import openpyxl
import pytest
from openpyxl.comments import Comment

from midex.kernel.fault import Fault
from midex.services.validate_file import validate_file
from midex.statistics.validate.as_json import as_json
from midex.statistics.validate.as_page import as_page
from midex.statistics.validate.as_text import as_text
from midex.statistics.validate.finding import Report
from tests.statistics.validate.made import FOLDER, TODAY, checked

CELLS = [
    ("NOTE", "0101006500006"),  # its check digit is right
    ("NOTE", "0101006500001"),  # its check digit is wrong
    ("NOTE", "no 0101006-500006"),
    ("NOTE", "101006500006"),  # a spreadsheet has taken its first zero away
    ("NOTE", "101006500001"),
    ("NOTE", "101006500006.0"),
    ("NOTE", "is 0101006500006."),
    ("0101006500006", "-"),
    ("COMMENT_OBS", "born 12.05.1987"),
    ("COMMENT_OBS", "0101006500006"),
    ("NOTE", "J00101999A"),
    ("NOTE", "1234567890"),
    ("NOTE", "AB1234567"),
    ("NOTE", "12.05.1987"),
    ("NOTE", "1987-05-12"),
    ("NOTE", "somebody@example.org"),
    ("NOTE", "+382 67 123 456"),
    ("NOTE", "067/123-456"),
    ("NOTE", "came with two children from the north, was heard twice, " * 5),
    ("Ime i prezime", "-"),
    ("Emri", "-"),
    ("Mbiemri", "-"),
    ("презиме", "-"),
    ("Датум рођења", "-"),
    ("date of birth", "-"),
    ("JMBG", "-"),
    ("ЕМБГ", "-"),
    ("firstName", "-"),
]


def with_column(heading: str, cell: str) -> bytes:
    first, *rest = (FOLDER / "clean.csv").read_text("utf-8").splitlines()
    rows = [f"{first},{heading}", *(f'{line},"{cell}"' for line in rest)]
    return "\n".join(rows).encode()


@pytest.mark.parametrize(("heading", "cell"), CELLS)
def test_a_file_with_signs_of_persons_is_refused_and_nothing_of_it_repeated(heading, cell):
    data = with_column(heading, cell)
    report = validate_file(data, "ana_anic.csv", table=None, participant="ME", today=TODAY)
    assert report.quarantined
    assert not report.acceptable
    assert set(report.totals) == {"V-S09"}
    assert report.file == f"sha256:{sha256(data).hexdigest()}"
    for form in (as_text(report), as_page(report), json.dumps(as_json(report)), repr(report)):
        assert "ana_anic" not in form
        assert len(cell) < 2 or cell not in form
        assert heading in ("NOTE", "COMMENT_OBS", "date of birth") or heading not in form


def test_a_column_of_names_is_recognised_by_what_stands_in_it():
    names = ["Ana Anić", "Petar Petrović", "Besa Hoxha", "Иван Иванов", "Luan Krasniqi", "Mira Mirić"]
    text = "PERIODS,TOTALS,WHO\n" + "\n".join(f"2024,1,{name}" for name in names)
    report = validate_file(text.encode(), "a.csv", table=None, participant="ME", today=TODAY)
    assert report.quarantined
    assert [finding.place.column for finding in report.findings if finding.place] == ["C"]


def test_a_file_that_no_layout_fits_is_looked_at_before_its_header_is_repeated():
    data = b"Petrovic Petar 0101006500006,1\nAnic Ana 0202006500005,1\n"
    assert validate_file(data, "a.csv", table=None, participant="ME", today=TODAY).quarantined


def test_a_strange_file_without_such_signs_is_a_fault_with_advice():
    with pytest.raises(Fault) as wrong:
        validate_file(b"a,b\n1,2\n", "a.csv", table=None, participant="ME", today=TODAY)
    assert wrong.value.code == "F104"


def test_a_period_written_as_a_date_is_no_date_of_birth(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text((FOLDER / "clean.csv").read_text("utf-8").replace("2024", "2024-01-01"), "utf-8")
    assert set(checked(file).totals) >= {"V-S06"}


def test_nothing_of_a_wrong_cell_is_repeated_unless_it_is_a_code_or_a_figure(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text((FOLDER / "clean.csv").read_text("utf-8").replace(",AF,", ",Petar,"), "utf-8")
    report = checked(file)
    assert "V-S03" in report.totals
    for form in (as_text(report), as_page(report), json.dumps(as_json(report))):
        assert "Petar" not in form


def test_a_second_sheet_with_persons_refuses_the_whole_workbook():
    book = openpyxl.load_workbook(FOLDER / "V-C02.xlsx")
    notes = book.create_sheet("contact")
    notes.append(["Statistics office", "office@example.org", date(2026, 3, 1)])
    assert not validated(book).quarantined
    people = book.create_sheet("list")
    for row in (["no", "prezime"], [1, "-"], [2, "-"]):
        people.append(row)
    assert validated(book).quarantined


def test_what_is_hidden_refuses_the_whole_workbook_too():
    for state in ("hidden", "veryHidden"):
        book = openpyxl.load_workbook(FOLDER / "V-C02.xlsx")
        people = book.create_sheet("list")
        people.append(["no", "prezime"])
        people.append([1, "-"])
        people.sheet_state = state
        assert validated(book).quarantined


@pytest.mark.parametrize("title", ["0101006500006", "A 0101006500006", "101006500006 (2)"])
def test_a_number_of_a_person_in_the_title_of_a_sheet_refuses_it_and_is_not_repeated(title):
    book = openpyxl.load_workbook(FOLDER / "V-C02.xlsx")
    book.active.title = title
    report = validated(book)
    assert report.quarantined
    assert "101006500006" not in repr(report)


@pytest.mark.parametrize("place", ["comment", "above", "beside"])
def test_persons_outside_the_columns_refuse_the_workbook(place):
    book = openpyxl.load_workbook(FOLDER / "V-C02.xlsx")
    sheet = book.active
    if place == "comment":
        sheet["A2"].comment = Comment("Ana Anić 0101006500006", "somebody")
    elif place == "above":
        sheet.insert_rows(1)
        sheet["A1"] = "Ana Anić 0101006500006"
    else:
        sheet.cell(3, sheet.max_column + 1, "0101006500006")
    report = validated(book)
    assert report.quarantined
    assert "0101006500006" not in repr(report)


def test_a_line_above_the_header_and_a_row_too_long_are_looked_at_in_text_too():
    first, *rest = (FOLDER / "clean.csv").read_text("utf-8").splitlines()
    above = ["Ana 0101006500006", first, *rest]
    beside = [first, rest[0] + ",,0101006500006", *rest[1:]]
    for lines in (above, beside):
        data = "\n".join(lines).encode()
        assert validate_file(data, "a.csv", table=None, participant="ME", today=TODAY).quarantined


def test_a_file_named_after_a_person_is_refused_and_its_name_not_repeated():
    data = (FOLDER / "clean.csv").read_bytes()
    for name in ("0101006500006_Ana.csv", "ana 101006500006.csv"):
        report = validate_file(data, name, table=None, participant="ME", today=TODAY)
        assert report.quarantined
        assert "101006500006" not in repr(report)
    for name in ("1700000000000.csv", "export_20241231235959.csv", "20240101.csv"):
        assert not validate_file(data, name, table=None, participant="ME", today=TODAY).quarantined


def test_large_figures_are_figures_and_no_numbers_of_persons():
    text = "PERIODS,EUROS\n2024,101006500001\n2025,123456789012.5\n"
    with pytest.raises(Fault, match="F104"):
        validate_file(text.encode(), "a.csv", table=None, participant="ME", today=TODAY)


def validated(book: openpyxl.Workbook) -> Report:
    out = io.BytesIO()
    book.save(out)
    return validate_file(out.getvalue(), "a.xlsx", table=None, participant="ME", today=TODAY)


@pytest.mark.raw
@pytest.mark.parametrize("number", ["1", "4a"])
def test_generated_registers_of_persons_are_refused(raw_files, number):
    file = raw_files / "names_febrl" / f"febrl_dataset{number}.csv"
    report = validate_file(file.read_bytes(), file.name, table=None, participant="ME", today=TODAY)
    assert report.quarantined


@pytest.mark.raw
@pytest.mark.parametrize("folder", ["eurostat", "frontex", "unhcr_stats"])
def test_no_published_file_is_taken_for_personal_data(raw_files, folder):
    seen = 0
    for file in sorted((raw_files / folder).rglob("*.csv")):
        if file.stat().st_size < 6_000_000:
            try:
                report = checked(file, participant=None)
            except Fault:
                continue
            assert not report.quarantined, file.name
            seen += 1
    assert seen
