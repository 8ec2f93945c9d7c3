"""What the structural rules say of single cells, and whom they ask."""

from __future__ import annotations

import io

import openpyxl
import pytest

from midex.kernel.fault import Fault
from midex.services.read_file import read_file
from midex.services.validate_file import validate_file
from midex.statistics.reading import Place
from midex.statistics.registry.catalogue import registry
from midex.statistics.validate.as_text import as_text
from midex.statistics.validate.check import validate
from midex.statistics.validate.finding import Severity
from midex.statistics.validate.rules import rules
from tests.statistics.validate.made import FOLDER, TODAY, checked, reading_of, said

ORDERS = registry().table("MIGR_EIORD")
BLOCK = [{"v": 0}, *({"CITIZEN": code, "v": 0} for code in ("AL", "BA", "ME", "MK", "RS"))]


def structural(rows, participant="ME", **kind):
    asked = [rule for rule in rules() if rule.id.startswith("V-S")]
    return validate(reading_of(rows, **kind), participant=participant, today=TODAY, rules=asked)


def first(rows, **kind):
    report = structural([*BLOCK, *rows], **kind)
    return next((f.rule, f.severity, str(f.message), str(f.fix)) for f in report.findings)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ({"SEX": "X", "v": 1}, "X is no code of CL_SEX"),
        ({"SEX": "Marko Markovic", "v": 1}, "the text in this cell is no code of CL_SEX"),
        ({"SEX": "", "v": 1}, "SEX is empty"),
        ({"CITIZEN": "OTH", "v": 1}, "OTH is a code of CL_CITIZEN, but a submission of MIGR_ASYAPPCTZA cannot use it"),
        ({"CITIZEN": "WB6", "v": 1}, "WB6 is a code of CL_CITIZEN, but a submission of MIGR_ASYAPPCTZA cannot use it"),
        ({"CITIZEN": "YU", "v": 1}, "YU is a code of CL_CITIZEN, but a submission of MIGR_ASYAPPCTZA cannot use it"),
        (
            {"UNIT": "NR", "CITIZEN": "AF", "v": 1},
            "NR is a code of CL_UNIT, but a submission of MIGR_ASYAPPCTZA cannot use it",
        ),
    ],
)
def test_a_code_is_in_its_list_and_may_be_submitted(cell, message):
    rule, severity, words, _ = first([cell])
    assert (rule, severity, words) == ("V-S03", Severity.ERROR, message)


def test_a_retired_code_names_the_one_to_write():
    rows = [{"DECISION": "GENCONV", "v": 1}]
    assert first(rows, table="MIGR_ASYDCFSTA")[2:] == ("GENCONV is a retired code of CL_DECISION", "write POS_RFG")


def test_status_letters_may_be_combined():
    assert structural([*BLOCK, {"CITIZEN": "AF", "v": 1, "st": "BP"}]).totals == {}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("-3", "-3 is below zero"),
        ("7.5", "7.5 is no whole number"),
        ("seven", "the text in this cell is no whole number"),
        ("10000001", "10000001 is larger than 10000000"),
        ("", "there is no value, and OBS_STATUS does not say why"),
    ],
)
def test_a_figure_is_a_whole_number(value, message):
    assert first([{"CITIZEN": "AF", "v": value}])[::2] == ("V-S05", message)


@pytest.mark.parametrize("status", ["M", "L", "Q"])
def test_a_figure_may_be_missing_with_its_reason(status):
    assert structural([*BLOCK, {"CITIZEN": "AF", "v": "", "st": status}]).totals == {}


def test_the_same_row_twice_is_a_warning_and_another_value_an_error():
    same, other = {"CITIZEN": "AF", "v": 4}, {"CITIZEN": "AF", "v": 5}
    assert first([same, same])[:2] == ("V-S04", Severity.WARNING)
    assert first([same, other])[:2] == ("V-S04", Severity.ERROR)


def test_a_finding_names_both_rows_of_a_repeated_figure():
    report = structural([*BLOCK, {"CITIZEN": "AF", "v": 4}, {"CITIZEN": "AF", "v": 5}])
    assert said(report) == [("V-S04", "this figure was already given in row 8 with another value")]
    assert report.findings[0].place is not None
    assert report.findings[0].place.row == 9


