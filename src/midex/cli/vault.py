"""`midex vault status|backup|restore|reindex`: the persons' keys of a case node and the copies of them."""

from __future__ import annotations

from pathlib import Path

import click

from midex.cli.home import Wiring, at_home
from midex.services.casework.apply_erasures import ordered_erasures
from midex.services.casework.ports import KeyBackup, KeyBackups
from midex.services.home import Home, HomeKind

WAITS = "{folder}: out of reach; {waiting} to erase there. Bring it back and run `midex vault status`."
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def vault() -> None:
    """Keys of persons at a case node, and copies of them.

    A copy is of no use without the node's own key, HOME/keys/vault.key: keep that one elsewhere, on paper.
    """


@vault.command()
@at_home(HomeKind.CASE)
def status(wiring: Wiring, home: Home) -> None:
    """Count the keys, and name the copies; what waits to be erased there is done first."""
    keys = wiring.key_backups(home)
    known = keys.backups()
    click.echo(f"{keys.count()} persons have a key, {len(wiring.case(home).vault.erased())} were erased")
    for backup in known:
        click.echo(_line(backup))
    if not known:
        click.echo("there is no copy of the keys; `midex vault backup --to FOLDER` makes one")


@vault.command()
@at_home(HomeKind.CASE)
@click.option("--to", "place", type=FOLDER, required=True, help="Where the copy goes, apart from the database's.")
def backup(wiring: Wiring, home: Home, place: Path) -> None:
    """Put a copy of the keys in place of the one before, which is overwritten. Erasures reach it from now on."""
    if place.resolve().is_relative_to(home.folder):
        raise click.UsageError("--to lies inside the home; what destroys the one would destroy the other")
    keys = wiring.key_backups(home)
    keys.back_up(place.resolve())
    click.echo(f"{keys.count()} keys are kept in {place}")
    _say_what_waits(keys)


@vault.command()
@at_home(HomeKind.CASE)
@click.option("--from", "place", type=FOLDER, required=True, help="Where the copy is.")
def restore(wiring: Wiring, home: Home, place: Path) -> None:
    """Bring back keys that are missing. Whoever was erased here, there or by an order in the database stays erased."""
    keys = wiring.key_backups(home)
    restored = keys.restore(place.resolve(), ordered_erasures(wiring.case(home)))
    click.echo(f"{restored.keys} keys came back, {restored.erased} erasures were made again")
    _say_what_waits(keys)


@vault.command()
@at_home(HomeKind.CASE)
def reindex(wiring: Wiring, home: Home) -> None:
    """Make anew what people are found by, under a new key; the old one is overwritten. Stop the node's server first.

    Old copies of the database then tell nobody who looked alike, and whoever was erased is found in none of them.
    """
    click.echo(f"{wiring.index_anew(home)} cases can be found again")


def _say_what_waits(keys: KeyBackups) -> None:
    for backup in keys.backups():
        if backup.waiting:
            click.echo(_line(backup), err=True)


def _line(backup: KeyBackup) -> str:
    if backup.waiting:
        return WAITS.format(folder=backup.folder, waiting=backup.waiting)
    return f"{backup.folder}: copied {backup.at:%Y-%m-%d %H:%M} UTC"
