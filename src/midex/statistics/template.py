"""An empty template of a table: the header and the rows that every submission of a participant and period must have.

It invents no figure: OBS_VALUE is left for the statistician.
"""

from __future__ import annotations

from collections.abc import Iterator

from midex.kernel.fault import Fault
from midex.kernel.indicator import Table
from midex.kernel.period import Period
from midex.statistics.validate.rules import rules

Row = tuple[str, ...]


def template_rows(table: Table, participant: str, period: str) -> Iterator[Row]:
    """The header, then the mandatory rows (rule V-S07); fault F116 where nothing is submitted to the table so."""
    reference = Period.parse(period)
    if table.import_only or reference.frequency not in table.frequencies:
        wanted = "/".join(frequency.value for frequency in table.frequencies)
        raise Fault("F116", table=table.id, period=str(reference), wanted=wanted)
    yield table.columns
    for citizen in _mandatory_citizens(participant):
        yield _row(table, {"CITIZEN": citizen, "GEO": participant}, reference)


def code_rows(table: Table) -> Iterator[Row]:
    """For each column, the codes a submission may use, with their names."""
    yield ("COLUMN", "CODE", "MEANING")
    for dimension in table.dimensions:
        for code in dimension.codelist.codes:
            if dimension.admits(code.id):
                yield (dimension.id, code.id, code.name)


def _mandatory_citizens(participant: str) -> list[str]:
    demanded = next(rule.parameters["citizens"] for rule in rules() if rule.id == "V-S07")
    return [citizen for citizen in demanded if citizen != participant]


def _row(table: Table, said: dict[str, str], period: Period) -> Row:
    fixed = {"FREQ": period.frequency.value, "UNIT": table.unit, **said}
    codes = (fixed.get(d.id, d.codelist.total or "") for d in table.dimensions)
    empty = ("",) * (len(table.columns) - len(table.dimensions) - 1)
    return (*codes, str(period), *empty)
