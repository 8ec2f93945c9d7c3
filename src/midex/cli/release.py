"""`midex release propose|approve|list`: what the hub makes public, and who says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from midex.cli.home import Said, Wiring, acting, as_account, at_home, refuse
from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.approve_release import approve_release
from midex.services.home import Home, HomeKind
from midex.services.ports import HubPorts, ListedProposal
from midex.services.propose_release import propose_release
from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Vintage

NONE_OPEN = mark("no release of {table} waits for approval; `midex release propose` makes one")


@click.group()
def release() -> None:
    """Releases of submitted tables, at the hub."""


def _table(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--table", "table_id", required=True, metavar="T")(command)


@release.command()
@_table
@at_home(HomeKind.HUB)
@as_account
def propose(wiring: Wiring, home: Home, table_id: str, said: Said) -> None:
    """Put the protected figures of a table forward; nothing becomes public by it."""
    hub = wiring.hub(home)
    actor = acting(wiring, home, said, Role.APPROVER)
    proposal = propose_release(registry().table(table_id), actor, hub)
    if isinstance(proposal, Refused):
        refuse(proposal)
    click.echo(described(proposal))


@release.command()
@_table
@click.option("--sha256", default="", metavar="HASH", help="Approve only if the proposal has this hash.")
@at_home(HomeKind.HUB)
@as_account
def approve(wiring: Wiring, home: Home, table_id: str, sha256: str, said: Said) -> None:
    """Approve the proposal of a table that waits; the second approval publishes it."""
    hub = wiring.hub(home)
    actor = acting(wiring, home, said, Role.APPROVER)
    waiting = _waiting(registry().table(table_id).id, hub)
    answer = approve_release(waiting.number, sha256 or waiting.sha256, actor, hub)
    if isinstance(answer, Refused):
        refuse(answer)
    if isinstance(answer, Vintage):
        click.echo(
            f"{answer.dataflow} vintage {answer.number} is public: {answer.observations} observations, "
            f"approved by {' and '.join(answer.approved_by)}, SHA-256 {answer.sha256}"
        )
    else:
        click.echo(described(answer))


@release.command("list")
@at_home(HomeKind.HUB)
@click.option("--table", "table_id", default="", metavar="T")
def list_(wiring: Wiring, home: Home, table_id: str) -> None:
    """List proposals and releases, newest first."""
    hub = wiring.hub(home)
    for proposal in hub.releases.all(registry().table(table_id).id if table_id else ""):
        click.echo(described(proposal))


def _waiting(table: str, hub: HubPorts) -> ListedProposal:
    newest = next(iter(hub.releases.all(table)), None)
    if newest is None or newest.published:
        refuse(Refused(Message(NONE_OPEN, {"table": table})))
    return newest


def described(proposal: ListedProposal) -> str:
    """A proposal in words."""
    state = "public" if proposal.published else f"waits, {len(proposal.approved_by)} of 2 approvals"
    lines = [
        f"{proposal.number}: {proposal.table} vintage {proposal.vintage}, {state}; {proposal.summary or 'no change'}",
        f"  SHA-256 {proposal.sha256}",
        *(f"  held: {reason}" for reason in proposal.held),
    ]
    if proposal.approved_by:
        lines.append(f"  approved by {', '.join(proposal.approved_by)}")
    return "\n".join(lines)
