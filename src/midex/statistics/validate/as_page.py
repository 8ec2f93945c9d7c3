"""A report as one self-contained HTML page: no script, no request, readable on paper, in the dark and aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from string import Template

from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE
from midex.statistics.validate.as_text import by_rule
from midex.statistics.validate.finding import Report, Severity
from midex.statistics.validate.rules import rules
from midex.statistics.validate.wording import Line, lines, outcome, standing

_WORDS = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "For information"}


def as_page(report: Report) -> str:
    """The page, with every finding that the report keeps."""
    template = Template(files(__package__).joinpath("as_page.html").read_text("utf-8"))
    return template.substitute(
        title=escape(f"Validation of {report.table}" if report.table else "Validation"),
        file=escape(report.file),
        table=escape(report.table or "–"),
        layout=escape(report.layout or "–"),
        standing="" if report.quarantined else escape(str(standing(report))),
        outcome=escape(str(outcome(report))),
        state="errors" if report.errors else "warnings" if report.warnings else "clean",
        contents=_contents(report),
        findings="".join(_sections(report)) or "<p>Nothing was found.</p>",
        notes="".join(_notes(report)),
        footnote=escape(KOSOVO_FOOTNOTE),
    )


def _contents(report: Report) -> str:
    titles = {rule.id: rule.title for rule in rules()}
    worst: dict[str, Severity] = {}
    for severity, rule, _ in by_rule(report):
        worst.setdefault(rule, severity)
    rows = [
        f'<tr><th scope="row"><a href="#{severity.value}-{rule}">{rule}</a></th><td>{escape(titles[rule])}</td>'
        f'<td>{_WORDS[severity]}</td><td class="n">{report.totals[rule]}</td></tr>'
        for rule, severity in worst.items()
    ]
    heading = '<h2>Rules</h2><div class="wide">' + _opened(("Rule", "What it asks", "At worst", "Cells"), "rules")
    return heading + "".join(rows) + "</tbody></table></div>" if rows else ""


def _sections(report: Report) -> Iterator[str]:
    titles = {rule.id: rule.title for rule in rules()}
    for severity, rule, found in by_rule(report):
        yield (
            f'<section class="{severity.value}"><h3 id="{severity.value}-{rule}">'
            f'<span class="mark">{_WORDS[severity]}</span> {rule}: {escape(titles[rule])}</h3>'
        )
        yield _opened(("Place", "Figure", "What is wrong", "How to put it right"), "findings")
        yield from map(_row, lines(report, found))
        yield "</tbody></table></section>"


def _opened(headings: Iterable[str], kind: str) -> str:
    cells = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    return f'<table class="{kind}"><thead><tr>{cells}</tr></thead><tbody>'


def _row(line: Line) -> str:
    cells = (line.where, line.figure or "–", line.message, line.fix)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _notes(report: Report) -> Iterator[str]:
    if report.notes:
        yield "<h2>What the reader did</h2><ul>"
        for note in report.notes:
            yield f"<li>{escape(str(note.message))} ({escape(note.kind.value)}, {note.count})</li>"
        yield "</ul>"
