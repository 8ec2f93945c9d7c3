"""`midex find`: the cases of people whom a name, a year, a document or a number fits, and which fields agree."""

from __future__ import annotations

import click

from midex.cli.home import Said, Wiring, acting, as_account, at_home, refuse
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.services.casework.find_people import find_people
from midex.services.home import Home, HomeKind


@click.command()
@click.argument("text")
@at_home(HomeKind.CASE)
@as_account
def find(wiring: Wiring, home: Home, text: str, said: Said) -> None:
    """Find people by TEXT: a name in any script or its beginning, a birth year, the number of a document or a case.

    Prints the numbers of cases and which fields agree, never a name; the search is in the journal first.
    """
    node = wiring.case(home)
    answer = find_people(text, acting(wiring, home, said, *MAY[Action.FIND_PEOPLE]), node)
    if isinstance(answer, Refused):
        refuse(answer)
    for one in answer.found:
        click.echo(f"{one.row.name}: {', '.join(map(str, one.agrees))}")
    if not answer.found:
        click.echo("nobody fits, among those this account may see")
    if answer.more:
        click.echo("more people fit; say one more name or a birth year")