@pytest.mark.parametrize(
    ("cell", "period", "message"),
    [
        ({"GEO": "RS", "v": 1}, "2024", "this row is about RS; ME reports for itself only"),
        ({"CITIZEN": "AF", "v": 1}, "2026", "2026 is not over before 2027-01-01"),
        ({"CITIZEN": "AF", "v": 1}, "24", "24 is no reference period"),
        ({"CITIZEN": "AF", "v": 1}, "2024-Q1", "2024-Q1 does not go with FREQ = A"),
        ({"CITIZEN": "AF", "FREQ": "Q", "v": 1}, "2024-Q1", "MIGR_ASYAPPCTZA is not collected with FREQ = Q"),
    ],
)
def test_a_row_is_about_the_reporter_and_a_period_that_is_over(cell, period, message):
    report = structural(
        [{**row, **({"FREQ": cell["FREQ"]} if "FREQ" in cell else {})} for row in [*BLOCK, cell]], period=period
    )
    assert ("V-S06", message) in said(report)


@pytest.mark.parametrize("participant", ["AL", "BA", "XK", "ME", "MK", "RS"])
def test_nobody_is_asked_for_own_citizens_nor_for_citizens_of_kosovo(participant):
    report = structural([{"GEO": participant, "CITIZEN": "AF", "v": 1}], participant=participant)
    demanded = ", ".join(c for c in ("TOTAL", "AL", "BA", "ME", "MK", "RS") if c != participant)
    assert said(report) == [("V-S07", f"for 2024 there is no row for CITIZEN = {demanded}, all else in total")]


def test_declared_as_rounded_the_mandatory_block_and_the_declaration_are_warnings():
    report = checked(FOLDER / "V-S07.csv", rounded_to=5)
    found = {finding.rule: finding.severity for finding in report.findings}
    assert found["V-S07"] is found["V-S08"] is Severity.WARNING


def test_a_figure_that_belies_the_declaration_is_named():
    report = checked(FOLDER / "clean.csv", rounded_to=5)
    assert ("V-S08", "57 is no multiple of 5, though the file is declared as rounded to 5") in said(report)


def test_rounded_figures_that_are_declared_are_accepted():
    report = checked(FOLDER / "V-S08.csv", rounded_to=5)
    assert said(report) == [
        ("V-S08", "the figures are declared as rounded to 5; sums are checked only within that rounding")
    ]
    assert report.acceptable


def test_figures_published_elsewhere_owe_nobody_completeness():
    rows = [{"GEO": "DE", "CITIZEN": "AF", "v": 5, "st": "P"}, {"GEO": "EU27_2020", "v": 20_000_000}]
    assert structural(rows, participant=None).totals == {}


def test_codes_are_checked_wherever_figures_come_from():
    assert structural([{"GEO": "QQ", "v": 5}], participant=None).totals == {"V-S03": 1}


def test_findings_are_bounded_and_counted_in_full():
    rows = [{"CITIZEN": "AF", "v": "x", "AGE": f"{n}"} for n in range(500)]
    report = structural([*BLOCK, *rows])
    assert report.totals == {"V-S03": 500, "V-S05": 500}
    assert len(report.findings) == 400
    assert report.errors == 1000


