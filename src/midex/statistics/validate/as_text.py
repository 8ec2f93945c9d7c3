"""A report as plain text, for a terminal or a mail: worst first, by rule, each at its place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from midex.statistics.validate.finding import Finding, Report, Severity
from midex.statistics.validate.rules import rules
from midex.statistics.validate.wording import Line, lines, outcome, standing


def as_text(report: Report, shown: int = 20) -> str:
    """The report in lines of text, with at most ``shown`` findings of each rule."""
    return "\n".join((*_head(report), *_body(report, shown), str(outcome(report))))


def by_rule(report: Report) -> Iterator[tuple[Severity, str, list[Finding]]]:
    """The findings in groups of one severity and rule: worst first, then in the order of the registry."""
    weights, order = list(Severity), [rule.id for rule in rules()]
    ranked = sorted(report.findings, key=lambda f: (weights.index(f.severity), order.index(f.rule)))
    for (severity, rule), together in groupby(ranked, key=lambda f: (f.severity, f.rule)):
        yield severity, rule, list(together)


def _head(report: Report) -> Iterator[str]:
    yield report.file
    if not report.quarantined:
        yield f"{report.table}, read by layout {report.layout}. {standing(report)}"
    yield ""


def _body(report: Report, shown: int) -> Iterator[str]:
    titles = {rule.id: rule.title for rule in rules()}
    for severity, rule, found in by_rule(report):
        yield f"{severity.value.upper():8}{rule}  {titles[rule]}"
        listed = lines(report, found)
        said = ""
        for line in listed[:shown]:
            yield from _line(line, said)
            said = line.fix
        yield from _rest(report, rule, len(found) - sum(line.cells for line in listed[:shown]))
        yield ""


def _line(line: Line, said: str) -> Iterator[str]:
    """The way to put it right is said once for lines in a row that share it."""
    yield f"    {line.where}  {line.figure}".rstrip()
    yield f"        {line.message}"
    if line.fix != said:
        yield f"        → {line.fix}"


def _rest(report: Report, rule: str, unlisted: int) -> Iterator[str]:
    kept = sum(finding.rule == rule for finding in report.findings)
    if unlisted or report.totals[rule] > kept:
        yield f"    … {report.totals[rule]} cells of {rule} in all; --format json and html show up to {kept} of them"
