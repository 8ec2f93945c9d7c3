"""The one place where the command line meets its wiring."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

from midex.cli.app import run
from midex.kernel.fault import Fault
from midex.kernel.text import Message
from midex.services.casework.ports import CasePorts, KeyBackups
from midex.services.declarations.column import ColumnRegister
from midex.services.entrance.ports import Entrance
from midex.services.home import Home, HomeKind
from midex.services.journal.ports import JournalPorts
from midex.services.ports import HubPorts, NodePorts


class Wiring:
    """``cli.home.Wiring``; heavy rings are imported only by the commands that need them."""

    def prepare(self, home: Home) -> bool:
        """Make what is missing of a home."""
        from midex.crypto.secret import make_keys
        from midex.services.prepare_home import prepare_home

        joined = _joined(home.kind)

        def make_all(home: Home) -> bool:
            own = joined.make_case_keys(home) if home.kind is HomeKind.CASE else False
            return make_keys(home.keys) or own

        def make_databases(home: Home) -> bool:
            _refuse_weak(joined, home)
            return bool(joined.make_databases(home))

        return prepare_home(home, make_keys=make_all, make_databases=make_databases)

    def hub(self, home: Home) -> HubPorts:
        """The ports of a hub."""
        from midex.hub.wiring import ports

        return ports(home)

    def node(self, home: Home) -> NodePorts:
        """The ports of a statistical node."""
        from midex.node.wiring import ports

        return ports(home)

    def case(self, home: Home) -> CasePorts:
        """The ports of a case node."""
        from midex.node.case_wiring import ports

        return ports(home)

    def key_backups(self, home: Home) -> KeyBackups:
        """The persons' keys of a case node, as somebody who keeps copies of them sees them."""
        from midex.node.case_wiring import vault

        return vault(home)

    def index_anew(self, home: Home) -> int:
        """Make a case node's blind index under a new key."""
        from midex.node.case_wiring import index_anew

        return index_anew(home)

    def journal(self, home: Home) -> JournalPorts:
        """The ports of a case node's journal."""
        from midex.node.case_wiring import journal_ports

        return journal_ports(home)

    def engine_check(self, home: Home) -> Callable[[], Iterator[str]]:
        """What the engine of a case node's database says of it."""
        from midex.node.case_wiring import engine_check

        return engine_check(home)

    def left_out(self, home: Home) -> Message | None:
        """What that check cannot look at, and what to install."""
        from midex.node.case_wiring import left_out

        return left_out(home)

    def entrance(self, home: Home) -> Entrance:
        """What signing in at a home needs."""
        found: Entrance = _joined(home.kind).entrance(home)
        return found

    def columns(self) -> ColumnRegister:
        """Every column of a case node's database, with what is said of it."""
        from midex.node.case_wiring import columns

        return columns()

    def serve(self, home: Home, address: str, port: int, ready: Callable[[], None]) -> None:
        """Serve a home over HTTP until told to stop.

        Fault F216 where its databases are of an earlier version, F306 or F219 where they or its settings are weak,
        F218 where it states an OpenID provider and has no secret for it.
        """
        from django.conf import settings

        from midex.web.self_check import refuse_weak_settings
        from midex.web.server import serve

        joined = _joined(home.kind)
        _refuse_weak(joined, home)
        if not joined.are_databases_current(home):
            raise Fault("F216", home=str(home.folder))
        refuse_weak_settings(settings, hosts=home.hosts, address=address, home=str(home.folder))
        if home.openid is not None:
            from midex.web.account.openid import secret_of  # needs the home's settings

            secret_of(home)
        serve(partial(joined.application, home), address=address, port=port, ready=ready)


def _joined(kind: HomeKind) -> Any:
    """The wiring of a kind of home."""
    modules = {
        HomeKind.HUB: "midex.hub.wiring",
        HomeKind.NODE: "midex.node.wiring",
        HomeKind.CASE: "midex.node.case_wiring",
    }
    return import_module(modules[kind])


def _refuse_weak(joined: Any, home: Home) -> None:
    """Fault F306 where a database of the home would lose or tell what it is given; leaves no connection open."""
    joined.start(home)
    from django.db import connections

    from midex.stores.self_check import refuse_weak

    try:
        refuse_weak(*connections)
    finally:
        connections.close_all()


def main() -> None:
    """Entry point of `midex`."""
    sys.exit(run(Wiring()))


if __name__ == "__main__":
    main()
