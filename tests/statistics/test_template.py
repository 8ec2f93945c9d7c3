"""An empty template fits the layout, asks for what V-S07 asks, and is clean once it is filled in."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from midex.formats.workbook import workbook
from midex.kernel.fault import Fault
from midex.services.demonstrate import submitted_tables
from midex.services.validate_file import validate_file
from midex.statistics.registry.catalogue import registry
from midex.statistics.template import code_rows, template_rows

TODAY = date(2026, 11, 22)


def filled(rows: list[tuple[str, ...]], figure: str) -> list[list[str]]:
    at = rows[0].index("OBS_VALUE")
    return [list(rows[0]), *([*row[:at], figure, *row[at + 1 :]] for row in rows[1:])]


@pytest.mark.parametrize("table", submitted_tables(), ids=lambda t: t.id)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_filled_with_zeros_is_clean(table, form):
    period = "2025-03" if table.frequencies[0].value == "M" else "2025"
    rows = filled(list(template_rows(table, "ME", period)), "0")
    if form == "xlsx":
        content = workbook({table.id: rows, "Codes": code_rows(table)})
    else:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(rows)
        content = out.getvalue().encode()
    report = validate_file(content, f"x.{form}", table=table, participant="ME", today=TODAY)
    assert (report.errors, report.warnings, report.quarantined) == (0, 0, False)
    assert report.observations == len(rows) - 1


def test_an_empty_template_is_not_taken_for_zeros():
    table = registry().table("MIGR_EIORD")
    out = io.StringIO(newline="")
    csv.writer(out).writerows(template_rows(table, "RS", "2025"))
    report = validate_file(out.getvalue().encode(), "x.csv", table=table, participant="RS", today=TODAY)
    assert report.totals.get("V-S05") == report.observations


def test_nobody_is_asked_for_own_citizens():
    rows = list(template_rows(registry().table("MIGR_EIPRE"), "MK", "2025"))
    assert "MK" not in {row[rows[0].index("CITIZEN")] for row in rows}


@pytest.mark.parametrize(("table_id", "period"), [("MIGR_EIPRE", "2025-03"), ("EXT_FRONTEX_IBC", "2025-03")])
def test_a_period_or_table_that_takes_no_submission_is_a_fault(table_id, period):
    with pytest.raises(Fault, match="F116"):
        list(template_rows(registry().table(table_id), "ME", period))


def test_a_text_in_a_workbook_is_never_a_formula():
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook({"S": [("A",), ("=1+1",), (7,)]})))
    cells = [row[0] for row in book["S"].iter_rows()]
    assert [(c.value, c.data_type) for c in cells] == [("A", "s"), ("=1+1", "s"), (7, "n")]
