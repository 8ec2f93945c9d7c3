"""`midex account add|list`: the named people of a node or of the hub."""

from __future__ import annotations

import click

from midex.cli.home import Wiring, accounts_of, at_home
from midex.services.actor import Actor, Role
from midex.services.home import Home


@click.group()
def account() -> None:
    """Accounts of a node or of the hub."""


@account.command()
@click.argument("name")
@at_home()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--display-name", default="", help="How the person is shown.")
@click.option(
    "--password", envvar="MIDEX_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True, help="Or the prompt."
)
def add(wiring: Wiring, home: Home, name: str, role: str, display_name: str, password: str) -> None:
    """Make an account; one that is the same already stays as it is."""
    accounts = accounts_of(wiring, home)
    actor = Actor(identity=name, name=display_name or name, role=Role(role))
    if accounts.add(actor, password):
        click.echo(f"{name} is a {role} at {home.name}")
    elif accounts.check(name, password) == actor:
        click.echo(f"{name} is a {role} at {home.name} already; nothing to do")
    else:
        raise click.ClickException(f"there is another account {name} at {home.name}; nothing changed")


@account.command("list")
@at_home()
def list_(wiring: Wiring, home: Home) -> None:
    """List the accounts of a home."""
    for actor in accounts_of(wiring, home).all():
        click.echo(f"{actor.identity:24} {actor.role.value:10} {actor.name}")
