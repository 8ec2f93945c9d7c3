"""A report as plain values, for JSON; the shape is stable, fields are only ever added."""

from __future__ import annotations

from typing import Any

from midex.statistics.validate.finding import Finding, Report


def as_json(report: Report) -> dict[str, Any]:
    """The report with its messages in English."""
    return {
        "file": report.file,
        "layout": report.layout,
        "table": report.table,
        "participant": report.participant,
        "observations": report.observations,
        "rounded_to": report.rounded_to,
        "acceptable": report.acceptable,
        "quarantined": report.quarantined,
        "errors": report.errors,
        "warnings": report.warnings,
        "totals": dict(report.totals),
        "findings": [_finding(finding) for finding in report.findings],
        "notes": [
            {"kind": note.kind.value, "message": str(note.message), "count": note.count} for note in report.notes
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "sheet": place.sheet if place else None,
        "row": place.row if place else None,
        "column": place.column if place else None,
        "key": dict(finding.key) if finding.key is not None else None,
        "message": str(finding.message),
        "fix": str(finding.fix),
    }
