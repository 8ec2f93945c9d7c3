"""`midex init`: prepare the home of a node or of the hub."""

from __future__ import annotations

from pathlib import Path

import click

from midex.cli.home import PORT, Wiring
from midex.participants.institutions import all_institutions, find
from midex.services.home import Home, HomeKind
from midex.statistics.registry.catalogue import PARTICIPANTS

KINDS = {"hub": HomeKind.HUB, "node": HomeKind.NODE, "case-node": HomeKind.CASE}


@click.command()
@click.option("--home", "folder", envvar="MIDEX_HOME", required=True, metavar="DIR", help="Folder to prepare.")
@click.option("--kind", type=click.Choice(list(KINDS)), required=True)
@click.option("--participant", type=click.Choice(PARTICIPANTS, case_sensitive=False), help="Whose node it is.")
@click.option("--institution", default="", metavar="KIND", help="Of a case node: asylum-office, …")
@click.option("--office", "offices", multiple=True, metavar="NAME", help="Of a case node: one for each of its offices.")
@click.option(
    "--address", "addresses", multiple=True, metavar="OFFICE=TEXT", help="Where an office is, as letters say it."
)
@click.option("--generated", is_flag=True, help="Of a case node: nobody in it exists, and every page says so.")
@click.option("--port", type=PORT, default=8000, show_default=True, help="Where `midex serve` will listen.")
@click.option("--hub", "hub_url", default="http://127.0.0.1:8000", show_default=True, help="The hub's address.")
@click.option("--node", "nodes", multiple=True, metavar="ME=URL", help="At the hub: where a participant's node is.")
@click.option("--host", "hosts", multiple=True, metavar="NAME", help="A name by which it is reached from elsewhere.")
@click.option("--secure", is_flag=True, help="It is reached over TLS only, by a proxy in front of it.")
@click.option("--database-url", default="", help="postgresql://…; without it, SQLite in the home.")
@click.option("--public-database-url", default="", help="The same for the hub's public store.")
@click.pass_obj
def init(  # noqa: PLR0913, PLR0917 - one for each option
    wiring: Wiring,
    folder: str,
    kind: str,
    participant: str | None,
    institution: str,
    offices: tuple[str, ...],
    addresses: tuple[str, ...],
    generated: bool,
    port: int,
    hub_url: str,
    nodes: tuple[str, ...],
    hosts: tuple[str, ...],
    secure: bool,
    database_url: str,
    public_database_url: str,
) -> None:
    """Prepare a home: its folder, keys and databases. A second run changes nothing."""
    node = KINDS[kind] is not HomeKind.HUB
    if node and not participant:
        raise click.UsageError("a node needs --participant")
    if KINDS[kind] is HomeKind.CASE:
        _check_institution((participant or "").upper(), institution, offices)
    home = Home(
        folder=Path(folder).resolve(),
        kind=KINDS[kind],
        port=port,
        participant=(participant or "").upper() if node else "",
        hub_url=hub_url.rstrip("/") if node else "",
        database_url=database_url,
        public_database_url="" if node else public_database_url,
        nodes=_addresses(nodes),
        hosts=hosts,
        secure=secure,
        institution=institution,
        offices=offices,
        addresses=_where(addresses, offices),
        generated=generated and KINDS[kind] is HomeKind.CASE,
    )
    changed = wiring.prepare(home)
    click.echo(f"{folder}: {home.name}, port {port}; " + ("prepared" if changed else "nothing to do"))


def _check_institution(participant: str, institution: str, offices: tuple[str, ...]) -> None:
    if find(participant, institution) is None:
        known = [found.kind.value for found in all_institutions() if found.participant == participant]
        raise click.UsageError(f"a case node needs --institution, one of: {', '.join(known)}")
    if not offices:
        raise click.UsageError("a case node needs an --office")


def _where(said: tuple[str, ...], offices: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = [(office, address.strip()) for office, _, address in (text.partition("=") for text in said)]
    if wrong := [office for office, address in pairs if office not in offices or not address]:
        raise click.UsageError(f"--address: {', '.join(wrong)}; write beograd='Street 1, Beograd', for an --office")
    return tuple(sorted(dict(pairs).items()))


def _addresses(said: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = [(name.upper(), url.rstrip("/")) for name, _, url in (text.partition("=") for text in said)]
    if wrong := [name for name, url in pairs if name not in PARTICIPANTS or not url]:
        raise click.UsageError(f"--node: {', '.join(wrong)}; write ME=http://127.0.0.1:8004")
    return tuple(sorted(pairs))
