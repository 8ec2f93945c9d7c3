"""A report as plain text, for a terminal or a mail: worst first, by rule, each at its place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from midex.statistics.validate.finding import Finding, Report, Severity
from midex.statistics.validate.rules import rules
from midex.statistics.validate.wording import figure, outcome, standing, where


def as_text(report: Report, shown: int = 20) -> str:
    """The report in lines of text, with at most ``shown`` findings of each rule."""
    return "\n".join((*_head(report), *_body(report, shown), str(outcome(report))))


def _head(report: Report) -> Iterator[str]:
    yield report.file
    if not report.quarantined:
        yield f"{report.table}, read by layout {report.layout}. {standing(report)}"
    yield ""


def _body(report: Report, shown: int) -> Iterator[str]:
    for (severity, rule), together in by_rule(report):
        found = list(together)
        yield f"{severity.value.upper():8}{rule}  {_titles().get(rule, '')}"
        for finding in found[:shown]:
            yield from _finding(report, finding)
        kinds = {f.severity for f in report.findings if f.rule == rule}
        rest = (report.totals[rule] if len(kinds) == 1 else len(found)) - min(len(found), shown)
        if rest > 0:
            yield f"    … and {rest} more of {rule}"
        yield ""


def by_rule(report: Report) -> Iterator[tuple[tuple[Severity, str], Iterator[Finding]]]:
    """The findings in groups of one severity and rule, worst first."""
    order = list(Severity)

    def place_in_order(finding: Finding) -> tuple[int, str]:
        return order.index(finding.severity), finding.rule

    return groupby(sorted(report.findings, key=place_in_order), key=lambda f: (f.severity, f.rule))


def _finding(report: Report, finding: Finding) -> Iterator[str]:
    heading = "  ".join(part for part in (where(finding.place), figure(report.table, finding.key)) if part)
    yield f"    {heading or 'the file'}"
    yield f"        {finding.message}"
    yield f"        → {finding.fix}"


def _titles() -> dict[str, str]:
    return {rule.id: rule.title for rule in rules()}
