"""`midex find`: the cases of people whom a name, a year, a document or a number fits, and which fields agree."""

from __future__ import annotations

import sys

import click

from midex.cli.home import Said, Wiring, acting, as_account, at_home, refuse
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.services.casework.find_people import find_people
from midex.services.home import Home, HomeKind

LONGEST = 400
"""Characters of the line that are read."""


@click.command()
@at_home(HomeKind.CASE)
@as_account
def find(wiring: Wiring, home: Home, said: Said) -> None:
    """Find people by a line that is asked for: a name in any script or its beginning, a birth year, the number of a
    document or of a case.

    It is read from the terminal or from standard input, for what stands in a command is kept by shells and shown to
    whoever lists processes. Prints the numbers of cases and which fields agree, never a name; the search is in the
    journal first.
    """
    node = wiring.case(home)
    actor = acting(wiring, home, said, *MAY[Action.FIND_PEOPLE])
    answer = find_people(_asked(), actor, node)
    if isinstance(answer, Refused):
        refuse(answer)
    for one in answer.found:
        click.echo(f"{one.row.name}: {', '.join(map(str, one.agrees))}")
    if not answer.found:
        click.echo("nobody fits, among those this account may see")
    if answer.more:
        click.echo("more people fit; say one more name or a birth year")


def _asked() -> str:
    if sys.stdin.isatty():
        click.echo("name, birth year, document or case: ", err=True, nl=False)
    return sys.stdin.readline(LONGEST).strip()
