"""The stores of a case node on each engine, and values to put into them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from midex.kernel.tier import Tier
from midex.services.casework.ports import (
    CaseRow,
    Cases,
    Events,
    Grant,
    Grants,
    ProposedStep,
    ProposedSteps,
    Read,
    Reads,
    StoredEvent,
    Tokens,
)
from midex.services.ports import UnitOfWork
from tests.databases import ENGINES, NewDatabase

NOW = datetime(2026, 3, 2, 9, 30, 1, 234567, tzinfo=UTC)


@dataclass
class Stores:
    """What a case node keeps, over one database."""

    alias: str
    events: Events
    cases: Cases
    reads: Reads
    grants: Grants
    proposals: ProposedSteps
    tokens: Tokens
    unit_of_work: UnitOfWork

    def run(self, sql: str) -> None:
        """A statement as somebody with the database's password would write it."""
        from django.db import connections, transaction

        with transaction.atomic(using=self.alias), connections[self.alias].cursor() as cursor:
            cursor.execute(sql)


def stores_on(alias: str) -> Stores:
    """The stores over a database that is migrated."""
    from midex.stores.cases.events import EventStore
    from midex.stores.cases.files import CaseStore
    from midex.stores.cases.proposals import ProposedStepStore
    from midex.stores.cases.reads import GrantStore, ReadStore
    from midex.stores.cases.tokens import TokenStore
    from midex.stores.unit_of_work import UnitOfWork as DatabaseUnitOfWork

    return Stores(
        alias=alias,
        events=EventStore(alias),
        cases=CaseStore(alias),
        reads=ReadStore(alias),
        grants=GrantStore(alias),
        proposals=ProposedStepStore(alias),
        tokens=TokenStore(alias),
        unit_of_work=DatabaseUnitOfWork(alias),
    )


@pytest.fixture(params=ENGINES)
def stores(request: pytest.FixtureRequest, new_database: NewDatabase) -> Stores:
    return stores_on(new_database(request.param, "restricted"))


@pytest.fixture(params=ENGINES)
def two(request: pytest.FixtureRequest, new_database: NewDatabase) -> tuple[Stores, Stores]:
    """The same engine twice: one database is written one by one, the other in bulk."""
    return stores_on(new_database(request.param, "restricted")), stores_on(new_database(request.param, "restricted"))


def event(entry: int, case: str = "a" * 32, number: int = 1, **said: Any) -> StoredEvent:
    values: dict[str, Any] = {
        "case": case,
        "number": number,
        "procedure": "registration",
        "step": "open",
        "person": "p" * 32,
        "key": f"attempt-{entry:06d}",
        "entry": entry,
        "body": b'{"tab":"\\t\\\\N","name":"\xc5\xa0"}\n\t\\N\x00\xff',
    }
    return StoredEvent(**(values | said))


def row(number: int, **said: Any) -> CaseRow:
    values: dict[str, Any] = {
        "case": f"{number:032x}",
        "name": f"2026-{number:07d}",
        "procedure": "registration",
        "office": "north",
        "tier": Tier.STANDARD,
        "state": "informed",
        "steps": 1,
        "opened_at": NOW,
        "changed_at": NOW,
        "person": f"{number:032x}",
    }
    return CaseRow(**(values | said))


def read(entry: int, **said: Any) -> Read:
    from midex.kernel.purpose import Purpose

    values: dict[str, Any] = {
        "entry": entry,
        "at": NOW,
        "identity": "officer",
        "role": "registration-officer",
        "office": "north",
        "action": "open-case",
        "purpose": Purpose.REGISTRATION,
        "cases": ("c" * 32, "b" * 32),
        "body": b"{}\x00\xff",
    }
    return Read(**(values | said))


def grant(entry: int, **said: Any) -> Grant:
    values: dict[str, Any] = {
        "entry": entry,
        "case": "a" * 32,
        "office": "north",
        "identity": "night",
        "reason": "sealed",
        "given_at": NOW,
        "until": NOW.replace(hour=10),
    }
    return Grant(**(values | said))


def proposal(number: int, **said: Any) -> ProposedStep:
    values: dict[str, Any] = {
        "id": f"{number:032x}",
        "case": "a" * 32,
        "step": "order-erasure",
        "key": f"attempt-{number:06d}",
        "proposed_by": "supervisor",
        "proposed_at": NOW.replace(microsecond=number),
        "based_on": 3,
        "sha256": "0" * 64,
        "body": b"{}\x00\xff",
    }
    return ProposedStep(**(values | said))
