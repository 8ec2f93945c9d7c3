"""Validation: every rule of the registry is asked about a reading, and the answers become one report.

It knows no rule by name but V-S09, before which nothing else is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

import pyarrow.compute as pc

from midex.formats.sheet import Sheet
from midex.kernel.fault import Fault
from midex.kernel.text import Message
from midex.statistics.reading import COLUMN, NoteKind, Reading
from midex.statistics.validate import rules as registry
from midex.statistics.validate.checks.block import block
from midex.statistics.validate.checks.bounds import bounds, breaks, unknowns
from midex.statistics.validate.checks.codes import codes
from midex.statistics.validate.checks.form import header, rows
from midex.statistics.validate.checks.keys import keys
from midex.statistics.validate.checks.own import own_citizens
from midex.statistics.validate.checks.personal import numbered, personal
from midex.statistics.validate.checks.reference import reference
from midex.statistics.validate.checks.sums import sums
from midex.statistics.validate.checks.unrounded import unrounded
from midex.statistics.validate.checks.values import values
from midex.statistics.validate.coded import Coded, coded
from midex.statistics.validate.finding import Finding, Report, Severity
from midex.statistics.validate.hits import SHOWN, Hits, Spot
from midex.statistics.validate.rules import Rule

CHECKS: Mapping[str, Callable[[Coded, Rule], Iterable[Hits]]] = {
    "rows": rows,
    "header": header,
    "codes": codes,
    "keys": keys,
    "values": values,
    "reference": reference,
    "block": block,
    "unrounded": unrounded,
    "sums": sums,
    "bounds": bounds,
    "own_citizens": own_citizens,
    "unknowns": unknowns,
    "breaks": breaks,
}
"""Every check that a rule may name, but ``personal``: that one sees the sheet, not the figures."""

LARGEST_BASE = 10
"""The widest rounding that a submitter may declare."""


def validate(
    reading: Reading,
    *,
    participant: str | None,
    today: date,
    rounded_to: int | None = None,
    rules: Sequence[Rule] | None = None,
) -> Report:
    """Ask every rule about a reading. ``participant`` None: published elsewhere, so nobody answers for completeness.

    Nobody submits an import-only table. ``rounded_to`` is what the submitter declares, fault F115 where it cannot be;
    ``rules`` stands in for the registry in tests.
    """
    # a wide base would excuse any sum
    if participant is None:
        rounded_to = rounded_to or reading.rounded_to
    if rounded_to is not None and not 2 <= rounded_to <= LARGEST_BASE:
        raise Fault("F115", base=rounded_to, largest=LARGEST_BASE)
    if reading.table.import_only:
        participant = None
    asked = registry.rules() if rules is None else tuple(rules)
    coded_columns = [heading for component, heading in reading.columns.items() if component != "COMMENT_OBS"]
    figures = [heading for heading in pc.unique(reading.cells[COLUMN]).to_pylist() if heading]
    refused = refuse_personal(reading.sheet, read_from=coded_columns, figures=figures, rules=asked)
    if refused is not None:
        return replace(refused, layout=reading.layout, table=reading.table.id, participant=participant or "")
    with coded(reading, participant=participant, today=today, rounded_to=rounded_to) as laid:
        answers = [
            _Answer(rule, tuple(CHECKS[rule.check](laid, rule)), laid.submission, rounded_to is not None)
            for rule in asked
            if rule.check in CHECKS and (laid.submission or not rule.submissions_only)
        ]
    return Report(
        file=reading.sheet.file,
        layout=reading.layout,
        table=reading.table.id,
        participant=participant or "",
        observations=reading.cells.num_rows,
        rounded_to=rounded_to,
        # what was not read is a finding already, and its note repeats the cell
        notes=tuple(note for note in reading.notes if note.kind is not NoteKind.NOT_READ),
        **_summed(answers),
    )


def refuse_name(file: str) -> Report | None:
    """The report that refuses a file whose name carries the number of a person; None where it does not."""
    if not numbered(file):
        return None
    answers = [
        _Answer(rule, (Hits(case="file_name", count=1, spots=(Spot(),)),))
        for rule in registry.rules()
        if rule.check == "personal"
    ]
    return _refusal(answers)


def refuse_personal(
    sheet: Sheet,
    *,
    read_from: Collection[str] | None = None,
    figures: Collection[str] = (),
    rules: Sequence[Rule] | None = None,
) -> Report | None:
    """The report that refuses a sheet with signs of personal data; None where there are none.

    ``read_from``: headings that the table is read from, ``figures`` those of its figures; None where no layout fits.
    """
    asked = registry.rules() if rules is None else rules
    answers = [
        _Answer(rule, tuple(personal(sheet, rule, read_from=read_from, figures=figures)))
        for rule in asked
        if rule.check == "personal"
    ]
    if not any(answer.hits for answer in answers):
        return None
    return _refusal(answers)


def _refusal(answers: Sequence[_Answer]) -> Report:
    return Report(file="", layout="", table="", participant="", observations=0, quarantined=True, **_summed(answers))


@dataclass(frozen=True)
class _Answer:
    """What one rule found, in what kind of file."""

    rule: Rule
    hits: tuple[Hits, ...]
    submission: bool = True
    rounded: bool = False

    @property
    def count(self) -> int:
        return sum(hits.count for hits in self.hits)

    def weight(self, case: str) -> Severity:
        return self.rule.cases[case].weight(rounded=self.rounded, submission=self.submission)

    def weighing(self, severity: Severity) -> int:
        return sum(hits.count for hits in self.hits if self.weight(hits.case) is severity)

    def findings(self) -> list[Finding]:
        """The first findings, errors before warnings."""
        order = list(Severity)
        found = [self.finding(hits.case, spot) for hits in self.hits for spot in hits.spots]
        return sorted(found, key=lambda finding: order.index(finding.severity))[:SHOWN]

    def finding(self, case: str, spot: Spot) -> Finding:
        words = self.rule.cases[case]
        return Finding(
            rule=self.rule.id,
            severity=self.weight(case),
            message=Message(words.message, spot.details),
            fix=Message(words.fix, spot.details),
            place=spot.place,
            key=spot.key,
        )


class _Summed(TypedDict):
    findings: tuple[Finding, ...]
    totals: dict[str, int]
    errors: int
    warnings: int


def _summed(answers: Sequence[_Answer]) -> _Summed:
    return _Summed(
        findings=tuple(finding for answer in answers for finding in answer.findings()),
        totals={answer.rule.id: answer.count for answer in answers if answer.count},
        errors=sum(answer.weighing(Severity.ERROR) for answer in answers),
        warnings=sum(answer.weighing(Severity.WARNING) for answer in answers),
    )
