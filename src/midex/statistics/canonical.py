"""The canonical form of a table's cells: one sequence of bytes per content, so that a hash means the figures.

SDMX-CSV 2.0, UTF-8, columns in table order, rows sorted by key and period, LF. Empty and absent are the same.
"""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.compute as pc

from midex.kernel.indicator import TIME, Table

AGENCY = "MIDEX"
VERSION = "1.0.0"
_PREFIX = ("STRUCTURE", "STRUCTURE_ID", "ACTION")


def canonical(table: Table, cells: pa.Table) -> bytes:
    """The canonical bytes of ``cells`` (string columns of ``table``; those absent count as empty)."""
    ordered = _in_order(table, cells)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_PREFIX, *table.columns))
    prefix = ("dataflow", f"{AGENCY}:{table.id}({VERSION})", "I")
    writer.writerows((*prefix, *row) for row in zip(*(c.to_pylist() for c in ordered.columns), strict=True))
    return out.getvalue().encode("utf-8")


def read_canonical(table: Table, content: bytes) -> pa.Table:
    """Cells from their canonical bytes; ValueError where the bytes are not exactly the canonical form."""
    rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    try:
        header = next(rows, [])
        if header != [*_PREFIX, *table.columns]:
            raise ValueError(f"the columns are not those of {table.id}")
        columns = list(zip(*rows, strict=True)) or [() for _ in header]
    except csv.Error as wrong:
        raise ValueError(str(wrong)) from wrong
    cells = pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(header, columns, strict=True)}
    ).drop_columns(list(_PREFIX))
    if canonical(table, cells) != content:
        raise ValueError("not in canonical form")
    return _in_order(table, cells)


def _in_order(table: Table, cells: pa.Table) -> pa.Table:
    absent = pa.nulls(cells.num_rows, pa.string())
    columns = {
        name: pc.fill_null(cells.column(name) if name in cells.column_names else absent, "") for name in table.columns
    }
    first = [*(d.id for d in table.dimensions), TIME]
    order = [*first, *(name for name in table.columns if name not in first)]
    return pa.table(columns).sort_by([(name, "ascending") for name in order])
