"""Whole columns are written as one would write them row by row."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from midex.formats.sdmx import csv_cells
from midex.kernel.indicator import TIME
from midex.statistics.registry.catalogue import registry

TABLE = registry().table("MIGR_EIORD")
WIDTH = len(TABLE.columns)
KEYS = TABLE.columns.index(TIME) + 1
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=5)


def cells(rows: list[tuple[str | None, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * WIDTH
    return pa.table([pa.array(column, pa.string()) for column in columns], names=list(TABLE.columns))


@given(st.lists(st.tuples(*[st.none() | TEXT] * WIDTH), max_size=6))
def test_the_bytes_are_those_of_the_row_by_row_writer(rows: list[tuple[str | None, ...]]) -> None:
    filled = [tuple(text or "" for text in row) for row in rows]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow((*csv_cells.HEAD, *TABLE.columns))
    for row in sorted(filled, key=lambda row: [text.encode() for text in row[:KEYS]]):
        writer.writerow(("dataflow", "MIDEX:MIGR_EIORD(1.0.0)", "I", *row))
    assert csv_cells.write(cells(rows), TABLE).decode() == stream.getvalue()


def test_many_distinct_keys_are_sorted_too() -> None:
    rows = [tuple(f"{(n * 7919 + c) % 997:03}" for c in range(WIDTH)) for n in range(997)]
    written = csv_cells.write(cells(rows), TABLE).decode().splitlines()[1:]
    assert written == sorted(written)
    assert len(written) == 997


def test_a_dataflow_published_elsewhere_bears_its_own_id() -> None:
    written = csv_cells.write(cells([("x",) * WIDTH]), TABLE, "ESTAT_MIGR_EIORD")
    assert written.splitlines()[1].startswith(b"dataflow,MIDEX:ESTAT_MIGR_EIORD(1.0.0),I,x")
