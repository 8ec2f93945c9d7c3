"""Validate a file: open it, lay the fitting layout over it, ask every rule. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256

from midex.formats.sheet import Sheet
from midex.kernel.fault import Fault
from midex.kernel.indicator import Table
from midex.services.read_file import read_sheets, sheets_of
from midex.statistics.validate.check import refuse_name, refuse_personal, validate
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
    if refused := refuse_name(name):
        return _anonymous(refused, data)
    sheets = sheets_of(data, name)
    try:
        reading = read_sheets(sheets, name, layout, table.id if table else None)
    except Fault:
        # no header is repeated to anybody before the sheets were looked at for persons
        if refused := _refused(sheets):
            return _anonymous(refused, data)
        raise
    if refused := _refused(sheet for sheet in sheets if sheet is not reading.sheet):
        return _anonymous(replace(refused, table=reading.table.id, participant=participant or ""), data)
    report = validate(reading, participant=participant, today=today, rounded_to=rounded_to)
    return _anonymous(report, data) if report.quarantined else report


def _refused(sheets: Iterable[Sheet]) -> Report | None:
    return next((report for sheet in sheets if (report := refuse_personal(sheet))), None)


def _anonymous(report: Report, data: bytes) -> Report:
    return replace(report, file=f"sha256:{sha256(data).hexdigest()}")
