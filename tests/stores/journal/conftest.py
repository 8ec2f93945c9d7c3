"""A journal of each kind, and the unit of work that belongs to it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from midex.kernel.journal import EntryKind
from midex.services.journal.ports import Checkpoints, Entries, ToRecord, Tree
from midex.services.ports import UnitOfWork
from tests.databases import ENGINES, NewDatabase
from tests.twins.journal import InMemoryCheckpoints, InMemoryJournal, InMemoryTree

SECRET = b"a secret of this home"
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SALT = b"s" * 32


@dataclass
class Kept:
    """A journal under test; ``alias`` is empty for the twin."""

    journal: Entries
    tree: Tree
    checkpoints: Checkpoints
    unit_of_work: UnitOfWork
    alias: str = ""

    def grow(self, entries: int) -> None:
        """Record so many more entries."""
        first = self.journal.size()
        with self.unit_of_work():
            self.journal.record_many(
                ToRecord(kind=EntryKind.EVENT, actor="amra", at=NOW, salt=SALT, payload=b"%d" % number)
                for number in range(first, first + entries)
            )


def twin() -> Kept:
    journal = InMemoryJournal(SECRET)
    return Kept(
        journal=journal,
        tree=InMemoryTree(journal),
        checkpoints=InMemoryCheckpoints(journal),
        unit_of_work=nullcontext,
    )


def on(alias: str) -> Kept:
    # models are imported once Django is configured
    from midex.stores.journal.checkpoints import CheckpointStore
    from midex.stores.journal.store import JournalStore
    from midex.stores.journal.tree import TreeStore
    from midex.stores.unit_of_work import UnitOfWork as DatabaseUnitOfWork

    return Kept(
        journal=JournalStore(alias, SECRET),
        tree=TreeStore(alias),
        checkpoints=CheckpointStore(alias),
        unit_of_work=DatabaseUnitOfWork(alias),
        alias=alias,
    )


@pytest.fixture(params=["twin", *ENGINES])
def kept(request: pytest.FixtureRequest, new_database: NewDatabase) -> Kept:
    return twin() if request.param == "twin" else on(new_database(request.param, "restricted"))


@pytest.fixture(params=ENGINES)
def in_database(request: pytest.FixtureRequest, new_database: NewDatabase) -> Kept:
    return on(new_database(request.param, "restricted"))
