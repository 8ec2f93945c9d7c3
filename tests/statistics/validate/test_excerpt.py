"""A piece of the file around a finding: the right rows and columns, and no text that may be a person's."""

from __future__ import annotations

from midex.formats.csv_sheet import read
from midex.kernel.text import Message
from midex.statistics.reading import Place
from midex.statistics.validate.excerpt import COLUMNS, HIDDEN, LINES, Excerpt, excerpt
from midex.statistics.validate.finding import Finding, Severity


def at(row: int, column: str = "", sheet: str = "") -> Finding:
    said = Message("wrong")
    return Finding(rule="V-S05", severity=Severity.ERROR, message=said, fix=said, place=Place(sheet, row, column))


def shown(text: str, *findings: Finding) -> Excerpt:
    found = excerpt(read(text.encode(), "file.csv"), findings)
    assert found is not None
    return found


def test_the_rows_and_cells_that_are_meant_are_marked() -> None:
    found = shown("CITIZEN,SEX,OBS_VALUE\nAF,F,1\nSY,X,2\nIQ,M,-3\n", at(3, "SEX"), at(4, "OBS_VALUE"))
    assert found.header == ("CITIZEN", "SEX", "OBS_VALUE")
    assert [line.row for line in found.lines] == [3, 4]
    assert found.lines[0].cells == (("SY", False), ("X", True), ("2", False))
    assert found.lines[1].cells == (("IQ", False), ("M", False), ("-3", True))


def test_only_the_first_rows_are_shown() -> None:
    text = "CITIZEN,OBS_VALUE\n" + "AF,-1\n" * 9
    assert len(shown(text, *(at(row, "OBS_VALUE") for row in range(2, 11))).lines) == LINES


def test_a_text_that_is_no_code_and_no_known_name_is_not_repeated() -> None:
    found = shown(
        "CITIZEN,SEX,REMARK,OBS_VALUE\nNorth Macedonia,Females,Petra Generisani,-1\nAF,Petra Generisani,,2\n",
        at(2, "OBS_VALUE"),
        at(3, "SEX"),
    )
    assert found.lines[0].cells == (("North Macedonia", False), ("Females", False), ("-1", True))
    assert found.lines[1].cells[1] == (HIDDEN, True)
    assert "Petra" not in repr(found.lines)


def test_of_a_wide_file_the_columns_meant_stay_and_the_rest_is_cut() -> None:
    names = [f"C{n}" for n in range(30)]
    found = shown(",".join(names) + "\n" + ",".join("1" * 30) + "\n", at(2, "C29"))
    assert len(found.header) == COLUMNS
    assert found.header[-1] == "C29"
    assert found.near == {COLUMNS - 2, COLUMNS - 1, COLUMNS}


def test_there_is_none_where_no_row_is_meant_or_it_could_not_be_read() -> None:
    sheet = read(b"CITIZEN,OBS_VALUE\nAF,1\nSY,2,3\n", "file.csv")
    whole = Finding(rule="V-S07", severity=Severity.ERROR, message=Message("a"), fix=Message("b"))
    assert excerpt(sheet, [whole]) is None
    assert excerpt(sheet, [at(3)]) is None
    assert excerpt(sheet, [at(2, "OBS_VALUE", "another sheet")]) is None
