"""The canonical form of a table's cells: one sequence of bytes per content, so that a hash means the figures.

It is our SDMX-CSV 2.0 with every column of the table, sorted by key and period; empty and absent are the same.
"""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.compute as pc

from midex.formats.sdmx import csv_cells
from midex.kernel.indicator import Table


def canonical(table: Table, cells: pa.Table) -> bytes:
    """The canonical bytes of ``cells`` (string columns of ``table``; those absent count as empty)."""
    return csv_cells.write(_whole(table, cells), table)


def read_canonical(table: Table, content: bytes) -> pa.Table:
    """Cells from their canonical bytes; ValueError where the bytes are not exactly the canonical form."""
    rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    try:
        header = next(rows, [])
        if header != [*csv_cells.HEAD, *table.columns]:
            raise ValueError(f"the columns are not those of {table.id}")
        columns = list(zip(*rows, strict=True)) or [() for _ in header]
    except csv.Error as wrong:
        raise ValueError(str(wrong)) from wrong
    cells = pa.table({name: pa.array(column, pa.string()) for name, column in zip(header, columns, strict=True)})
    if canonical(table, cells) != content:
        raise ValueError("not in canonical form")
    return _whole(table, cells)


def _whole(table: Table, cells: pa.Table) -> pa.Table:
    """Every column of the table, empty where the cells say nothing; the writer puts the rows in order."""
    absent = pa.nulls(cells.num_rows, pa.string())
    columns = {
        name: pc.fill_null(cells.column(name) if name in cells.column_names else absent, "") for name in table.columns
    }
    return pa.table(columns)
