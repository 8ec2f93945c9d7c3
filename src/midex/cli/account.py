"""`midex account add|list`: the named people of a node or of the hub."""

from __future__ import annotations

import click

from midex.cli.home import Wiring, accounts_of, at_home, password_or_prompt
from midex.kernel.identity import identity_of
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.home import Home


@click.group()
def account() -> None:
    """Accounts of a node or of the hub."""


@account.command()
@click.argument("name")
@at_home()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--display-name", default="", help="How the person is shown.")
@click.option("--password", envvar="MIDEX_PASSWORD", help="Better left to the prompt or MIDEX_PASSWORD.")
def add(wiring: Wiring, home: Home, name: str, role: str, display_name: str, password: str | None) -> None:
    """Make an account; one that is the same already stays as it is."""
    identity = identity_of(name)
    if isinstance(identity, Refused):
        raise click.BadParameter(str(identity.because), param_hint="NAME")
    password = password_or_prompt(password, twice=True)
    accounts = accounts_of(wiring, home)
    actor = Actor(identity=identity, name=display_name or identity, role=Role(role))
    if accounts.add(actor, password):
        click.echo(f"{identity} has the role {role} at {home.name}")
    elif accounts.check(identity, password) == actor:
        click.echo(f"{identity} has the role {role} at {home.name} already; nothing to do")
    else:
        raise click.ClickException(f"there is another account {identity} at {home.name}; nothing changed")


@account.command("list")
@at_home()
def list_(wiring: Wiring, home: Home) -> None:
    """List the accounts of a home."""
    for actor in accounts_of(wiring, home).all():
        click.echo(f"{actor.identity:24} {actor.role.value:10} {actor.name}")
