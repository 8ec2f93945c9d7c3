"""`midex remind`: what each account of a case node is reminded of, in counts; it sends nothing to anybody."""

from __future__ import annotations

import click

from midex.cli.home import Wiring, at_home
from midex.services.casework.count_queues import remind as reminders_of
from midex.services.home import Home, HomeKind


@click.command()
@at_home(HomeKind.CASE)
def remind(wiring: Wiring, home: Home) -> None:
    """Print a line for each reminder of each open account: how much is due, overdue or waits for their word.

    No case and no person is named. Each account reads the same on its first page.
    """
    node = wiring.case(home)
    for account in node.accounts.all():
        if node.accounts.find(account.identity) is None:
            continue  # closed
        for reminder in reminders_of(account, node):
            click.echo(f"{account.identity}: {reminder}")
