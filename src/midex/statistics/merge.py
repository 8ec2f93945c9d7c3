"""Several rows of a file that fall on one observation are added up, and said so.

Only where the layout allows it, and never across units: persons and cases are different keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from midex.kernel.indicator import MEASURE, TIME, Table
from midex.kernel.text import Message, mark
from midex.statistics.reading import COLUMN, ROW, Note, NoteKind, Place

_COUNT = r"^\d{1,15}$"
Key = tuple[str, ...]


def merged(cells: pa.Table, table: Table, sheet: str) -> tuple[pa.Table, list[Note]]:
    """The cells with one row per key, and a note for each key that several rows fell on.

    Only counts are added; a key of which any figure is no count keeps all its rows, for the validator to find.
    """
    keys = [*(d.id for d in table.dimensions), TIME]
    groups = cells.group_by(keys, use_threads=False).aggregate([(ROW, "count")])
    several = groups.filter(pc.greater(groups[f"{ROW}_count"], 1))
    if not several.num_rows:
        return cells, []
    rows = _rows_by_key(cells, keys, set(_keys(several, keys)))
    added = {key: at for key, at in rows.items() if _all_counts(cells, at)}
    values, comments = cells[MEASURE].to_pylist(), cells["COMMENT_OBS"].to_pylist()
    notes = []
    for key, at in added.items():
        values[at[0]] = str(sum(int(values[n]) for n in at))
        comments[at[0]] = "; ".join(dict.fromkeys(comments[n] for n in at if comments[n])) or None
        notes.append(_note(cells, key, at, values[at[0]], sheet))
    dropped = {n for at in added.values() for n in at[1:]}
    cells = _with(_with(cells, MEASURE, values), "COMMENT_OBS", comments)
    return cells.filter(pa.array([n not in dropped for n in range(cells.num_rows)])), notes


def _keys(cells: pa.Table, keys: Sequence[str]) -> zip[Key]:
    return zip(*(cells[key].to_pylist() for key in keys), strict=True)


def _rows_by_key(cells: pa.Table, keys: Sequence[str], wanted: set[Key]) -> dict[Key, list[int]]:
    found: defaultdict[Key, list[int]] = defaultdict(list)
    for n, key in enumerate(_keys(cells, keys)):
        if key in wanted:
            found[key].append(n)
    return found


def _all_counts(cells: pa.Table, at: Sequence[int]) -> bool:
    counts = pc.match_substring_regex(cells[MEASURE].take(pa.array(at)).fill_null(""), _COUNT)
    return bool(pc.all(counts).as_py())


def _with(cells: pa.Table, column: str, values: list[str | None]) -> pa.Table:
    return cells.set_column(cells.column_names.index(column), column, pa.array(values, pa.string()))


def _note(cells: pa.Table, key: Key, at: Sequence[int], total: str, sheet: str) -> Note:
    sentence = mark("{rows} rows of the file fall on {key} and were added up to {value}")
    details = {"rows": str(len(at)), "key": ".".join(map(str, key)), "value": total}
    place = Place(sheet, cells[ROW][at[0]].as_py(), cells[COLUMN][at[0]].as_py())
    return Note(NoteKind.MERGED, Message(sentence, details), place, len(at))
