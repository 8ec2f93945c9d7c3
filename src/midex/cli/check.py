"""`midex check`: is everything declared rightly; `--record` writes down the texts of rules whose version grew."""

from __future__ import annotations

from importlib.resources import as_file, files

import click

from midex.cli.home import Wiring
from midex.procedures.catalogue import PROCEDURES
from midex.services.declarations.check import Declared
from midex.services.declarations.check import check as walk
from midex.services.declarations.finding import Finding
from midex.services.declarations.recorded_texts import FILE, compare, present, recorded, stops_recording, written


@click.command()
@click.option("--record", is_flag=True, help="Write down the texts of rules; refused where a version did not grow.")
@click.pass_obj
def check(wiring: Wiring, *, record: bool) -> None:
    """Walk every procedure, step, rule, field, codelist, purpose, action and column, and say what is at fault."""
    if record:
        _record()
    checked = walk(Declared(columns=wiring.columns()))
    for finding in checked.findings:
        _tell(finding)
    numbers = ", ".join(f"{count} {what}" for what, count in checked.walked.items())
    if checked.findings:
        click.echo(f"walked {numbers}: {len(checked.findings)} at fault", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"walked {numbers}: nothing at fault")


def _record() -> None:
    now, before = present(PROCEDURES), recorded()
    if stops := [finding for finding in compare(now, before) if stops_recording(finding)]:
        for finding in stops:
            _tell(finding)
        click.echo("nothing was recorded", err=True)
        raise click.exceptions.Exit(1)
    with as_file(files("midex.procedures").joinpath(FILE)) as file:
        file.write_text(written(now), "utf-8")
    new = sorted(name for name, rule in now.items() if before.get(name) != rule)
    click.echo(f"recorded {', '.join(new)}" if new else "recorded already; nothing to do")


def _tell(finding: Finding) -> None:
    click.echo(f"{finding.id} {finding.module}: {finding.sentence}\n     {finding.hint}", err=True)
