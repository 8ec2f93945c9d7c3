"""A case node that is really served, with an account of every role; each has a phone that shows its codes."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from midex.kernel.role import Role
from midex.services.actor import Actor
from tests.add_accounts import add_accounts
from tests.one_time_code import Phone
from tests.processes import Served, done, free_port, serving

OFFICE, OTHER_OFFICE = "north", "south"


@dataclass(frozen=True)
class CaseHome:
    """The home, where it is served, and the phones of its people."""

    folder: Path
    port: int
    people: dict[str, Actor]
    phones: dict[str, Phone]

    @property
    def name_url(self) -> str:
        """Its address by the name that passkeys need."""
        return f"http://localhost:{self.port}"

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def served(self) -> Served:
        """A server for it, not started."""
        return Served(self.folder, self.port, self.folder.parent / f"{self.folder.name}.log")


def secret() -> str:
    """A new secret for one-time codes."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def prepare(
    folder: Path, names: dict[str, Role], *more: Actor, without_phone: frozenset[str] = frozenset()
) -> CaseHome:
    """Make a case node's home with accounts of these roles in its first office, and ``more``.

    Who is ``without_phone`` has only a password.
    """
    made = (Actor(identity=name, name=f"Display of {name}", role=role, office=OFFICE) for name, role in names.items())
    port, people = free_port(), {one.identity: one for one in (*made, *more)}
    whose = ("--participant", "RS", "--institution", "asylum-office", "--office", OFFICE, "--office", OTHER_OFFICE)
    done("init", "--home", folder, "--kind", "case-node", *whose, "--port", str(port), "--hub", "http://127.0.0.1:9")
    known = {name: secret() for name in people if name not in without_phone}
    add_accounts(folder, people.values(), known)
    return CaseHome(folder, port, people, {name: Phone(said) for name, said in known.items()})


@contextmanager
def served(home: CaseHome) -> Iterator[Served]:
    """Serve it for as long as the block runs."""
    with serving(home.folder, home.port) as running:
        yield running
