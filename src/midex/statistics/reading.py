"""What a file says once a layout has been laid over it: observations in a table's shape, each with its place.

A reading never loses a cell silently: what was not read, merged or mapped stands in ``notes``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import pyarrow as pa

from midex.formats.sheet import Sheet
from midex.kernel.indicator import Table
from midex.kernel.text import Message

ROW = "_ROW"
COLUMN = "_COL"


@dataclass(frozen=True)
class Place:
    """Where something stands in the original file. ``row`` is 1-based; ``column`` is the header's own text."""

    sheet: str
    row: int
    column: str = ""


class NoteKind(Enum):
    """What happened to a cell on the way in."""

    NOT_READ = "not read"
    MERGED = "merged"
    MAPPED = "mapped"
    TOTAL = "taken as total"


@dataclass(frozen=True)
class Note:
    """One thing the reader did to the file; ``count`` cells were treated alike, ``place`` is the first."""

    kind: NoteKind
    message: Message
    place: Place | None
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The observations of one file.

    ``cells`` has ``table.columns`` as string columns (null where the file says nothing), ``_ROW`` (int32) and ``_COL``
    (string: header text of the column the value stands in). OBS_VALUE is a canonical integer as text, or empty, or
    the file's own text where it is no count. A code that could not be mapped keeps the file's own text.
    ``columns`` maps a column of the table to the header text it was read from; ``rounded_to`` is what the layout's
    publisher rounds to.
    """

    layout: str
    table: Table
    sheet: Sheet
    cells: pa.Table
    columns: Mapping[str, str]
    notes: tuple[Note, ...] = ()
    rounded_to: int | None = None

    def place(self, row: int, component: str, value_column: str = "") -> Place:
        """Where the value of ``component`` of the observation in ``row`` stands in the file."""
        column = value_column if component == "OBS_VALUE" and value_column else self.columns.get(component, "")
        return Place(self.sheet.name, row, column)
