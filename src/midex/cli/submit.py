"""`midex submit FILE`: validate a file here, sign it, bring it to the hub and show the receipt."""

from __future__ import annotations

from pathlib import Path

import click

from midex.cli.home import Said, Wiring, acting, as_account, at_home, refuse
from midex.cli.validate import written
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.home import Home, HomeKind
from midex.services.submit_table import submit_table
from midex.statistics.registry.catalogue import registry
from midex.statistics.statement import Receipt
from midex.statistics.validate.check import LARGEST_BASE
from midex.statistics.validate.finding import Report


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--table", "table_id", required=True, metavar="T", help="The table it is for.")
@click.option(
    "--rounded", type=click.IntRange(2, LARGEST_BASE), metavar="N", help="Declare the figures as rounded to N."
)
@click.option("--layout", metavar="L", help="The layout to read it by; `midex layouts` lists them.")
@at_home(HomeKind.NODE)
@as_account
def submit(
    wiring: Wiring,
    home: Home,
    file: Path,
    table_id: str,
    rounded: int | None,
    layout: str | None,
    said: Said,
) -> int:
    """Submit FILE. Exit code 0: the hub holds it; 1: it has errors or was refused; 2: no answer, try again."""
    node = wiring.node(home)
    actor = acting(wiring, home, said, Role.SUBMITTER)
    table = registry().table(table_id)
    answer = submit_table(
        file.read_bytes(), file.name, table=table, actor=actor, node=node, layout=layout, rounded_to=rounded
    )
    if isinstance(answer, Refused):
        refuse(answer)
    if isinstance(answer, Report):
        click.echo(written(answer, "text"))
        click.echo("not sent: correct the errors and submit again", err=True)
        return 1
    if answer.report.warnings:
        click.echo(written(answer.report, "text"))
    click.echo(described(answer.receipt))
    return 0


def described(receipt: Receipt) -> str:
    """A receipt in words."""
    versions = ", ".join(f"{period} version {version}" for period, version in receipt.versions.items())
    return (
        f"the hub holds {receipt.table} of {receipt.participant}: {versions}\n"
        f"receipt {receipt.statement_sha256[:16]}, received {receipt.received_at:%Y-%m-%d %H:%M:%S} UTC, "
        f"figures SHA-256 {receipt.sha256}"
    )
