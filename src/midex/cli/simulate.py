"""`midex simulate`: fill a case node, made for that, with people who do not exist."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, fields
from datetime import datetime, timedelta
from pathlib import Path

import click

from midex.cli.home import Wiring, at_home
from midex.services.casework.simulate import Truth, check_generated, truth
from midex.services.casework.simulate import simulate as fill
from midex.services.home import Home, HomeKind
from midex.simulation.arrivals import published
from midex.simulation.make_up import Simulation

MOST = 10_000_000
COLUMNS = tuple(field.name for field in fields(Truth))


@click.command()
@at_home(HomeKind.CASE)
@click.option("--people", type=click.IntRange(1, MOST), required=True, metavar="N", help="How many.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), required=True, metavar="S", help="The same, the same people."
)
@click.option(
    "--from",
    "first",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Their first day; so that the last is yesterday, unless said.",
)
@click.option(
    "--days",
    type=click.IntRange(1),
    metavar="N",
    help="On how many days they come; all that were published, unless said.",
)
@click.option(
    "--truth",
    "kept",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Who is behind each case, as .csv or .parquet, outside the home.",
)
def simulate(
    wiring: Wiring, home: Home, people: int, seed: int, first: datetime | None, days: int | None, kept: Path | None
) -> None:
    """Register people who do not exist at a case node that is marked as generated. A second run changes nothing.

    As many come each day as came in 2015 and 2016, in proportion. Some are registered twice, under another spelling:
    which ones, --truth says.
    """
    check_generated(home)  # before a key is made or a database opened
    if kept:
        _check_place(kept, home)
    node, most = wiring.case(home), len(published(home.participant))
    if days and days > most:
        raise click.UsageError(f"--days: figures were published of {most} days")
    count = days or most
    wanted = Simulation(
        seed=seed,
        people=people,
        first=first.date() if first else node.clock().date() - timedelta(days=count),
        days=count,
        participant=home.participant,
        offices=home.offices,
    )
    before = node.journal.size()
    with _progress(people) as told:
        for done in fill(wanted, home, node):
            told(done)
    if kept:
        _keep(truth(wanted, home, node), kept)
        click.echo(f"who is behind each case is in {kept}; keep it away from whoever finds duplicates", err=True)
    added = node.journal.size() - before
    click.echo(f"{home.name}: {people} people who do not exist; " + (f"{added} steps" if added else "nothing to do"))


def _check_place(kept: Path, home: Home) -> None:
    if kept.suffix not in (".csv", ".parquet"):
        raise click.UsageError("--truth is written as .csv or .parquet")
    if kept.resolve().is_relative_to(home.folder):
        raise click.UsageError("--truth lies inside the home; whoever works there must not find it")


def _keep(rows: Iterable[Truth], kept: Path) -> None:
    """Write it so that only the owner reads it, also where the file was there before."""
    kept.touch(mode=0o600)
    kept.chmod(0o600)
    if kept.suffix == ".csv":
        with kept.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS])
            csv.writer(file, lineterminator="\n").writerows(astuple(row) for row in rows)
        return
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.Table.from_pylist([asdict(row) for row in rows]), kept)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal, where there is one."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("people", total=total)
        yield lambda done: bar.update(task, completed=done)
