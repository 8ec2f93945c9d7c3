"""`midex load-published DIR`: bring the committed figures of other publishers into the hub's public store."""

from __future__ import annotations

from pathlib import Path

import click

from midex.cli.home import Wiring, at_home
from midex.services.home import Home, HomeKind
from midex.services.load_published import load_published as load
from midex.statistics.published import published


@click.command("load-published")
@click.argument("figures", type=click.Path(exists=True, file_okay=False, path_type=Path))
@at_home(HomeKind.HUB)
def load_published(wiring: Wiring, home: Home, figures: Path) -> None:
    """Load every dataflow that the folder FIGURES lists in sources.yaml. A second run changes nothing."""
    hub = wiring.hub(home)
    for dataflow, observations in published(figures):
        vintage = load(dataflow, observations, hub)
        said = f"vintage {vintage.number}, {vintage.observations} observations" if vintage else "nothing to do"
        click.echo(f"{dataflow.id}: {said}")
