"""A validation report laid out for a page: by rule, worst first, findings that say the same in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from midex.kernel.codelist import Code
from midex.services.check_file import Checked
from midex.statistics.reading import Place
from midex.statistics.registry.catalogue import registry
from midex.statistics.validate.as_text import by_rule
from midex.statistics.validate.excerpt import Excerpt
from midex.statistics.validate.finding import Finding, Report, Severity
from midex.statistics.validate.rules import rules
from midex.statistics.validate.wording import figure
from midex.web.naming import sentence
from midex.web.statistics.wording import whole

SHOWN = 20
"""Lines of one rule that a page shows."""

FEW = 20
"""Codes of a list that a finding repeats; longer lists are looked up."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """Findings that say the same about one column: where they stand, what is wrong, how to put it right."""

    sheet: str
    rows: str
    column: str
    figure: str
    message: str
    fix: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """What one rule found. ``cells`` counts every finding of it, also those that ``lines`` leaves out."""

    rule: str
    title: str
    severity: Severity
    cells: int
    lines: tuple[Line, ...]
    more: bool
    excerpt: Excerpt | None


def laid_out(checked: Checked) -> tuple[Group, ...]:
    """The groups of a page."""
    titles = {rule.id: rule.title for rule in rules()}
    groups = []
    placed: set[str] = set()
    for severity, rule, found in by_rule(checked.report):
        lines = list(_lines(checked.report, found))
        groups.append(
            Group(
                rule=rule,
                title=gettext(titles[rule]),
                severity=severity,
                cells=checked.report.totals[rule],
                lines=tuple(lines[:SHOWN]),
                more=len(lines) > SHOWN or checked.report.totals[rule] > len(found),
                excerpt=None if rule in placed else checked.excerpts.get(rule),
            )
        )
        placed.add(rule)
    return tuple(groups)


def _lines(report: Report, found: Iterable[Finding]) -> Iterator[Line]:
    alike: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in found:
        sheet, column = (finding.place.sheet, finding.place.column) if finding.place else ("", "")
        said = (sheet, column, whole(finding.message), sentence(finding.fix).rstrip("."))
        alike.setdefault(said, []).append(finding)
    for (sheet, column, message, fix), together in alike.items():
        alone = together[0].key if len(together) == 1 else None
        yield Line(
            sheet=sheet,
            rows=_rows([finding.place for finding in together if finding.place]),
            column=column,
            figure=figure(report.table, alone),
            message=message,
            fix=fix,
            codes=_codes(str(together[0].message.details.get("codelist", ""))),
        )


def _codes(codelist: str) -> tuple[Code, ...]:
    """The codes of a list that is short enough to be read in a report."""
    known = registry().codelists.get(codelist)
    return known.codes if known and len(known.codes) <= FEW else ()


def _rows(places: Sequence[Place]) -> str:
    """Rows in words, neighbours as a range; empty for the file as a whole."""
    rows = sorted({place.row for place in places})
    if not rows:
        return ""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    shown = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return ngettext("row %(rows)s", "rows %(rows)s", len(rows)) % {"rows": shown}
