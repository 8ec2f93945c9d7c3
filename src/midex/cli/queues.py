"""`midex queues`: how many cases wait for an account, queue by queue, and which they are in one of them."""

from __future__ import annotations

import click

from midex.cli.home import Said, Wiring, acting, as_account, at_home, refuse
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.policy.queues import Queue
from midex.services.casework.count_queues import count_queues
from midex.services.casework.list_cases import list_cases
from midex.services.casework.ports import Wanted
from midex.services.home import Home, HomeKind


@click.command()
@click.argument("queue", required=False, type=click.Choice([one.value for one in Queue]))
@at_home(HomeKind.CASE)
@as_account
def queues(wiring: Wiring, home: Home, said: Said, queue: str | None) -> None:
    """Print how many cases stand in each queue; with the name of one, its first 50 cases.

    A list is in the journal first; counts name no case.
    """
    node = wiring.case(home)
    actor = acting(wiring, home, said, *MAY[Action.LIST_CASES])
    if queue:
        found = list_cases(Wanted(queue=Queue(queue)), actor, node)
        if isinstance(found, Refused):
            refuse(found)
        for row in found.rows:
            click.echo(f"{row.name}: {row.state}{f', due {row.due}' if row.due else ''}")
        click.echo(f"{len(found.rows)} of {found.total}")
        return
    counted = count_queues(actor, node)
    if isinstance(counted, Refused):
        refuse(counted)
    for one, count in counted.queues.items():
        click.echo(f"{one.value}: {count}")
