"""The one place where the command line meets its wiring."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from midex.cli.app import run
from midex.kernel.fault import Fault
from midex.services.home import Home, HomeKind
from midex.services.ports import HubPorts, NodePorts


class Wiring:
    """``cli.home.Wiring``; heavy rings are imported only by the commands that need them."""

    def prepare(self, home: Home) -> bool:
        """Make what is missing of a home."""
        from midex.crypto.secret import make_keys
        from midex.services.prepare_home import prepare_home

        if home.kind is HomeKind.HUB:
            from midex.hub.wiring import make_databases
        else:
            from midex.node.wiring import make_databases
        return prepare_home(home, make_keys=lambda home: make_keys(home.keys), make_databases=make_databases)

    def hub(self, home: Home) -> HubPorts:
        """The ports of a hub."""
        from midex.hub.wiring import ports

        return ports(home)

    def node(self, home: Home) -> NodePorts:
        """The ports of a statistical node."""
        from midex.node.wiring import ports

        return ports(home)

    def serve(self, home: Home, address: str, port: int, ready: Callable[[], None]) -> None:
        """Serve a home over HTTP until told to stop; fault F216 where its databases are of an earlier version."""
        from midex.web.server import serve

        if home.kind is HomeKind.HUB:
            from midex.hub.wiring import application, are_databases_current
        else:
            from midex.node.wiring import application, are_databases_current
        if not are_databases_current(home):
            raise Fault("F216", home=str(home.folder))
        serve(partial(application, home), address=address, port=port, ready=ready)


def main() -> None:
    """Entry point of `midex`."""
    sys.exit(run(Wiring()))


if __name__ == "__main__":
    main()
