"""`midex keys show|invite|enrol`: the keys that nodes sign with, and how the hub comes to know them."""

from __future__ import annotations

import click

from midex.cli.home import Wiring, at_home, refuse
from midex.kernel.fault import Fault
from midex.kernel.verdict import Refused
from midex.services.enrol_key import INSTITUTION, enrol_key
from midex.services.enrol_key import invite as invite_participant
from midex.services.home import Home, HomeKind
from midex.services.ports import Enrolling
from midex.statistics.registry.catalogue import PARTICIPANTS


@click.group()
def keys() -> None:
    """Keys of nodes and of the hub."""


@keys.command()
@at_home()
def show(wiring: Wiring, home: Home) -> None:
    """Show the public key of a home."""
    signer = (wiring.hub(home) if home.kind is HomeKind.HUB else _enrolling(wiring, home)).signer
    click.echo(f"{signer.key_id}  {signer.public_key.hex()}  {home.name}")


@keys.command()
@at_home(HomeKind.HUB)
@click.option("--participant", type=click.Choice(PARTICIPANTS, case_sensitive=False), required=True)
@click.option("--institution", default="", help="Whose case node, e.g. asylum-office. Default: the statistical node.")
def invite(wiring: Wiring, home: Home, participant: str, institution: str) -> None:
    """At the hub: print a one-time code with which a participant's node can enrol its key."""
    if institution and not INSTITUTION.fullmatch(institution):
        raise click.UsageError("--institution is written in small letters, digits and hyphens, e.g. asylum-office")
    click.echo(invite_participant(participant.upper(), wiring.hub(home), institution))


@keys.command()
@at_home()
@click.option("--code", envvar="MIDEX_ENROLMENT_CODE", default="", help="The code from `midex keys invite`.")
def enrol(wiring: Wiring, home: Home, code: str) -> None:
    """At a node: make its public key known at the hub. A second run changes nothing."""
    if home.kind is HomeKind.HUB:
        raise Fault("F203", home=str(home.folder), kind=home.name, needed=HomeKind.NODE.words)
    enrolled = enrol_key(code, _enrolling(wiring, home))
    if isinstance(enrolled, Refused):
        refuse(enrolled)
    click.echo(f"key {enrolled} of {home.name} is enrolled at {home.hub_url}")


def _enrolling(wiring: Wiring, home: Home) -> Enrolling:
    return wiring.case(home) if home.kind is HomeKind.CASE else wiring.node(home)
