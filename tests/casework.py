"""A case node for tests: real stores on SQLite, the real vault, accounts of every role, a clock that one sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from midex.crypto.blind_index import BlindIndex
from midex.crypto.vault import PersonVault
from midex.kernel.calendar import Calendar
from midex.kernel.role import Role
from midex.procedures.catalogue import PROCEDURES
from midex.services.actor import Actor
from midex.services.casework.payloads import payloads
from midex.services.casework.ports import CasePorts
from midex.services.casework.take_step import Answer, StepTaken, TakeStep, take_step
from midex.services.journal.ports import JournalPorts
from midex.stores.key_store import KeyStore
from tests.databases import NewDatabase
from tests.twins.signing import InMemorySigner, verify
from tests.world import HubKey

NORTH, SOUTH = "north", "south"


def _actor(identity: str, role: Role, office: str = NORTH) -> Actor:
    return Actor(identity=identity, name=identity.capitalize(), role=role, office=office)


ACTORS: Mapping[str, Actor] = {
    actor.identity: actor
    for actor in (
        _actor("officer", Role.REGISTRATION_OFFICER),
        _actor("caseworker", Role.CASEWORKER),
        _actor("guardian", Role.GUARDIAN),
        _actor("trafficking", Role.TRAFFICKING_OFFICER),
        _actor("supervisor", Role.SUPERVISOR),
        _actor("deputy", Role.SUPERVISOR),
        _actor("protector", Role.DATA_PROTECTION_OFFICER),
        _actor("keeper", Role.ADMINISTRATOR),
        _actor("officer-south", Role.REGISTRATION_OFFICER, SOUTH),
        _actor("caseworker-south", Role.CASEWORKER, SOUTH),
        _actor("guardian-south", Role.GUARDIAN, SOUTH),
        _actor("trafficking-south", Role.TRAFFICKING_OFFICER, SOUTH),
        _actor("supervisor-south", Role.SUPERVISOR, SOUTH),
    )
}
"""One account of every role in the office north, a second supervisor, and most roles again in the south."""

INFORMED = {"language": "fa", "interpreter": True, "on": "2026-03-02"}
REGISTERED = {
    "given_names": "Golnaz",
    "family_names": "Testović",
    "birth": "1991-04~",
    "sex": "F",
    "citizenship": "AF",
    "accompanied": "adult",
    "safe_contact": "only by the legal aid office",
}

SCREENING = {"language": "fa", "agrees": True, "on": "2026-03-02"}


class SettableClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Move it forward, by seconds, hours, days."""
        self.now += timedelta(**by)


class NoHub:
    """``ports.HubLine`` of a node whose hub is never asked."""

    def post(self, path: str, body: bytes) -> Mapping[str, object]:
        raise AssertionError(f"nothing is sent to the hub here: {path}, {len(body)} bytes")


@dataclass
class CaseNode:
    """A case node and what a test needs to play with it."""

    alias: str
    ports: CasePorts
    clock: SettableClock
    keys: KeyStore
    draft_keys: KeyStore
    attempts: Iterator[str] = field(default_factory=lambda: iter(lambda: uuid4().hex, ""))

    def actor(self, identity: str) -> Actor:
        """The account of that name."""
        return ACTORS[identity]

    def ask(self, step: str, fields: Mapping[str, Any], who: str = "officer", name: str = "", **said: Any) -> Answer:
        """Ask for a step as somebody, whatever comes of it."""
        procedure = next((one.id for one in PROCEDURES.values() if one.step(step)), "registration")
        wanted = TakeStep(procedure=procedure, step=step, fields=fields, key=next(self.attempts), name=name)
        return take_step(replace(wanted, **said), ACTORS[who], self.ports)

    def take(self, step: str, fields: Mapping[str, Any], who: str = "officer", name: str = "") -> StepTaken:
        """Take a step that is lawful."""
        answer = self.ask(step, fields, who, name)
        assert isinstance(answer, StepTaken), answer
        return answer

    def opened(self, who: str = "officer") -> str:
        """A new case, opened; answers with its name."""
        return self.take("open", INFORMED, who).name

    def screening(self, of: str, who: str = "caseworker", **changed: Any) -> str:
        """A new screening of the person of a case; answers with its name."""
        answer = self.ask("open-screening", {**SCREENING, **changed}, who, of=of)
        assert isinstance(answer, StepTaken), answer
        return answer.name

    def registered(self, who: str = "officer", **changed: Any) -> str:
        """A new case with a person registered in it; answers with its name."""
        name = self.opened(who)
        self.take("register", {**REGISTERED, **changed}, who, name)
        return name


