"""Derive the compact figures of ``data/published`` and ``data/submitted`` from the publishers' own files.

The same readers as for any other file; nothing is estimated, and every remark is declared beside the source.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from midex.formats.sdmx import csv_cells
from midex.kernel.indicator import MEASURE, TIME, Table
from midex.services.read_file import read_file
from midex.statistics.published import Derivation, Remark
from midex.statistics.reading import COLUMN, ROW
from midex.statistics.registry.catalogue import registry
from midex.statistics.sound import sound


def derive(derivation: Derivation, raw_file: Callable[[str], bytes]) -> bytes:
    """One dataflow as SDMX-CSV 2.0; ``raw_file`` gives the bytes of a publisher's file by its relative name."""
    table = registry().table(derivation.table)
    readings = [read_file(raw_file(name), name, table=table.id) for name in derivation.files]
    cells = pa.concat_tables([sound(reading).drop_columns([ROW, COLUMN]) for reading in readings])
    if derivation.total:
        cells = pa.concat_tables([cells, _totals(cells, table, derivation.total)])
    if derivation.keep:
        cells = cells.filter(_kept(cells, derivation))
    for column, text in derivation.set_to.items():
        cells = _with(cells, column, pa.repeat(pa.scalar(text), cells.num_rows))
    for remark in derivation.remarks:
        cells = _remarked(cells, remark)
    return csv_cells.write(cells, table, derivation.dataflow)


def _kept(cells: pa.Table, derivation: Derivation) -> pa.ChunkedArray:
    """Rows that fit one of the alternatives in all its columns."""
    ways = [
        _all([pc.is_in(cells[column], value_set=pa.array(codes)) for column, codes in way.items()])
        for way in derivation.keep
    ]
    kept = ways[0]
    for way in ways[1:]:
        kept = pc.or_(kept, way)
    return kept


def _all(masks: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    mask = masks[0]
    for other in masks[1:]:
        mask = pc.and_(mask, other)
    return mask


def _totals(cells: pa.Table, table: Table, column: str) -> pa.Table:
    """One row per key without ``column``: the sum over its codes, which then reads TOTAL."""
    keys = [*(d.id for d in table.dimensions if d.id != column), TIME]
    counts = cells.select(keys).append_column("n", pc.cast(cells[MEASURE], pa.int64()))
    sums = counts.group_by(keys, use_threads=False).aggregate([("n", "sum")])
    found = {key: sums[key] for key in keys} | {
        column: pa.repeat(pa.scalar("TOTAL"), sums.num_rows),
        MEASURE: pc.cast(sums["n_sum"], pa.string()),
    }
    nothing = pa.nulls(sums.num_rows, pa.string())
    return pa.table([found.get(name, nothing) for name in cells.column_names], names=cells.column_names)


def _remarked(cells: pa.Table, remark: Remark) -> pa.Table:
    """The cells with a remark's status and comment on the rows that bear its codes."""
    meant = _all([pc.equal(cells[column], code) for column, code in remark.where.items()])
    status = pc.if_else(meant, remark.status or None, cells["OBS_STATUS"]) if remark.status else cells["OBS_STATUS"]
    before = cells["COMMENT_OBS"].fill_null("")
    joined = pc.binary_join_element_wise(before, pa.scalar(remark.comment), "; ")
    said = pc.if_else(pc.equal(before, ""), remark.comment, joined)
    cells = _with(cells, "OBS_STATUS", status)
    return _with(cells, "COMMENT_OBS", pc.if_else(meant, said, cells["COMMENT_OBS"]) if remark.comment else before)


def _with(cells: pa.Table, column: str, values: pa.ChunkedArray) -> pa.Table:
    return cells.set_column(cells.column_names.index(column), column, values)
