"""Several rows of a file that fall on one observation are added up, and said so.

Only where the layout allows it, and never across units: persons and cases are different keys.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from midex.kernel.indicator import MEASURE, TIME, Table
from midex.kernel.text import Message, mark
from midex.statistics.reading import ROW, Note, NoteKind, Place


def merged(cells: pa.Table, table: Table, sheet: str) -> tuple[pa.Table, list[Note]]:
    """The cells with one row per key, and a note for each key that several rows fell on.

    Only rows with a count are added; a key of which any figure is no count is left alone.
    """
    keys = [*(d.id for d in table.dimensions), TIME]
    countable = pc.fill_null(pc.match_substring_regex(cells[MEASURE], r"^\d+$"), False)
    numbered = cells.append_column("_N", pa.array(range(cells.num_rows), pa.int64()))
    numbered = numbered.append_column("_V", pc.if_else(countable, cells[MEASURE], None).cast(pa.int64()))
    groups = numbered.group_by(keys, use_threads=False).aggregate(
        [("_N", "min"), ("_N", "count"), ("_V", "sum"), ("_V", "count"), (ROW, "min")]
    )
    several = groups.filter(
        pc.and_(pc.greater(groups["_N_count"], 1), pc.equal(groups["_N_count"], groups["_V_count"]))
    )
    if not several.num_rows:
        return cells, []
    sums = {
        first: str(total)
        for first, total in zip(several["_N_min"].to_pylist(), several["_V_sum"].to_pylist(), strict=True)
    }
    summed = set(map(tuple, zip(*(several[key].to_pylist() for key in keys), strict=True)))
    values = cells[MEASURE].to_pylist()
    keep = []
    for n, key in enumerate(zip(*(cells[k].to_pylist() for k in keys), strict=True)):
        if n in sums:
            values[n] = sums[n]
        keep.append(n in sums or key not in summed)
    position = cells.column_names.index(MEASURE)
    cells = cells.set_column(position, MEASURE, pa.array(values, pa.string())).filter(pa.array(keep))
    return cells, [_note(row, keys, sheet) for row in several.to_pylist()]


def _note(row: dict[str, object], keys: list[str], sheet: str) -> Note:
    shown = ".".join(str(row[key]) for key in keys)
    sentence = mark("{rows} rows of the file fall on {key} and were added up to {value}")
    details = {"rows": str(row["_N_count"]), "key": shown, "value": str(row["_V_sum"])}
    return Note(
        NoteKind.MERGED,
        Message(sentence, details),
        Place(sheet, int(str(row[f"{ROW}_min"]))),
        int(str(row["_N_count"])),
    )
