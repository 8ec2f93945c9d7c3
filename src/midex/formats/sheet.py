"""A grid of text as it stands in a file: the one shape csv and xlsx readers answer with.

It knows where every cell is and nothing of what the cell means.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One header row and the cells below it.

    ``cells`` has one string column per header cell, in order, named ``c0``, ``c1`` …, and ``_ROW`` (int32), the
    1-based row of the file that each line starts on. ``ragged`` names rows whose number of cells differs from the
    header's; they are not in ``cells``.
    """

    file: str
    name: str
    header: tuple[str, ...]
    header_row: int
    cells: pa.Table
    ragged: tuple[int, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
