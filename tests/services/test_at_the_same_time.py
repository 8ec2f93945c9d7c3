"""Two requests at the same moment are as good as one after the other, on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connections

from midex.services.ports import HubPorts, StoredSubmission
from midex.services.receive_submission import receive_submission
from midex.stores.exchange.keys import KeyStore
from midex.stores.exchange.submissions import SubmissionStore
from midex.stores.unit_of_work import UnitOfWork
from tests.databases import ENGINES, NewDatabase
from tests.world import World, figures, submit

AT_ONCE = 4


@pytest.fixture(params=ENGINES)
def hub(request: pytest.FixtureRequest, new_database: NewDatabase, world: World) -> HubPorts:
    """The world's hub with its submissions in a fresh database of the engine."""
    alias = new_database(request.param, "restricted")
    keys = KeyStore(alias)
    node = world.node()
    keys.enrol(world.hub.keys.find(node.signer.key_id))
    submit(node, figures())
    submit(node, figures(extra=20))
    world.envelopes = [node.sent.find(sent.name).envelope for sent in node.sent.all()]
    return replace(world.hub, keys=keys, submissions=SubmissionStore(alias), unit_of_work=UnitOfWork(alias))


def at_once(bodies: list[bytes], hub: HubPorts) -> list[StoredSubmission]:
    barrier = Barrier(len(bodies))

    def post(body: bytes) -> StoredSubmission:
        barrier.wait()
        try:
            answer = receive_submission(body, hub)
            assert isinstance(answer, StoredSubmission), answer
            return answer
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(post, bodies))


def test_the_same_submission_sent_at_once_is_one_with_one_receipt(world: World, hub: HubPorts) -> None:
    answers = at_once([world.envelopes[0]] * AT_ONCE, hub)
    assert len({answer.receipt_signature for answer in answers}) == 1
    assert len(hub.submissions.names()) == 1


def test_two_submissions_sent_at_once_get_two_versions(world: World, hub: HubPorts) -> None:
    answers = at_once(world.envelopes, hub)
    assert sorted(answer.receipt.versions["2024"] for answer in answers) == [1, 2]
    assert len(hub.submissions.names()) == 2
