"""`midex template TABLE`: an empty file to fill in, as csv or xlsx."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click

from midex.formats.workbook import workbook
from midex.kernel.fault import Fault
from midex.statistics.registry.catalogue import PARTICIPANTS, registry
from midex.statistics.template import code_rows, template_rows


@click.command()
@click.argument("table_id", metavar="TABLE")
@click.option("--participant", type=click.Choice(PARTICIPANTS, case_sensitive=False), required=True)
@click.option("--period", required=True, metavar="P", help="2025, 2025-Q3 or 2025-03.")
@click.option("-o", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="x.csv or x.xlsx")
def template(table_id: str, participant: str, period: str, target: Path) -> None:
    """Write an empty template with the rows that every submission of TABLE must have."""
    table = registry().table(table_id)
    rows = list(template_rows(table, participant.upper(), period))
    if target.suffix.lower() == ".xlsx":
        content = workbook({table.id: rows, "Codes": code_rows(table)})
    else:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(rows)
        content = out.getvalue().encode()
    try:
        target.write_bytes(content)
    except OSError as wrong:
        raise Fault("F108", file=str(target), reason=wrong.strerror or "it cannot be written") from wrong
    click.echo(f"{target}: {len(rows) - 1} rows to fill in; add a row for every other figure")
