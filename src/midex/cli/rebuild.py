"""`midex rebuild`: the lists of a case node made anew from the steps, where `midex inspect` says they differ."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from midex.cli.home import Wiring, at_home, refuse
from midex.kernel.verdict import Refused
from midex.services.casework.rebuild_lists import rebuild_lists
from midex.services.home import Home, HomeKind


@click.command()
@at_home(HomeKind.CASE)
def rebuild(wiring: Wiring, home: Home) -> None:
    """Make what lists show anew from the steps, and say how many rows differed. Nothing can be kept meanwhile.

    Every step is compared with the journal first; where one is at fault, nothing changes. What people are found by is
    made anew by `midex vault reindex`.
    """
    journal = wiring.journal(home)
    with _progress(2 * journal.entries.size()) as told:
        answer = rebuild_lists(wiring.case(home), journal, wiring.engine_check(home), told)
    if isinstance(answer, Refused):
        refuse(answer)
    if answer.differed:
        click.echo(f"{home.name}: {answer.cases} cases are listed as their steps make them; {answer.differed} differed")
    else:
        click.echo(f"{home.name}: {answer.cases} cases are listed as their steps make them already; nothing to do")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal, where there is one."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("steps", total=total)
        yield lambda done: bar.update(task, completed=done)
