"""A reading has every figure of the file in the table's columns, and a note for whatever was not taken as it stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from midex.formats import csv_sheet
from midex.statistics.read import read
from midex.statistics.reading import Note, NoteKind, Place, Reading
from midex.statistics.sound import sound

HEADER = "FREQ,CITIZEN,SEX,AGE,UNIT,GEO,TIME_PERIOD,OBS_VALUE"


def reading(*lines: str, table: str | None = None) -> Reading:
    return read(csv_sheet.read("\n".join((*lines, "")).encode(), "f.csv"), table=table)


def notes(found: Reading, kind: NoteKind) -> list[Note]:
    return [note for note in found.notes if note.kind is kind]


def first(found: Reading) -> dict[str, str]:
    return {name: text for name, text in found.cells.to_pylist()[0].items() if text is not None}


def test_a_clean_file_is_read_without_a_note() -> None:
    found = reading(HEADER, "A,AF,T,TOTAL,PER,AL,2024,12")
    assert found.notes == ()
    assert first(found) == {
        "FREQ": "A",
        "CITIZEN": "AF",
        "SEX": "T",
        "AGE": "TOTAL",
        "UNIT": "PER",
        "GEO": "AL",
        "TIME_PERIOD": "2024",
        "OBS_VALUE": "12",
        "_ROW": 2,
        "_COL": "OBS_VALUE",
    }


def test_labels_and_names_are_mapped_and_told() -> None:
    found = reading(
        HEADER, "A,Авганистан,Males,Less than 14 years,Person,Albania,2024,12", "A,AF,M,Y_LT14,PER,AL,2024,1"
    )
    assert found.cells["CITIZEN"].to_pylist() == ["AF", "AF"]
    assert {str(note.message) for note in notes(found, NoteKind.MAPPED)} == {
        "CITIZEN: 'Авганистан' read as AF",
        "SEX: 'Males' read as M",
        "AGE: 'Less than 14 years' read as Y_LT14",
        "UNIT: 'Person' read as PER",
        "GEO: 'Albania' read as AL",
    }


def test_a_state_that_is_no_more_is_told_under_its_own_code() -> None:
    found = reading(HEADER, *(f"A,{name},T,TOTAL,PER,AL,2024,12" for name in ("Yugoslavia", "SCG", "CS")))
    assert found.cells["CITIZEN"].to_pylist() == ["YU", "CS", "CS"]
    told = [str(note.message) for note in notes(found, NoteKind.MAPPED)]
    assert len(told) == 3
    assert all("a state that is no more" in sentence for sentence in told)


def test_congo_alone_is_refused_but_from_a_publisher_who_means_one_of_the_two() -> None:
    found = reading(HEADER, "A,Congo,T,TOTAL,PER,AL,2024,12")
    (note,) = notes(found, NoteKind.NOT_READ)
    assert "CD" in str(note.message)
    assert "CG" in str(note.message)
    assert sound(found).num_rows == 0
    found = reading(
        "TIME,GEO,CITIZEN,SEX,AGE,UNIT,Value,Flag and Footnotes",
        '2014,Germany,Congo,Total,Total,Person,"1,205",',
        table="MIGR_EIPRE",
    )
    assert found.cells["CITIZEN"].to_pylist() == ["CG"]
    assert any("which this publisher means by it" in str(note.message) for note in notes(found, NoteKind.MAPPED))


def test_a_detection_of_frontex_without_a_nationality_is_one_of_unknown_nationality() -> None:
    lines = [f"Western Balkan Route,Land,{nat},2015-08,{n}" for nat, n in (("AFG", 5), ("OOO", 2), ("", 3))]
    found = reading("route,type,nat,t,n", *lines)
    figures = dict(zip(found.cells["CITIZEN"].to_pylist(), found.cells["OBS_VALUE"].to_pylist(), strict=True))
    assert figures == {"AF": "5", "UNK": "5"}
    assert sound(found).num_rows == 2
    assert "CITIZEN: an empty cell read as UNK, which is what this publisher means by it" in map(
        str, (note.message for note in notes(found, NoteKind.MAPPED))
    )


def test_a_code_with_its_label_is_the_code() -> None:
    assert (
        first(reading(HEADER, "A: Annual,AF: Afghanistan,T: Total,TOTAL: Total,PER,AL: Albania,2024,1"))["CITIZEN"]
        == "AF"
    )


def test_a_text_that_is_no_code_stands_as_it_is_with_its_place() -> None:
    found = reading(
        HEADER, "A,AF,T,TOTAL,PER,AL,2024,12", "A,Kurd,T,TOTAL,PER,AL,2024,many", "A,Kurd,T,TOTAL,PER,AL,2024,1"
    )
    assert found.cells["CITIZEN"].to_pylist() == ["AF", "Kurd", "Kurd"]
    citizen, value = notes(found, NoteKind.NOT_READ)
    assert (citizen.place, citizen.count) == (Place("", 3, "CITIZEN"), 2)
    assert (value.place, value.count) == (Place("", 3, "OBS_VALUE"), 1)
    assert sound(found)["CITIZEN"].to_pylist() == ["AF"]


def test_a_dimension_that_the_file_lacks_is_its_total() -> None:
    found = reading("CITIZEN,GEO,TIME_PERIOD,OBS_VALUE", "AF,AL,2024,1", table="MIGR_EIORD")
    assert [first(found)[name] for name in ("FREQ", "SEX", "AGE", "UNIT")] == ["A", "T", "TOTAL", "PER"]
    assert {note.message.details["column"] for note in notes(found, NoteKind.TOTAL)} == {"SEX", "AGE", "UNIT"}


@pytest.mark.parametrize(
    ("written", "frequency", "period"),
    [("2024", "A", "2024"), ("2024M03", "M", "2024-03"), ("2024-M03", "M", "2024-03"), ("2024Q1", "Q", "2024-Q1"),
     ("2024-03-01", "M", "2024-03")],
)  # fmt: skip
def test_a_period_is_read_in_every_usual_form(written: str, frequency: str, period: str) -> None:
    found = first(reading("CITIZEN,GEO,TIME_PERIOD,OBS_VALUE", f"AF,AL,{written},1", table="MIGR_EIORD"))
    assert (found["FREQ"], found["TIME_PERIOD"]) == (frequency, period)


@pytest.mark.parametrize(("written", "value"), [("12", "12"), ("012", "12"), ("12.0", "12"), (" 7 ", "7"), ("0", "0")])
def test_a_count_is_plain_digits(written: str, value: str) -> None:
    assert first(reading(HEADER, f"A,AF,T,TOTAL,PER,AL,2024,{written}"))["OBS_VALUE"] == value


@pytest.mark.parametrize(("written", "delimiter"), [("100,0", ";"), ("100,00", "\t")])
def test_zero_decimals_after_a_comma_fall_away_where_the_comma_parts_no_cells(written: str, delimiter: str) -> None:
    lines = [HEADER.replace(",", delimiter), delimiter.join(("A", "AF", "T", "TOTAL", "PER", "AL", "2024", written))]
    found = reading(*lines)
    assert first(found)["OBS_VALUE"] == "100"
    assert [str(note.message) for note in found.notes] == ["OBS_VALUE: decimals that are zero fall away"]


@pytest.mark.parametrize("written", ["100,5", "1,000", "1,00,0"])
def test_a_comma_that_may_mean_thousands_or_parts_is_not_read(written: str) -> None:
    found = reading(HEADER.replace(",", ";"), f"A;AF;T;TOTAL;PER;AL;2024;{written}")
    assert first(found)["OBS_VALUE"] == written
    found = reading(HEADER, f'A,AF,T,TOTAL,PER,AL,2024,"{written}"')
    assert first(found)["OBS_VALUE"] == written


EXPLORER = "TIME;GEO;CITIZEN;SEX;AGE;UNIT;Value;Flag and Footnotes"


def explored(*figures: str) -> Reading:
    lines = [f"201{n};Germany;Albania;Total;Total;Person;{figure};" for n, figure in enumerate(figures)]
    return reading(EXPLORER, *lines, table="MIGR_EIPRE")


@pytest.mark.parametrize("mark", [",", " ", "\u00a0", "\u202f", ".", "'", "\u2019"])
def test_thousands_of_the_data_explorer_are_read_in_every_usual_form(mark: str) -> None:
    found = explored("635", f"1{mark}205", f"12{mark}345{mark}678", ":")
    assert found.cells["OBS_VALUE"].to_pylist() == ["635", "1205", "12345678", None]
    told = [str(note.message) for note in found.notes if "thousands" in str(note.message)]
    assert told == ([] if mark == "," else [f"Value: '{mark}' read as a thousands mark"])


@pytest.mark.parametrize("figures", [("1.205", "1 205"), ("1.205", "3675"), ("1.205", "1.5"), ("12 34",)])
def test_a_column_with_several_marks_is_not_read_by_any(figures: tuple[str, ...]) -> None:
    found = explored(*figures)
    assert figures[0] in found.cells["OBS_VALUE"].to_pylist()


@pytest.mark.parametrize("written", ["1.000", "1.234", "12.5", "-3", "1e3", "9" * 20, "9" * 6000, "½", "=1+1"])
def test_what_is_no_count_is_not_read(written: str) -> None:
    found = reading(HEADER, f"A,AF,T,TOTAL,PER,AL,2024,{written}")
    assert first(found)["OBS_VALUE"] == written
    assert sound(found).num_rows == 0


def test_a_retired_code_is_left_for_the_validator_to_name() -> None:
    header = "FREQ,APPLICANT,CITIZEN,SEX,AGE,UNIT,GEO,TIME_PERIOD,OBS_VALUE"
    found = reading(header, "A,NASY_APP,AF,T,TOTAL,PER,AL,2024,12")
    assert first(found)["APPLICANT"] == "NASY_APP"
    assert "now FRST" in str(found.notes[0].message)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("A,,T,TOTAL,PER,AL,2024,12", "CITIZEN"),
        ("A,AF,T, ,PER,AL,2024,12", "AGE"),
        ("A,AF,T,TOTAL,PER,AL,,12", "TIME_PERIOD"),
        ("A,AF,T,TOTAL,PER,AL,2024,", "OBS_VALUE"),
    ],
)
def test_an_empty_cell_is_told(line: str, column: str) -> None:
    found = reading(HEADER, line, "A,BA,T,TOTAL,PER,AL,2024,12")
    (note,) = notes(found, NoteKind.NOT_READ)
    assert (note.place, note.count) == (Place("", 2, column), 1)
    assert sound(found)["CITIZEN"].to_pylist() == ["BA"]


def test_a_file_without_rows_is_an_empty_reading() -> None:
    assert reading(HEADER).cells.num_rows == 0


def test_a_column_of_nobody_is_told() -> None:
    found = reading(HEADER + ",Comment by Ana", "A,AF,T,TOTAL,PER,AL,2024,12,late")
    (note,) = notes(found, NoteKind.NOT_READ)
    assert note.place == Place("", 1, "Comment by Ana")


def test_a_row_of_another_width_is_told() -> None:
    found = reading(HEADER, "A,AF,T,TOTAL,PER,AL,2024,12", "A,AF,T,TOTAL,PER,AL,2024", "A,BA,T,TOTAL,PER,AL,2024,1")
    (note,) = notes(found, NoteKind.NOT_READ)
    assert (note.place, note.count) == (Place("", 3), 1)


def test_eurostat_long_names_commas_flags_and_colons() -> None:
    found = reading(
        '"TIME","GEO","CITIZEN","SEX","AGE","ASYL_APP","UNIT","Value","Flag and Footnotes"',
        '"2012","European Union (28 countries)","Serbia","Total","Total","First time applicant","Person","3,675","d"',
        '"2012","Germany (until 1990 former territory of the FRG)","Serbia","Total","Total","ASY_APP","Person",":",""',
        '"2012","Austria","Macedonia, FYR","Total","Total","Asylum applicant","Person","5","bp"',
    )
    assert found.table.id == "MIGR_ASYAPPCTZA"
    assert found.cells["GEO"].to_pylist() == ["EU28", "DE", "AT"]
    assert found.cells["CITIZEN"].to_pylist() == ["RS", "RS", "MK"]
    assert found.cells["APPLICANT"].to_pylist() == ["FRST", "TOTAL", "TOTAL"]
    assert found.cells["OBS_VALUE"].to_pylist() == ["3675", None, "5"]
    assert found.cells["OBS_STATUS"].to_pylist() == ["D", "O", "BP"]
    assert found.columns["OBS_VALUE"] == "Value"


@pytest.mark.parametrize(
    ("flag", "status"), [("p", "P"), ("bd", "BD"), ("dr", "D"), ("r", None), ("s", "E"), ("z", "M")]
)
def test_eurostat_flags_become_letters_of_the_list(flag: str, status: str | None) -> None:
    found = reading("TIME,GEO,CITIZEN,UNIT,Value,Flag and Footnotes", f"2014,Austria,Serbia,Person,5,{flag}")
    assert found.cells["OBS_STATUS"].to_pylist() == [status]
    assert notes(found, NoteKind.NOT_READ) == []


def test_a_missing_value_keeps_the_flag_beside_it() -> None:
    found = reading("TIME,GEO,CITIZEN,UNIT,Value,Flag and Footnotes", "2014,Austria,Serbia,Person,:,p")
    assert (found.cells["OBS_VALUE"].to_pylist(), found.cells["OBS_STATUS"].to_pylist()) == ([None], ["OP"])


def test_a_footnote_that_is_no_flag_stands_as_it_is() -> None:
    found = reading("TIME,GEO,CITIZEN,UNIT,Value,Flag and Footnotes", "2014,Austria,Serbia,Person,5,see note 3")
    assert found.cells["OBS_STATUS"].to_pylist() == ["see note 3"]
    assert len(notes(found, NoteKind.NOT_READ)) == 1


UNHCR = "year,coo_iso,coa_iso,procedure_type,app_type,dec_level,app_pc,applied"


def test_persons_and_cases_are_never_added() -> None:
    found = reading(UNHCR, "2014,AFG,SRB,G,N,FI,P,10", "2014,AFG,SRB,G,N,FI,C,4")
    assert found.cells["UNIT"].to_pylist() == ["PER", "CAS"]
    assert found.cells["OBS_VALUE"].to_pylist() == ["10", "4"]
    assert notes(found, NoteKind.MERGED) == []


def test_levels_and_types_are_never_added() -> None:
    found = reading(UNHCR, "2014,AFG,SRB,G,N,FI,P,10", "2014,AFG,SRB,G,N,FA,P,4", "2014,AFG,SRB,U,N,FI,P,3")
    assert found.cells.num_rows == 3


def test_two_rows_of_one_key_are_added_and_told() -> None:
    found = reading(UNHCR, "2014,AFG,ALB,G,N,FI,P,10", "2014,SYR,ALB,G,N,FI,P,1", "2014,AFG,ALB,G,N,FI,P,4")
    assert found.cells["OBS_VALUE"].to_pylist() == ["14", "1"]
    (note,) = notes(found, NoteKind.MERGED)
    assert (note.place, note.count, note.message.details["value"]) == (Place("", 2, "applied"), 2, "14")


def test_rows_of_one_key_with_a_figure_that_is_none_are_left_apart() -> None:
    found = reading(UNHCR, "2014,AFG,ALB,G,N,FI,P,10", "2014,AFG,ALB,G,N,FI,P,?")
    assert found.cells["OBS_VALUE"].to_pylist() == ["10", "?"]


def test_unhcr_serbia_says_that_it_includes_kosovo() -> None:
    found = reading(UNHCR, "2014,SRB,SRB,G,N,FI,P,10", "2014,AFG,ALB,G,N,FI,P,10")
    assert found.cells["COMMENT_OBS"].to_pylist() == ["Serbia includes Kosovo*", None]


def test_a_code_that_r_wrote_for_nothing_is_not_namibia() -> None:
    found = reading(UNHCR, "2014,NA,SRB,G,N,FI,P,10")
    (note,) = notes(found, NoteKind.NOT_READ)
    assert note.message.details["text"] == "NA"
    assert sound(found).num_rows == 0


def test_otherwise_closed_is_an_outcome_of_its_own() -> None:
    key = "year,coo_iso,coa_iso,procedure_type,dec_level,dec_pc"
    found = reading(
        f"{key},dec_recognized,dec_other,dec_rejected,dec_closed,dec_total", "2024,AFG,MKD,G,FI,P,1,2,3,5,11"
    )
    by_outcome = dict(zip(found.cells["OUTCOME"].to_pylist(), found.cells["OBS_VALUE"].to_pylist(), strict=True))
    assert by_outcome == {"REC": "1", "OTHER": "2", "REJ": "3", "CLOSED": "5", "TOTAL": "11"}
    assert found.cells["_COL"].to_pylist()[3] == "dec_closed"


@pytest.mark.raw
def test_every_cell_of_the_unhcr_files_is_read(raw_files: Path) -> None:
    for name in ("applications", "decisions"):
        file = raw_files / f"unhcr_stats/unhcr_asylum_{name}_wb_to2024.csv"
        found = read(csv_sheet.read(file.read_bytes(), file.name))
        assert sound(found).num_rows == found.cells.num_rows
        assert {note.kind for note in found.notes} == {NoteKind.MAPPED}


@pytest.mark.raw
def test_a_figure_is_found_again_at_the_place_the_reading_names(raw_files: Path) -> None:
    file = raw_files / "eurostat/migr_eirtn_by_citizenship_2012-2015.csv"
    found = read(csv_sheet.read(file.read_bytes(), file.name))
    lines = file.read_text("latin-1").splitlines()
    for n in range(0, found.cells.num_rows, 997):
        row = found.cells.slice(n, 1).to_pylist()[0]
        assert row["_COL"] == "Value"
        printed = f'"{int(row["OBS_VALUE"]):,}"' if row["OBS_VALUE"] else '":"'
        assert printed in lines[row["_ROW"] - 1]
        assert row["TIME_PERIOD"] in lines[row["_ROW"] - 1]
