"""Read any file a statistician already has, and write it in the registry's own columns."""

from __future__ import annotations

from collections.abc import Sequence

from midex.formats import csv_sheet
from midex.formats.sdmx import csv_cells
from midex.formats.sheet import Sheet
from midex.kernel.fault import Fault
from midex.statistics.read import read
from midex.statistics.reading import Reading
from midex.statistics.sound import sound

_ZIP = b"PK\x03\x04"
_OF_THE_SHEET = ("F104", "F112", "F113")  # a cover sheet fits no layout; the next sheet may


def read_file(data: bytes, name: str, layout: str | None = None, table: str | None = None) -> Reading:
    """The reading of a file; ``layout`` and ``table`` say what it is where its content does not.

    Whatever is in the file, the only exception is a Fault: F101 to F113.
    """
    return read_sheets(sheets_of(data, name), name, layout, table)


def read_sheets(sheets: Sequence[Sheet], name: str, layout: str | None = None, table: str | None = None) -> Reading:
    """The reading of the first sheet that is seen and that a layout fits; else the fault of the last."""
    seen = [sheet for sheet in sheets if not sheet.hidden]
    for n, sheet in enumerate(seen):
        try:
            return read(sheet, layout, table)
        except Fault as fault:
            if fault.code not in _OF_THE_SHEET or n == len(seen) - 1:
                raise
    raise Fault("F102", file=name)


def write_sdmx_csv(reading: Reading) -> bytes:
    """The observations that were read in full, as SDMX-CSV 2.0; what is left out stands in the reading's notes."""
    return csv_cells.write(sound(reading), reading.table)


def left_out(reading: Reading) -> int:
    """How many observations of a reading are not written, because a part of them could not be read."""
    return int(reading.cells.num_rows - sound(reading).num_rows)


def sheets_of(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Every sheet of a file, before anything is made of it."""
    if data.startswith(_ZIP):
        from midex.formats import xlsx_sheet

        return xlsx_sheet.read(data, name)
    return (csv_sheet.read(data, name),)
