"""`midex validate FILE`: every error of a file at its cell, and how to put it right. Stores and sends nothing."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from midex.services.validate_file import validate_file
from midex.statistics.registry.catalogue import PARTICIPANTS, registry
from midex.statistics.validate.as_json import as_json
from midex.statistics.validate.as_page import as_page
from midex.statistics.validate.as_text import as_text
from midex.statistics.validate.check import LARGEST_BASE
from midex.statistics.validate.finding import Report


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--table", "table_id", metavar="T", help="The table it is for; needed where columns do not tell.")
@click.option(
    "--participant",
    type=click.Choice(PARTICIPANTS, case_sensitive=False),
    help="Who submits it; without, it is checked as published elsewhere.",
)
@click.option(
    "--rounded", type=click.IntRange(2, LARGEST_BASE), metavar="N", help="Declare the figures as rounded to N."
)
@click.option("--layout", metavar="L", help="The layout to read it by; `midex layouts` lists them.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True)
def validate(
    file: Path,
    table_id: str | None,
    participant: str | None,
    rounded: int | None,
    layout: str | None,
    form: str,
    today: datetime | None,
) -> int:
    """Check FILE against every rule. Exit code 0: clean or warnings; 1: errors; 2: unusable."""
    report = validate_file(
        file.read_bytes(),
        file.name,
        table=registry().table(table_id) if table_id else None,
        participant=participant,
        today=today.date() if today else date.today(),  # noqa: DTZ011 - the statistician's own day
        layout=layout,
        rounded_to=rounded,
    )
    click.echo(written(report, form))
    return 2 if report.quarantined else 1 if report.errors else 0


def written(report: Report, form: str) -> str:
    """A report as text, JSON or a page."""
    if form == "json":
        return json.dumps(as_json(report), ensure_ascii=False, indent=2)
    return as_page(report) if form == "html" else as_text(report)
