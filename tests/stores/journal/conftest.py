"""A journal of each kind, and the unit of work that belongs to it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import pytest

from midex.services.ports import UnitOfWork
from midex.stores.journal.store import JournalStore
from midex.stores.unit_of_work import UnitOfWork as DatabaseUnitOfWork
from tests.databases import ENGINES, NewDatabase
from tests.twins.journal import InMemoryJournal

SECRET = b"a secret of this home"


@dataclass
class Kept:
    """A journal under test; ``alias`` is empty for the twin."""

    journal: Any
    unit_of_work: UnitOfWork
    alias: str = ""


def on(alias: str) -> Kept:
    return Kept(journal=JournalStore(alias, SECRET), unit_of_work=DatabaseUnitOfWork(alias), alias=alias)


@pytest.fixture(params=["twin", *ENGINES])
def kept(request: pytest.FixtureRequest, new_database: NewDatabase) -> Kept:
    if request.param == "twin":
        return Kept(journal=InMemoryJournal(SECRET), unit_of_work=nullcontext)
    return on(new_database(request.param, "restricted"))


@pytest.fixture(params=ENGINES)
def in_database(request: pytest.FixtureRequest, new_database: NewDatabase) -> Kept:
    return on(new_database(request.param, "restricted"))
