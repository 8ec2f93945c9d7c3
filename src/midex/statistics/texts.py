"""Columns of text, worked on by their few distinct texts and laid over a million rows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Texts:
    """The distinct texts of a column, stripped, each with the first row it stands in and how often it does."""

    cells: pa.ChunkedArray
    raw: pa.Array
    stripped: tuple[str, ...]
    rows: tuple[int, ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, cells: pa.ChunkedArray, rows: pa.ChunkedArray) -> Texts:
        """The distinct texts of ``cells``, which stand in ``rows`` of the file."""
        column = pa.table({"text": cells, "row": rows})
        distinct = column.group_by("text", use_threads=False).aggregate([("row", "min"), ("row", "count")])
        return cls(
            cells,
            distinct["text"].combine_chunks(),
            tuple((text or "").strip() for text in distinct["text"].to_pylist()),
            tuple(distinct["row_min"].to_pylist()),
            tuple(distinct["row_count"].to_pylist()),
        )

    def replaced(self, texts: Sequence[str]) -> pa.Array:
        """The column with each of its distinct texts replaced by the one at the same place; empty becomes null."""
        return _laid(texts, self.cells, self.raw)


def mapped(cells: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """The column with ``change`` applied to each distinct text; empty becomes null."""
    distinct = pc.unique(cells)
    return _laid([change(text or "") for text in distinct.to_pylist()], cells, distinct)


def joined(columns: Sequence[pa.Array], mark: str) -> pa.Array:
    """The texts of several columns, row by row, with ``mark`` between them; null counts as empty."""
    return pc.binary_join_element_wise(*(column.fill_null("") for column in columns), mark)


def filled(column: pa.Array) -> bool:
    """Whether the column has any text."""
    return bool(column.null_count < len(column))


def blank(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which cells hold nothing but space."""
    return pc.equal(pc.utf8_trim_whitespace(cells.fill_null("")), "")


def _laid(texts: Sequence[str], cells: pa.Array, distinct: pa.Array) -> pa.Array:
    at = pc.index_in(cells, value_set=distinct)
    taken = pa.array([text or None for text in texts], pa.string()).take(at)
    return taken.combine_chunks() if isinstance(taken, pa.ChunkedArray) else taken
