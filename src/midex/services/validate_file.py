"""Validate a file: open it, lay the fitting layout over it, ask every rule. Nothing is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

from midex.formats import csv_sheet
from midex.formats.sheet import Sheet
from midex.kernel.fault import Fault
from midex.kernel.indicator import Table
from midex.statistics.read import read
from midex.statistics.reading import Reading
from midex.statistics.validate.check import refuse_personal, validate
from midex.statistics.validate.finding import Report


def validate_file(
    data: bytes,
    name: str,
    *,
    table: Table | None,
    participant: str | None,
    today: date,
    layout: str | None = None,
    rounded_to: int | None = None,
) -> Report:
    """The report on a file, or a fault of the F1 series where it cannot be read.

    Of a file with signs of personal data the report keeps its SHA-256 and positions, and neither name nor content.
    """
    sheet = csv_sheet.read(data, name)
    reading = _reading(sheet, layout, table)
    if isinstance(reading, Report):
        return _anonymous(reading, data)
    report = validate(reading, participant=participant, today=today, rounded_to=rounded_to)
    return _anonymous(report, data) if report.quarantined else report


def _reading(sheet: Sheet, layout: str | None, table: Table | None) -> Reading | Report:
    """The reading; a sheet that no layout fits is looked at for persons before its header is repeated to anybody."""
    try:
        return read(sheet, layout, table.id if table else None)
    except Fault:
        refused = refuse_personal(sheet)
        if refused is None:
            raise
        return refused


def _anonymous(report: Report, data: bytes) -> Report:
    return replace(report, file=f"sha256:{sha256(data).hexdigest()}")
