"""`midex inspect`: everything a case node keeps is looked at, and what is damaged is said; nothing is mended."""

from __future__ import annotations

import click

from midex.cli.home import Wiring, at_home
from midex.services.casework.check_home import check_home
from midex.services.home import Home, HomeKind


@click.command()
@at_home(HomeKind.CASE)
def inspect(wiring: Wiring, home: Home) -> None:
    """Compare journal, steps, reads, lists and sealed fields with each other, and ask the database's own check."""
    found = 0
    for damage in check_home(wiring.case(home), wiring.journal(home), wiring.engine_check(home)):
        click.echo(str(damage), err=True)
        found += 1
    if note := wiring.left_out(home):
        click.echo(f"{home.name}: {note}")
    if found:
        click.echo(f"{home.name}: {found} at fault; go on with a backup, and say so to the hub", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"{home.name}: nothing at fault")