def case_node_on(alias: str, folder: Path) -> CaseNode:
    """A case node over a database that is migrated."""
    from midex.stores.accounts.store import AccountStore
    from midex.stores.cases.drafts import FormDraftStore
    from midex.stores.cases.events import EventStore
    from midex.stores.cases.files import CaseStore
    from midex.stores.cases.proposals import ProposedStepStore
    from midex.stores.cases.reads import GrantStore, ReadStore
    from midex.stores.cases.tokens import TokenStore
    from midex.stores.journal.store import JournalStore
    from midex.stores.unit_of_work import UnitOfWork

    clock, keys, draft_keys = SettableClock(), KeyStore(folder / "keystore"), KeyStore(folder / "draftkeys")
    ports = CasePorts(
        participant="RS",
        institution="asylum",
        offices=(NORTH, SOUTH),
        addresses={NORTH: "Made-up Street 1, Testopolis"},
        calendar=Calendar(),
        clock=clock,
        random_id=lambda: uuid4().hex,
        unit_of_work=UnitOfWork(alias),
        accounts=AccountStore(alias),
        vault=PersonVault(bytes(range(32)), keys, clock),
        journal=JournalStore(alias, b"a secret of this home"),
        events=EventStore(alias),
        cases=CaseStore(alias),
        reads=ReadStore(alias),
        grants=GrantStore(alias),
        proposals=ProposedStepStore(alias),
        drafts=FormDraftStore(alias),
        draft_vault=PersonVault(bytes(range(32)), draft_keys, clock),
        blinding=BlindIndex(bytes(range(32))),
        tokens=TokenStore(alias),
        hub=NoHub(),
        hub_key=HubKey(),
        signer=InMemorySigner(),
        verify=verify,
    )
    add_accounts(alias)
    return CaseNode(alias=alias, ports=ports, clock=clock, keys=keys, draft_keys=draft_keys)


def journal_ports(node: CaseNode) -> JournalPorts:
    """The ports of the node's journal."""
    from midex.stores.journal.checkpoints import CheckpointStore
    from midex.stores.journal.store import JournalStore
    from midex.stores.journal.tree import TreeStore

    ports = node.ports
    return JournalPorts(
        origin="midex.test/rs/asylum",
        clock=node.clock,
        unit_of_work=ports.unit_of_work,
        entries=JournalStore(node.alias, b"a secret of this home"),
        tree=TreeStore(node.alias),
        checkpoints=CheckpointStore(node.alias),
        payloads=lambda first, end: payloads(first, end, ports.events, ports.reads, ports.vault),
        hub=ports.hub,
        hub_key=ports.hub_key,
        signer=ports.signer,
        verify=ports.verify,
    )


def add_accounts(alias: str) -> None:
    """Everybody's account, without a password that fits."""
    from midex.stores.accounts.models import Account

    rows = [
        Account(identity=one.identity, display_name=one.name, role=one.role.value, office=one.office, password="!")
        for one in ACTORS.values()
    ]
    Account.objects.using(alias).bulk_create(rows, ignore_conflicts=True)


@pytest.fixture
def case_node(new_database: NewDatabase, tmp_path: Path) -> Iterator[CaseNode]:
    """A case node of its own for each test."""
    node = case_node_on(new_database("sqlite", "restricted"), tmp_path)
    yield node
    node.keys.close()
