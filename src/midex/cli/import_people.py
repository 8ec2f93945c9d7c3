"""`midex import`: people from a file, looked at first; which cell is wrong, who may be known already, what was kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from midex.cli.home import Said, Wiring, acting, as_account, at_home, refuse
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.services.casework.import_file import read_people, template
from midex.services.casework.import_people import ImportReport, Tell, import_people
from midex.services.home import Home, HomeKind


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what the file comes to; nothing is kept.")
@click.option("--rest", is_flag=True, help="Keep the others where rows wait for a human who compares.")
@at_home(HomeKind.CASE)
@as_account
def import_(wiring: Wiring, home: Home, said: Said, file: Path, dry_run: bool, rest: bool) -> None:
    """Import the people of a CSV file, each into a case of their own; `midex import-template` prints an empty one.

    Nothing is kept where a cell is wrong. Somebody who is likely registered already, or likely stands in the file
    twice, waits: compare, and write `other than 2026-0000123` (every case and row that you compared) or
    `same as 2026-0000123` into the column `compared` of that row; `other` alone tells it apart only from rows of the
    file. A file that is sent again is kept once, also after something was written into that column.
    """
    node = wiring.case(home)
    actor = acting(wiring, home, said, *MAY[Action.COMPARE_NEW])
    people = read_people(file.read_bytes(), file.name)
    with _progress() as tell:
        answer = import_people(people, actor, node, keep=not dry_run, rest=rest, tell=tell)
    if isinstance(answer, Refused):
        refuse(answer)
    _report(answer)
    if answer.wrongs or (answer.helds and not answer.kept):
        raise click.exceptions.Exit(1)


@click.command("import-template")
def import_template() -> None:
    """Print an empty file for `midex import`: the heading, and a remark that says what each column holds."""
    click.echo(template().encode(), nl=False)


def _report(report: ImportReport) -> None:
    """Rows and columns by their numbers and names, never what stands in them."""
    for cell in report.wrong:
        click.echo(f"row {cell.row}{f', {cell.column}' if cell.column else ''}: {cell.because}")
    _and_others(report.wrongs - len(report.wrong), "wrong cells")
    for row in report.held:
        cases = f" ({', '.join(one.row.name for one in row.found)})" if row.found else ""
        click.echo(f"row {row.row} waits: {', '.join(map(str, row.because))}{cases}")
    _and_others(report.helds - len(report.held), "rows that wait")
    told = {
        "wrong cells": report.wrongs,
        "kept": report.kept,
        "would be kept": 0 if report.kept else report.ready,
        "wait for a human who compares": report.helds,
        "kept before": report.before,
        "left out as known": report.known,
    }
    click.echo(f"{report.total} people: " + "; ".join(f"{count} {what}" for what, count in told.items() if count))


def _and_others(count: int, what: str) -> None:
    if count > 0:
        click.echo(f"and {count} more {what}")


@contextmanager
def _progress() -> Iterator[Tell]:
    """A bar on the terminal, where there is one; one for each stage."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done)

        yield tell
