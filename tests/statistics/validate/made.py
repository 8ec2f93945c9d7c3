"""Readings made in a test: rows of a table's columns, as the reader would give them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from midex.formats import csv_sheet
from midex.kernel.indicator import TIME
from midex.services.validate_file import validate_file
from midex.statistics.read import read
from midex.statistics.reading import Reading
from midex.statistics.registry.catalogue import registry
from midex.statistics.validate.check import validate
from midex.statistics.validate.finding import Report
from midex.statistics.validate.rules import Rule, rules

TODAY = date(2026, 11, 22)
FOLDER = Path(__file__).resolve().parents[2] / "data" / "rules"


def checked(path: Path, **options: object) -> Report:
    """The report on a file of Montenegro's."""
    chosen = {"table": None, "participant": "ME", "today": TODAY, **options}
    return validate_file(path.read_bytes(), path.name, **chosen)  # type: ignore[arg-type]


def without(rule_id: str) -> tuple[Rule, ...]:
    """The registry with one rule taken out."""
    return tuple(rule for rule in rules() if rule.id != rule_id)


def reading_of(rows: Sequence[dict[str, object]], table: str = "MIGR_ASYAPPCTZA", period: str = "2024") -> Reading:
    """A reading of rows that say only what is not in total; ``v`` is the value, ``st`` the status."""
    shape = registry().table(table)
    fixed = {d.id: d.codelist.total for d in shape.dimensions} | {"FREQ": "A", "UNIT": shape.unit, "GEO": "ME"}
    out = io.StringIO()
    writer = csv.DictWriter(out, [*fixed, TIME, "OBS_VALUE", "OBS_STATUS"], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        said = {k: v for k, v in row.items() if k not in ("v", "st")}
        writer.writerow({**fixed, TIME: period, **said, "OBS_VALUE": row.get("v", ""), "OBS_STATUS": row.get("st", "")})
    return read(csv_sheet.read(out.getvalue().encode(), "made.csv"), None, table)


def content(rows: Sequence[dict[str, object]], *, rounded_to: int | None = None, **kind: str) -> Report:
    """The report of the content rules on rows, for Montenegro."""
    asked = [rule for rule in rules() if rule.id.startswith("V-C")]
    return validate(reading_of(rows, **kind), participant="ME", today=TODAY, rounded_to=rounded_to, rules=asked)


def said(report: Report) -> list[tuple[str, str]]:
    """Rule and words of each finding."""
    return [(finding.rule, str(finding.message)) for finding in report.findings]
