"""Any file a statistician has comes out in the registry's columns, or as a fault that says why not."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from midex.formats.sdmx import csv
from midex.kernel.fault import Fault
from midex.services.read_file import left_out, read_file, write_sdmx_csv
from midex.statistics.registry.catalogue import registry
from tests.formats.sdmx.examples import message, rows

LINES = (
    "FREQ,CITIZEN,SEX,AGE,UNIT,GEO,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS,REPORTERS,ORIGIN,COMMENT_OBS",
    "A,AF,T,TOTAL,PER,AL,2024,12,,,,REPORTED,",
    'A,SY,T,TOTAL,PER,AL,2024,7,P,,,REPORTED,"late, from Tirana"',
)
PLAIN = "\n".join((*LINES, "")).encode()
EUROSTAT = (
    '"TIME","GEO","CITIZEN","INDIC_MG","UNIT","Value","Flag and Footnotes"\n'
    '"2012","Austria","Côte d\'Ivoire","Total number of persons returned","Person","3,675","d"\n'
    '"2012","Euro area (18 countries)","Serbia","Total number of persons returned","Person",":",""\n'
).encode("latin-1")


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        for row in lines:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


XLSX = workbook(
    ("About", [["This workbook is about asylum"], ["It has", "two sheets"]]),
    ("Data", [["CITIZEN", "SEX", "AGE", "GEO", "TIME_PERIOD", "OBS_VALUE"], ["AF", "T", "TOTAL", "AL", 2024, 12.0]]),
)


def test_what_is_written_is_read_back_alike() -> None:
    written = write_sdmx_csv(read_file(PLAIN, "f.csv"))
    again = read_file(written, "g.csv")
    assert again.layout == "midex-sdmx-csv-2"
    assert again.notes == ()
    assert write_sdmx_csv(again) == written


@pytest.mark.parametrize("labels", csv.Labels)
@pytest.mark.parametrize("version", [1, 2])
def test_what_the_hub_serves_is_read_without_loss(version: int, labels: csv.Labels) -> None:
    table = registry().table("MIGR_EIPRE")
    told = rows(table)
    served = b"".join(csv.write(message(table, told), csv.Dialect(version=version, labels=labels, bom=True)))
    found = read_file(served, "download.csv")
    columns = [found.cells[name].fill_null("").to_pylist() for name in table.columns]
    n = len(table.dimensions)
    assert [
        (row[:n], row[n], int(row[n + 1]) if row[n + 1] else None, *row[n + 2 :]) for row in zip(*columns, strict=True)
    ] == told


def test_a_footnote_is_left_out_and_its_figure_kept() -> None:
    found = read_file(PLAIN.replace(b",7,P,", b",7,see note,"), "f.csv")
    assert left_out(found) == 0
    assert b",SY,T,TOTAL,PER,AL,2024,7,,,," in write_sdmx_csv(found)


def test_the_sheet_of_a_workbook_that_fits_is_read() -> None:
    found = read_file(XLSX, "f.xlsx")
    assert (found.sheet.name, found.table.id) == ("Data", "MIGR_EIORD")
    assert found.place(found.cells["_ROW"][0].as_py(), "CITIZEN").row == 2
    assert b",AF,T,TOTAL,PER,AL,2024,12," in write_sdmx_csv(found)


def test_a_row_with_a_cell_that_is_not_read_is_left_out_and_counted() -> None:
    found = read_file(PLAIN.replace(b"A,AF,", b"A,Kurd,"), "f.csv")
    assert left_out(found) == 1
    assert b"Kurd" not in write_sdmx_csv(found)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1250"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_form_makes_no_difference(delimiter: str, encoding: str, end: str) -> None:
    lines = [line.replace("late, from Tirana", "late from Tirana").replace(",", delimiter) for line in LINES]
    data = end.join((*lines, "")).encode(encoding)
    expected = write_sdmx_csv(read_file(PLAIN.replace(b"late, from", b"late from"), "f.csv"))
    assert write_sdmx_csv(read_file(data, "f.txt")) == expected


OUTCOMES = {"reading", "F101", "F102", "F103", "F104", "F108", "F110", "F111", "F112", "F113"}


def outcome(data: bytes, *options: str) -> str:
    try:
        write_sdmx_csv(read_file(data, "f", *options))
    except Fault as fault:
        return fault.code
    return "reading"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([PLAIN, EUROSTAT, XLSX]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=6),
)
def test_damaged_bytes_end_in_a_reading_or_a_fault(data: bytes, wounds: list[tuple[float, int, bytes]]) -> None:
    damaged = bytearray(data)
    for where, length, put in wounds:
        at = int(where * len(damaged))
        damaged[at : at + length] = put
    assert outcome(bytes(damaged)) in OUTCOMES


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_reading_or_a_fault(data: bytes) -> None:
    assert outcome(data, "midex-template", "MIGR_EIORD") in OUTCOMES


@pytest.mark.raw
def test_a_real_file_keeps_every_figure_on_the_way(raw_files: Path) -> None:
    file = raw_files / "frontex/frontex_ibc_2009-01_2024-04.vintage2025-06.csv"
    printed = sum(int(line.rsplit(",", 1)[1]) for line in file.read_text().splitlines()[1:])
    written = write_sdmx_csv(read_file(file.read_bytes(), file.name)).decode().splitlines()
    at = written[0].split(",").index("OBS_VALUE")
    assert sum(int(line.split(",")[at]) for line in written[1:]) == printed