def test_an_encoding_other_than_utf8_is_a_warning(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes((FOLDER / "clean.csv").read_text("utf-8").replace(",AF,", ",Češka,").encode("cp1250"))
    report = checked(file)
    assert report.totals == {"V-S01": 1}
    assert report.acceptable


def test_a_heading_that_is_no_code_is_not_repeated_in_the_words(tmp_path):
    file = tmp_path / "a.csv"
    first, *rest = (FOLDER / "clean.csv").read_text("utf-8").splitlines()
    file.write_text("\n".join([f"{first},a note", *(f"{line},x" for line in rest)]), "utf-8")
    assert said(checked(file)) == [
        ("V-S02", "the heading of this column is no column of MIGR_ASYAPPCTZA, and nothing below it was read")
    ]


def test_a_period_shows_what_stands_in_its_cell(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text((FOLDER / "clean.csv").read_text("utf-8").replace("2024", "2024-01-01"), "utf-8")
    assert ("V-S06", "2024-01 (2024-01-01) does not go with FREQ = A") in said(checked(file))


def test_a_formula_without_a_result_is_said_to_be_one():
    book = openpyxl.load_workbook(FOLDER / "V-C02.xlsx")
    place = next(cell for row in book.active for cell in row if cell.value == "OBS_VALUE")
    book.active.cell(place.row + 1, place.column, "=SUM(A1:A2)")
    out = io.BytesIO()
    book.save(out)
    report = validate_file(out.getvalue(), "a.xlsx", table=None, participant="ME", today=TODAY)
    assert ("V-S05", "the formula in this cell has no stored result") in said(report)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_read_and_a_warning(tmp_path, encoding):
    file = tmp_path / "a.csv"
    file.write_bytes((FOLDER / "clean.csv").read_text("utf-8").encode(encoding))
    report = checked(file)
    assert report.totals == {"V-S01": 1}
    assert report.acceptable


@pytest.mark.parametrize("participant", ["ME", None])
def test_a_header_without_rows_is_no_clean_file(tmp_path, participant):
    file = tmp_path / "a.csv"
    file.write_text((FOLDER / "clean.csv").read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    report = checked(file, participant=participant)
    assert report.totals == {"V-S01": 1}
    assert not report.acceptable


@pytest.mark.parametrize(
    ("comment", "refused"),
    [
        ("Ahmad Karimi, 8 yrs, in poor health", True),
        ("includes Kosovo*; a word of ours", True),
        ("includes Kosovo*", False),
        ("Serbia includes Kosovo*; reported rounded to 5", False),
        ("", False),
    ],
)
def test_a_submission_has_no_free_text_beside_its_figures(tmp_path, comment, refused):
    file = tmp_path / "a.csv"
    text = (FOLDER / "clean.csv").read_text("utf-8").replace("OBS_STATUS", "OBS_STATUS,COMMENT_OBS", 1)
    first, second, *rest = text.splitlines()
    file.write_text("\n".join([first, f'{second},"{comment}"', *(f"{line}," for line in rest)]), "utf-8")
    report = checked(file)
    assert report.totals == ({"V-S02": 1} if refused else {})
    assert [finding.place for finding in report.findings] == ([Place("", 2, "COMMENT_OBS")] if refused else [])
    assert comment in ("",) or comment not in as_text(report)
    assert checked(file, participant=None).acceptable


def test_what_the_reader_writes_beside_a_figure_may_be_submitted(tmp_path):
    file = tmp_path / "a.csv"
    text = (FOLDER / "clean.csv").read_text("utf-8")
    file.write_text(text.replace(",AF,", ",Serbia (incl. Kosovo),"), "utf-8")
    reading = read_file(file.read_bytes(), "a.csv")
    assert "includes Kosovo*" in reading.cells["COMMENT_OBS"].to_pylist()
    assert "V-S02" not in checked(file).totals


def test_a_column_named_twice_is_an_error(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text((FOLDER / "clean.csv").read_text("utf-8").replace("AGE,UNIT", "SEX,UNIT"), "utf-8")
    assert ("V-S02", "column SEX stands in the header more than once") in said(checked(file, table=ORDERS))


def test_a_label_column_that_the_layout_passes_over_is_no_second_column(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(
        "STRUCTURE,STRUCTURE_ID,freq,citizen,sex,Sex,age,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
        "dataflow,ESTAT:MIGR_EIORD(1.0),A,TOTAL,T,Total,TOTAL,PER,AT,2024,5,\n",
        "utf-8",
    )
    assert checked(file, participant=None).totals == {}


def test_a_breakdown_the_file_does_not_have_is_said(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("CITIZEN,GEO,TIME_PERIOD,OBS_VALUE\nTOTAL,ME,2024,7\n", "utf-8")
    report = checked(file, table=ORDERS)
    assert ("V-S02", "the file has no column SEX; every row was taken as its total") in said(report)
    assert report.totals == {"V-S02": 2, "V-S07": 1}


@pytest.mark.parametrize("base", [0, 1, 11, 1_000_000])
def test_a_rounding_that_would_excuse_any_sum_cannot_be_declared(base):
    with pytest.raises(Fault) as wrong:
        checked(FOLDER / "clean.csv", rounded_to=base)
    assert wrong.value.code == "F115"


def test_nobody_submits_a_table_that_is_only_imported():
    row = {"FREQ": "M", "GEO": "ROUTE_WB", "v": 5}
    assert structural([row], participant="ME", table="EXT_FRONTEX_IBC", period="2024-03").participant == ""
