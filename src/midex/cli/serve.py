"""`midex serve`: answer HTTP for one home."""

from __future__ import annotations

import click

from midex.cli.home import PORT, Wiring, at_home
from midex.services.home import Home


@click.command()
@at_home()
@click.option("--port", type=PORT, help="Default: the home's own.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Where to listen.")
def serve(wiring: Wiring, home: Home, port: int | None, address: str) -> None:
    """Serve a node or the hub until Ctrl-C."""
    chosen = port or home.port
    host = f"[{address}]" if ":" in address else address
    wiring.serve(home, address, chosen, lambda: click.echo(f"{home.name} at http://{host}:{chosen}/", err=True))
