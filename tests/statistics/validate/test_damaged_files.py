"""Whatever is done to a file, the answer is a report or a fault of the catalogue."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from midex.kernel.fault import Fault
from midex.services.validate_file import validate_file
from midex.statistics.validate import coded
from midex.statistics.validate.as_page import as_page
from midex.statistics.validate.as_text import as_text
from tests.statistics.validate.made import FOLDER, TODAY

CLEAN = (FOLDER / "clean.csv").read_bytes()
BOOK = (FOLDER / "V-C02.xlsx").read_bytes()
CELLS = [line.split(",") for line in CLEAN.decode().splitlines()]

ODD = st.sampled_from(
    ["", " ", "T", "2024-13", "0000", "9999", "-1", "1e9", "١٢", "9" * 30, '"', "'; DROP TABLE cell", "\x00", "Ж"]
)
WORDS = st.one_of(ODD, st.text(max_size=12))


def answered(data: bytes, **options: object) -> None:
    try:
        chosen = {"table": None, "participant": "ME", "today": TODAY, **options}
        report = validate_file(data, "a.csv", **chosen)  # type: ignore[arg-type]
    except Fault:
        return
    as_text(report)
    as_page(report)


def damaged(data: bytes):
    def changed(start: int, length: int, put: bytes) -> bytes:
        return data[:start] + put + data[start + length :]

    return st.builds(changed, st.integers(0, len(data)), st.integers(0, 60), st.binary(max_size=20))


LENGTHY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LENGTHY
@given(data=damaged(CLEAN), rounded=st.sampled_from([None, 5]), participant=st.sampled_from(["ME", None]))
def test_bytes_replaced_in_a_csv(data, rounded, participant):
    answered(data, rounded_to=rounded, participant=participant)


@settings(LENGTHY, max_examples=20)
@given(data=damaged(BOOK))
def test_bytes_replaced_in_a_workbook(data):
    answered(data)


@LENGTHY
@given(changes=st.lists(st.tuples(st.integers(0, len(CELLS) - 1), st.integers(0, 9), WORDS), min_size=1, max_size=12))
def test_cells_replaced_in_a_csv(changes):
    cells = [list(row) for row in CELLS]
    for row, column, text in changes:
        cells[row][column] = text
    answered("\n".join(",".join(row) for row in cells).encode("utf-8", "surrogatepass"))


@settings(LENGTHY, max_examples=30)
@given(rows=st.lists(st.sampled_from(CELLS[1:]), max_size=30), columns=st.permutations(range(10)))
def test_rows_repeated_left_out_and_columns_in_any_order(rows, columns):
    answered("\n".join(",".join(row[c] for c in columns) for row in [CELLS[0], *rows]).encode())


def test_more_figures_than_memory_allows_are_a_fault_with_advice(monkeypatch):
    monkeypatch.setitem(coded._ENGINE, "memory_limit", "2MB")
    header, *rows = CELLS
    many = [[*row[:7], str(1000 + year), *row[8:]] for year in range(1000) for row in rows]
    data = "\n".join(",".join(row) for row in [header, *many]).encode()
    with pytest.raises(Fault) as wrong:
        validate_file(data, "a.csv", table=None, participant="ME", today=TODAY)
    assert wrong.value.code == "F114"
