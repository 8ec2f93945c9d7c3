"""`midex journal`: sign a case node's journal, export it, prove one entry or its growth, and say how it stands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from midex.cli.home import Wiring, at_home, refuse
from midex.kernel.fault import Fault
from midex.kernel.verdict import Refused
from midex.services.home import Home, HomeKind
from midex.services.journal.checkpoint_journal import checkpoint_journal
from midex.services.journal.export_journal import export_journal
from midex.services.journal.ports import JournalPorts, KeptCheckpoint
from midex.services.journal.prove_entry import prove_entry
from midex.services.journal.prove_growth import prove_growth
from midex.services.journal.send_checkpoint import send_checkpoint
from midex.services.journal.state import JournalState, journal_state

EMPTY = "the journal is empty; there is nothing to sign"


@click.group()
def journal() -> None:
    """The journal of a case node: the order of all steps and reads, without personal data."""


@journal.command()
@at_home(HomeKind.CASE)
def checkpoint(wiring: Wiring, home: Home) -> None:
    """Sign the journal as it is, and have the hub see it. A node that is served does so by itself."""
    ports = wiring.journal(home)
    before = ports.checkpoints.last()
    signed = checkpoint_journal(ports)
    if signed is None:
        click.echo(EMPTY)
        return
    is_new = before is None or before.note != signed.note
    click.echo(_signed(signed) if is_new else f"{_signed(signed)} already; nothing is new")
    seen = send_checkpoint(ports)
    if isinstance(seen, Refused):
        refuse(seen)
    click.echo(f"the hub at {home.hub_url} has seen it")


@journal.command()
@at_home(HomeKind.CASE)
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A new folder.")
def export(wiring: Wiring, home: Home, out: Path) -> None:
    """Write the journal into a folder that anybody may have, and that `midex-verify` checks."""
    ports = wiring.journal(home)
    try:
        with _progress(ports.entries.size()) as told:
            exported = export_journal(out, ports, home.hub_url, told)
    except FileExistsError as wrong:
        raise Fault("F218", place=str(out), reason="it has a journal already; name a new folder") from wrong
    click.echo(f"{exported.entries} entries and {exported.checkpoints} checkpoints are in {out}")
    click.echo(f"midex-verify {out}", err=True)


@journal.command()
@at_home(HomeKind.CASE)
@click.argument("entry", type=click.IntRange(0))
def prove(wiring: Wiring, home: Home, entry: int) -> None:
    """Print the proof that ENTRY is in the journal, without showing any other entry."""
    proven = prove_entry(entry, wiring.journal(home))
    if isinstance(proven, Refused):
        refuse(proven)
    click.echo(proven.text(), nl=False)


@journal.command()
@at_home(HomeKind.CASE)
@click.argument("size", type=click.IntRange(1))
def grew(wiring: Wiring, home: Home, size: int) -> None:
    """Print the proof that the journal only grew since a checkpoint over SIZE entries was signed."""
    proven = prove_growth(size, wiring.journal(home))
    if isinstance(proven, Refused):
        refuse(proven)
    click.echo(proven, nl=False)


@journal.command()
@at_home(HomeKind.CASE)
def status(wiring: Wiring, home: Home) -> None:
    """Say how many entries are signed, how many the hub has seen, and whether a checkpoint is late."""
    ports = wiring.journal(home)
    for line in _lines(journal_state(ports), ports):
        click.echo(line)


def _signed(one: KeptCheckpoint) -> str:
    return f"{one.size} entries were signed at {one.at:%Y-%m-%d %H:%M:%S} UTC"


def _lines(state: JournalState, ports: JournalPorts) -> list[str]:
    last = ports.checkpoints.last()
    lines = [f"{ports.origin} has {state.size} entries", _signed(last) if last else "nothing is signed yet"]
    lines.append(f"the hub has seen {state.hub_has} of them" if state.hub_has else "the hub has seen none of them")
    if state.late:
        lines.append("LATE: nothing was signed for longer than it may be; `midex journal checkpoint` says why")
    if state.hub_late:
        lines.append("LATE: the hub has seen nothing for longer than it may be; `midex journal checkpoint` says why")
    return lines


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal, where there is one."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("entries", total=total)
        yield lambda done: bar.update(task, completed=done)
