"""A table of cells -> SDMX-CSV 2.0, whole columns at a time: what `midex read` and the derived figures are written in.

Comma, UTF-8, one line feed per row, quotes only where a cell needs them; sorted by key, then period.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from midex.kernel.indicator import TIME, Table

HEAD = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
_NEEDS_QUOTES = r'[",\r\n]'


def write(cells: pa.Table, table: Table, dataflow: str = "") -> bytes:
    """The cells as one SDMX-CSV 2.0 file of ``dataflow`` (by default the table's own), agency MIDEX, version 1.0.0."""
    keys = [dimension.id for dimension in table.dimensions]
    order = pc.sort_indices(cells, sort_keys=[(column, "ascending") for column in (*keys, TIME)])
    start = f"dataflow,MIDEX:{dataflow or table.id}(1.0.0),I"
    heading = ",".join((*HEAD, *table.columns)) + "\n"
    return heading.encode() + _body([cells.column(name).take(order) for name in table.columns], start)


def _body(columns: Sequence[pa.ChunkedArray], start: str) -> bytes:
    """Every row joined and ended by a line feed: the characters of the joined column are the file."""
    if not len(columns[0]):
        return b""
    cells = [_quoted(column.fill_null("")) for column in columns]
    rows = pc.binary_join_element_wise(pa.scalar(start), *cells, ",")
    ended = pc.binary_join_element_wise(rows, pa.scalar("\n"), "")
    return b"".join(_characters(chunk) for chunk in ended.chunks)


def _characters(rows: pa.StringArray) -> bytes:
    length: int = pc.sum(pc.binary_length(rows)).as_py()
    _, offsets, characters = rows.buffers()
    first = int.from_bytes(offsets[rows.offset * 4 : rows.offset * 4 + 4].to_pybytes(), "little")
    text: bytes = characters[first : first + length].to_pybytes()
    return text


def _quoted(column: pa.ChunkedArray) -> pa.ChunkedArray:
    needs = pc.match_substring_regex(column, _NEEDS_QUOTES)
    if not pc.any(needs).as_py():
        return column
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise(pa.scalar('"'), doubled, pa.scalar('"'), ""), column)
