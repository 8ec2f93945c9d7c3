"""A hub and nodes in one process: real stores on SQLite, twins of signing, the hub's own addresses between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls.resolvers import RegexPattern, URLResolver

from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.enrol_key import enrol_key, invite
from midex.services.generate_figures import generated_rows
from midex.services.ports import HubPorts, NodePorts
from midex.services.submit_table import Accepted, submit_table
from midex.statistics.registry.catalogue import registry
from midex.statistics.statement import Receipt
from tests.databases import NewDatabase
from tests.twins.signing import InMemorySigner, verify

TABLE = registry().table("MIGR_EIORD")
STATISTICIAN = Actor(identity="stat", name="A statistician", role=Role.SUBMITTER)
EDITOR = Actor(identity="editor", name="An editor", role=Role.APPROVER)
REVIEWER = Actor(identity="reviewer", name="A reviewer", role=Role.APPROVER)


class Clock:
    """A clock that moves a second forward whenever it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Line:
    """``ports.HubLine`` that calls the hub's addresses; it remembers what was posted."""

    def __init__(self, hub: HubPorts) -> None:
        from midex.web.api.exchange import urls

        self._resolver = URLResolver(RegexPattern(r"^/"), urls(hub))
        self.posted: list[bytes] = []

    def post(self, path: str, body: bytes) -> Mapping[str, Any]:
        self.posted.append(body)
        request = RequestFactory().post(path, body, content_type="application/octet-stream")
        view = self._resolver.resolve(path)
        said: Mapping[str, Any] = json.loads(view.func(request, *view.args, **view.kwargs).content)
        return said


@dataclass
class HubKey:
    """``ports.HubKey`` in memory."""

    key: bytes | None = None

    def read(self) -> bytes | None:
        return self.key

    def keep(self, public_key: bytes) -> None:
        self.key = public_key


@dataclass
class World:
    """A hub and as many nodes as a test asks for."""

    new_database: NewDatabase
    folder: Path
    hub: HubPorts = field(init=False)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        from midex.stores.accounts.store import AccountStore
        from midex.stores.exchange.checkpoints import WitnessedStore
        from midex.stores.exchange.keys import KeyStore
        from midex.stores.exchange.releases import ReleaseStore
        from midex.stores.exchange.submissions import SubmissionStore
        from midex.stores.public.store import PublicStore
        from midex.stores.unit_of_work import UnitOfWork

        self.restricted = self.new_database("sqlite", "restricted")
        self.public = self.new_database("sqlite", "public")
        codes = iter(f"CODE{n}" for n in range(99))
        self.hub = HubPorts(
            clock=self.clock,
            secret=lambda: next(codes),
            unit_of_work=UnitOfWork(self.restricted),
            accounts=AccountStore(self.restricted),
            keys=KeyStore(self.restricted),
            submissions=SubmissionStore(self.restricted),
            releases=ReleaseStore(self.restricted),
            checkpoints=WitnessedStore(self.restricted),
            public=PublicStore(self.public),
            signer=InMemorySigner(),
            verify=verify,
        )

    def node(self, participant: str = "ME", *, enrolled: bool = True) -> NodePorts:
        """A new node, its key enrolled."""
        from midex.stores.accounts.store import AccountStore
        from midex.stores.drafts import DraftFolder
        from midex.stores.receipts.store import SentStore
        from midex.stores.unit_of_work import UnitOfWork

        alias = self.new_database("sqlite", "restricted")
        node = NodePorts(
            participant=participant,
            clock=self.clock,
            unit_of_work=UnitOfWork(alias),
            accounts=AccountStore(alias),
            sent=SentStore(alias),
            drafts=DraftFolder(self.folder / alias),
            hub=Line(self.hub),
            hub_key=HubKey(),
            signer=InMemorySigner(),
            verify=verify,
        )
        if enrolled:
            assert enrol_key(invite(participant, self.hub), node) == node.signer.key_id
        return node


@pytest.fixture
def world(new_database: NewDatabase, tmp_path: Path) -> World:
    return World(new_database, tmp_path)


def figures(participant: str = "ME", *periods: str, extra: int = 0) -> bytes:
    """A statistician's file with generated figures of MIGR_EIORD."""
    lines = [",".join(TABLE.columns)]
    for period in periods or ("2024",):
        lines += [",".join(row) for row in generated_rows(TABLE, participant, period, extra_persons=extra)]
    return "\n".join([*lines, ""]).encode()


def submit(node: NodePorts, content: bytes, actor: Actor = STATISTICIAN) -> Receipt:
    """Submit a file that is in order."""
    answer = submit_table(content, "file.csv", table=TABLE, actor=actor, node=node)
    assert isinstance(answer, Accepted), answer
    return answer.receipt


def because(answer: object) -> str:
    """The id of the reason of a refusal."""
    assert isinstance(answer, Refused), answer
    return answer.because.id
