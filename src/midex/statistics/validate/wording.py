"""The few sentences that every form of a report says the same way: which figure, where, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from midex.kernel.indicator import TIME
from midex.kernel.text import Message, mark
from midex.statistics.reading import Place
from midex.statistics.registry.catalogue import registry
from midex.statistics.validate.finding import Finding, Report


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a report: ``cells`` findings that say the same."""

    where: str
    figure: str
    message: str
    fix: str
    cells: int


def figure(table: str, key: Mapping[str, str] | None) -> str:
    """A figure by what tells it apart: the period and each breakdown that is not in total."""
    if not key:
        return ""
    known = registry().tables.get(table)
    totals = {d.id: d.codelist.total for d in known.dimensions} if known else {}
    shown = [
        f"{c}={code}" for c, code in key.items() if c not in ("FREQ", "UNIT", "GEO", TIME) and code != totals.get(c)
    ]
    return " ".join([key.get("GEO", ""), key.get(TIME, ""), *shown]).strip()


def where(places: Sequence[Place | None]) -> str:
    """Places of one column in words: the sheet, the rows as ranges, the column."""
    first = places[0]
    if first is None:
        return "the file"
    rows = sorted({place.row for place in places if place})
    parts = [
        f"sheet {first.sheet}" if first.sheet else "",
        _ranges(rows),
        f"column {first.column}" if first.column else "",
    ]
    return ", ".join(part for part in parts if part)


def _ranges(rows: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return f"row {shown[0]}" if len(rows) == 1 else f"rows {', '.join(shown)}"


def lines(report: Report, findings: Iterable[Finding]) -> list[Line]:
    """The findings, those that say the same about one column in one line."""
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        column = finding.place.column if finding.place else ""
        alike.setdefault((column, str(finding.message), str(finding.fix)), []).append(finding)
    return [
        Line(
            where=where([finding.place for finding in together]),
            # what concerns the file as a whole says in its words which figures it is about
            figure=figure(report.table, together[0].key) if len(together) == 1 and together[0].place else "",
            message=message,
            fix=fix,
            cells=len(together),
        )
        for (_, message, fix), together in alike.items()
    ]


def outcome(report: Report) -> Message:
    """What the report comes to, in one sentence."""
    if report.quarantined:
        return Message(
            mark("Refused: signs of personal data. The file was not kept; only its hash, the rule and positions are.")
        )
    counts = {"errors": report.errors, "warnings": report.warnings, "observations": report.observations}
    if not report.participant:
        return Message(_of_others(report), counts)
    if report.errors:
        said = mark("Figures: {observations}, errors: {errors}, warnings: {warnings}. Correct the errors, then send.")
    elif report.warnings:
        said = mark("Figures: {observations}, no error, warnings: {warnings}. It can be sent; expect to be asked.")
    else:
        said = mark("Figures: {observations}, no error, no warning. It can be sent.")
    return Message(said, counts)


def _of_others(report: Report) -> str:
    """What a report on figures published elsewhere comes to: nobody sends them."""
    if report.errors:
        return mark("Figures: {observations}, errors: {errors}, warnings: {warnings}. Not all of them can be used.")
    if report.warnings:
        return mark("Figures: {observations}, no error, warnings: {warnings}. They can be used, with care.")
    return mark("Figures: {observations}, no error, no warning. They can be used.")


def standing(report: Report) -> Message:
    """For whom the file was checked, and on what declaration."""
    table = registry().tables.get(report.table)
    if table and table.import_only:
        return Message(
            mark(
                "Checked as figures published elsewhere: {table} is read from other publishers, nobody submits to it."
            ),
            {"table": table.id},
        )
    if not report.participant:
        return Message(
            mark(
                "Checked as figures published elsewhere: no participant was named, so nobody answers for completeness."
            )
        )
    if report.rounded_to:
        return Message(
            mark("Checked as a submission of {participant}, declared as rounded to {base}."),
            {"participant": report.participant, "base": report.rounded_to},
        )
    return Message(mark("Checked as a submission of {participant}."), {"participant": report.participant})
