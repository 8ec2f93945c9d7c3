"""`midex account`: the named people of a node or of the hub, and what proves who they are."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import click

from midex.cli.home import Wiring, accounts_of, at_home, password_or_prompt
from midex.kernel.identity import identity_of
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.entrance.end_sessions import end_sessions
from midex.services.entrance.one_time_code import SECRET_BYTES, address_of, secret_of
from midex.services.home import Home


@click.group()
def account() -> None:
    """Accounts of a node or of the hub."""


@account.command()
@click.argument("name")
@at_home()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--office", default="", help="At a case node: the office the role is held in; without it, in none.")
@click.option("--display-name", default="", help="How the person is shown.")
@click.option("--password", envvar="MIDEX_PASSWORD", help="Better left to the prompt or MIDEX_PASSWORD.")
def add(wiring: Wiring, home: Home, name: str, role: str, office: str, display_name: str, password: str | None) -> None:
    """Make an account; one that is the same already stays as it is."""
    identity = _identity(name)
    _must_be_an_office(home, office)
    password = password_or_prompt(password, twice=True)
    accounts = accounts_of(wiring, home)
    actor = Actor(identity=identity, name=display_name or identity, role=Role(role), office=office)
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
        click.echo(f"{actor.identity:24} {actor.role.value:10} {actor.office:10} {actor.name}")


@account.command()
@click.argument("name")
@at_home()
def close(wiring: Wiring, home: Home, name: str) -> None:
    """Close an account for ever and end its sessions."""
    identity = _identity(name)
    if accounts_of(wiring, home).close(identity):
        click.echo(f"{identity} is closed at {home.name}")
    else:
        click.echo(f"there is no open account {identity} at {home.name}; nothing to do")


@account.command("end-sessions")
@click.argument("name")
@at_home()
def end_sessions_(wiring: Wiring, home: Home, name: str) -> None:
    """End every session of an account at its next request: somebody is forced, or left a computer open.

    A case node journals it. Whoever can still give both proofs may sign in again; `midex account close` is for ever.
    """
    identity = _identity(name)
    ended = end_sessions(identity, wiring.entrance(home))
    if ended is None:
        raise click.ClickException(f"there is no open account {identity} at {home.name}")
    click.echo(f"{ended} sessions of {identity} are ended at {home.name}")


@account.command()
@click.argument("name")
@at_home()
def totp(wiring: Wiring, home: Home, name: str) -> None:
    """Give an account a secret for one-time codes, printed this once."""
    identity, secret = _identity(name), secret_of(secrets.token_bytes(SECRET_BYTES))
    with _told_where_there_is_none(identity, home):
        enrolled = accounts_of(wiring, home).enrol_totp(identity, secret)
    if not enrolled:
        raise click.ClickException(f"{identity} has a secret already, which is never shown; nothing changed")
    click.echo(f"{secret}\n{address_of(secret, identity, f'MIDEX {home.name}')}")


@account.command()
@click.argument("name")
@at_home()
@click.option("--sub", "subject", required=True, help="The account's name at the provider: its `sub`.")
def bind(wiring: Wiring, home: Home, name: str, subject: str) -> None:
    """Let a subject of the institution's OpenID provider sign in as an account."""
    identity = _identity(name)
    if home.openid is None:
        raise click.ClickException(f"{home.name} has no [openid] in its home.toml")
    with _told_where_there_is_none(identity, home):
        bound = accounts_of(wiring, home).bind(identity, home.openid.issuer, subject)
    if not bound:
        raise click.ClickException("this subject is bound to another account; nothing changed")
    click.echo(f"{identity} signs in at {home.openid.name} too")


def _identity(name: str) -> str:
    identity = identity_of(name)
    if isinstance(identity, Refused):
        raise click.BadParameter(str(identity.because), param_hint="NAME")
    return identity


def _must_be_an_office(home: Home, office: str) -> None:
    """At a case node a role is held in one office or in none; elsewhere there are none."""
    if office and office not in home.offices:
        raise click.BadParameter(
            f"{office} is none of: {', '.join(home.offices) or 'none here'}", param_hint="--office"
        )


@contextmanager
def _told_where_there_is_none(identity: str, home: Home) -> Iterator[None]:
    try:
        yield
    except ValueError:
        raise click.ClickException(f"there is no open account {identity} at {home.name}") from None
