"""Which home a command is about, and who is acting there; shared by every command that touches a node or the hub."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, Protocol

import click

from midex.kernel.fault import Fault
from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.casework.ports import CasePorts, KeyBackups
from midex.services.declarations.column import ColumnRegister
from midex.services.entrance.ports import Entrance
from midex.services.entrance.prove import prove
from midex.services.home import LAST_PORT, Home, HomeKind, homes_under, read_home
from midex.services.journal.ports import JournalPorts
from midex.services.ports import Accounts, HubPorts, NodePorts


class Wiring(Protocol):
    """What ``__main__`` hands to the commands: ports for a home, and the verbs that need all edges."""

    def prepare(self, home: Home) -> bool:
        """Make what is missing of a home; answers whether anything was."""
        ...

    def hub(self, home: Home) -> HubPorts:
        """The ports of a hub."""
        ...

    def node(self, home: Home) -> NodePorts:
        """The ports of a statistical node."""
        ...

    def case(self, home: Home) -> CasePorts:
        """The ports of a case node."""
        ...

    def key_backups(self, home: Home) -> KeyBackups:
        """The persons' keys of a case node, as somebody who keeps copies of them sees them."""
        ...

    def index_anew(self, home: Home) -> int:
        """Make a case node's blind index under a new key; answers how many cases are in it."""
        ...

    def journal(self, home: Home) -> JournalPorts:
        """The ports of a case node's journal."""
        ...

    def engine_check(self, home: Home) -> Callable[[], Iterator[str]]:
        """What the engine of a case node's database says of it."""
        ...

    def left_out(self, home: Home) -> Message | None:
        """What that check cannot look at, and what to install; no damage."""
        ...

    def entrance(self, home: Home) -> Entrance:
        """What signing in at a home needs."""
        ...

    def columns(self) -> ColumnRegister:
        """Every column of a case node's database, with what is said of it; needs no home."""
        ...

    def serve(self, home: Home, address: str, port: int, ready: Callable[[], None]) -> None:
        """Serve a home over HTTP until told to stop; ``ready`` is called once nothing stands in the way."""
        ...


PORT = click.IntRange(1, LAST_PORT)
"""What may be said where a port is asked for."""


def at_home(needed: HomeKind | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command ``--home`` and call it with ``wiring`` and ``home``; fault F201 or F203 where none fits."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        def found(wiring: Wiring, folder: str | None, **rest: Any) -> Any:
            return command(wiring=wiring, home=_find(folder, needed), **rest)

        same: Any = wraps(command)(found)
        option = click.option("--home", "folder", envvar="MIDEX_HOME", metavar="DIR", help="Folder of the node or hub.")
        return option(click.pass_obj(same))

    return decorate


def _find(folder: str | None, needed: HomeKind | None) -> Home:
    if not folder:
        here = ", ".join(str(home) for home in homes_under(Path("var"))) or "none under ./var; `midex init` makes one"
        raise Fault("F201", homes=here)
    home = read_home(Path(folder))
    if needed and home.kind is not needed:
        raise Fault("F203", home=folder, kind=home.name, needed=needed.words)
    return home


def accounts_of(wiring: Wiring, home: Home) -> Accounts:
    """The accounts of a home of either kind."""
    if home.kind is HomeKind.CASE:
        return wiring.case(home).accounts
    return (wiring.hub(home) if home.kind is HomeKind.HUB else wiring.node(home)).accounts


@dataclass(frozen=True)
class Said:
    """What somebody says they are and proves it with; the code may be asked for later."""

    account: str
    password: str = field(repr=False)
    code: str = field(repr=False)


def as_account(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--account``, ``--password`` and ``--code``; it receives ``said``. Stands below ``at_home``.

    The password is asked for once the home is found, so that nobody types one in vain.
    """

    def asked(account: str | None, password: str | None, code: str | None, **rest: Any) -> Any:
        if not account:  # click's own check would come before the home was looked for
            raise click.UsageError("Missing option '--account'.")
        return command(said=Said(account, password_or_prompt(password), code or ""), **rest)

    same: Any = wraps(command)(asked)
    name = click.option("--account", envvar="MIDEX_ACCOUNT", metavar="NAME", help="Who is acting; needed.")
    word = click.option("--password", envvar="MIDEX_PASSWORD", help="Better left to the prompt or MIDEX_PASSWORD.")
    digits = click.option("--code", envvar="MIDEX_CODE", help="One-time code; better left to the prompt or MIDEX_CODE.")
    decorated: Callable[..., Any] = name(word(digits(same)))
    return decorated


def password_or_prompt(said: str | None, *, twice: bool = False) -> str:
    """The password that was said, or what is typed unseen; fault F217 where nobody can be asked."""
    if said:
        return said
    if not sys.stdin.isatty():
        raise Fault("F217")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=twice)
    return typed


def acting(wiring: Wiring, home: Home, said: Said, *roles: Role) -> Actor:
    """The actor who proved all that the account needs, or the refusal's sentence and exit code 1."""
    actor = prove(wiring.entrance(home), said.account, said.password, lambda: said.code or _typed(), frozenset(roles))
    if isinstance(actor, Refused):
        refuse(actor)
    return actor


def _typed() -> str:
    if not sys.stdin.isatty():
        raise Fault("F220")
    typed: str = click.prompt("One-time code", hide_input=True)
    return typed


def refuse(refused: Refused) -> NoReturn:
    """Say why not, and end with exit code 1."""
    click.echo(f"refused: {refused.because}", err=True)
    raise click.exceptions.Exit(1)
