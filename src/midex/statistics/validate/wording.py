"""The few sentences that every form of a report says the same way: which figure, where, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping

from midex.kernel.indicator import TIME
from midex.kernel.text import Message, mark
from midex.statistics.reading import Place
from midex.statistics.registry.catalogue import registry
from midex.statistics.validate.finding import Report


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


def where(place: Place | None) -> str:
    """A place in words; empty for the file as a whole."""
    if place is None:
        return ""
    parts = [f"sheet {place.sheet}" if place.sheet else "", f"row {place.row}", f"column {place.column}"]
    return ", ".join(part for part in parts if part and not part.endswith("column "))


def outcome(report: Report) -> Message:
    """What the report comes to, in one sentence."""
    if report.quarantined:
        return Message(
            mark("Refused: signs of personal data. The file was not kept; only its hash, the rule and positions are.")
        )
    counts = {"errors": report.errors, "warnings": report.warnings, "observations": report.observations}
    if report.errors:
        return Message(
            mark("{observations} figures, {errors} errors, {warnings} warnings: correct the errors, then send it."),
            counts,
        )
    if report.warnings:
        return Message(
            mark("{observations} figures, no error, {warnings} warnings: it can be sent; expect to be asked."), counts
        )
    return Message(mark("{observations} figures, no error, no warning: it can be sent."), counts)


def standing(report: Report) -> Message:
    """For whom the file was checked, and on what declaration."""
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
