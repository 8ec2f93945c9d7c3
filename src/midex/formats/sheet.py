"""A grid of text as it stands in a file: the one shape csv and xlsx readers answer with.

It knows where every cell is and nothing of what the cell means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

ROW = "_ROW"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One header row and the cells below it.

    ``cells`` has one string column per header cell, in order, named ``c0``, ``c1`` …, and ``_ROW`` (int32), the
    1-based row of the file that each line starts on. ``ragged`` names rows whose number of cells differs from the
    header's; they are not in ``cells``. ``loose`` is the text that no column has, each with its row: of the lines above
    the header, of ragged rows, of comments and drawings. ``hidden``: a person who opens the file does not see it.
    """

    file: str
    name: str
    header: tuple[str, ...]
    header_row: int
    cells: pa.Table
    ragged: tuple[int, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
    loose: tuple[tuple[int, str], ...] = ()
    hidden: bool = False


def sheet_of(rows: Sequence[Sequence[str]], lines: Sequence[int], width: int) -> pa.Table:
    """The cells table of a Sheet from rows of equal width and the lines they start on."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    names = [f"c{n}" for n in range(width)]
    arrays = [pa.array(column, pa.string()) for column in columns]
    return pa.table([*arrays, pa.array(lines, pa.int32())], names=[*names, ROW])
