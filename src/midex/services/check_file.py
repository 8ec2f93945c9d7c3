"""Check a statistician's file: the report with the piece of the file around each finding, and, where it may be sent,
the figures kept until its submitter says so. Of a file with signs of personal data nothing is kept or shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow.compute as pc

from midex.kernel.indicator import TIME, Table
from midex.services.actor import Actor
from midex.services.keep_draft import keep_draft
from midex.services.ports import Draft, NodePorts
from midex.services.read_file import read_file
from midex.services.validate_file import validate_file
from midex.statistics.canonical import canonical
from midex.statistics.reading import Reading
from midex.statistics.statement import sha256
from midex.statistics.validate.excerpt import Excerpt, excerpt
from midex.statistics.validate.finding import Report


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A report; ``excerpts`` has the file around the findings of a rule, ``figures_sha256`` names what may be sent."""

    report: Report
    excerpts: Mapping[str, Excerpt]
    figures_sha256: str = ""


def check_file(
    content: bytes, name: str, *, table: Table | None, rounded_to: int | None, actor: Actor, node: NodePorts
) -> Checked:
    """Check a file as a submission of the node's participant; a fault of the F1 series where it cannot be read."""
    report = validate_file(
        content,
        name,
        table=table,
        participant=node.participant,
        today=node.clock().date(),
        rounded_to=rounded_to,
    )
    if report.quarantined:
        return Checked(report=report, excerpts={})
    reading = read_file(content, name, table=table.id if table else None)
    rules = {finding.rule for finding in report.findings}
    excerpts = {rule: excerpt(reading.sheet, [f for f in report.findings if f.rule == rule]) for rule in rules}
    shown = {rule: found for rule, found in excerpts.items() if found}
    if not report.acceptable or reading.table.import_only:
        return Checked(report=report, excerpts=shown)
    draft = _draft(reading, report, node)
    keep_draft(draft, actor, node)
    return Checked(report=report, excerpts=shown, figures_sha256=sha256(draft.figures))


def _draft(reading: Reading, report: Report, node: NodePorts) -> Draft:
    return Draft(
        table=reading.table.id,
        periods=tuple(sorted(pc.unique(reading.cells.column(TIME)).to_pylist())),
        observations=report.observations,
        warnings=report.warnings,
        rounded_to=report.rounded_to,
        kept_at=node.clock(),
        figures=canonical(reading.table, reading.cells),
    )
