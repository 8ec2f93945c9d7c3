"""A served case node makes its checkpoints by itself; a failure is said, noted once, and stops nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import connections

from midex.kernel.fault import Fault
from midex.kernel.journal import EntryKind
from midex.node.checkpoints import Checkpoints
from midex.services.enrol_key import enrol_key, invite
from midex.services.journal.ports import JournalPorts
from midex.services.journal.state import journal_state
from tests.casework import CaseNode, journal_ports
from tests.world import Line, World


@dataclass
class Breakable:
    """A line to the hub that can be cut."""

    line: Line
    cut: bool = False
    wrong: Exception = field(default_factory=lambda: Fault("F204", url="http://hub", reason="it is cut"))

    def post(self, path: str, body: bytes) -> Mapping[str, Any]:
        if self.cut:
            raise self.wrong
        return self.line.post(path, body)


@dataclass
class Watched:
    """A case node whose key the hub knows, its journal, and the line between them."""

    node: CaseNode
    journal: JournalPorts
    line: Breakable
    checkpoints: Checkpoints

    def incidents(self) -> int:
        """How often lateness was noted."""
        return len(self.node.ports.reads.search(kind=EntryKind.INCIDENT.value))


@pytest.fixture
def watched(case_node: CaseNode, world: World) -> Watched:
    case_node.clock.now = world.clock.now  # type: ignore[attr-defined]
    line = Breakable(Line(world.hub))
    case_node.ports = replace(case_node.ports, hub=line)
    assert enrol_key(invite("RS", world.hub, "asylum"), case_node.ports) == case_node.ports.signer.key_id
    journal = replace(journal_ports(case_node), origin="midex/rs/asylum")
    case_node.registered()
    return Watched(case_node, journal, line, Checkpoints(case_node.ports, journal, every=0.01))


def later(watched: Watched, world: World, **by: float) -> None:
    """Let time go by, at both."""
    watched.node.clock.move(**by)
    world.clock.now = watched.node.clock.now  # type: ignore[attr-defined]


def test_what_is_recorded_is_signed_and_seen(watched: Watched) -> None:
    assert watched.checkpoints.once() == ""
    state = journal_state(watched.journal)
    assert (state.size, state.signed_size, state.hub_has, state.late, state.hub_late) == (2, 2, 2, False, False)
    assert watched.incidents() == 0


def test_a_hub_that_is_away_is_said_and_lateness_is_noted_once_each_time(watched: Watched, world: World) -> None:
    watched.checkpoints.once()
    watched.line.cut = True
    for _ in range(3):
        later(watched, world, minutes=50)
        watched.node.opened()
        assert watched.checkpoints.once().startswith("F204: ")
    state = journal_state(watched.journal)
    assert (state.late, state.hub_late, watched.incidents()) == (False, True, 1)
    watched.line.cut = False
    assert watched.checkpoints.once() == ""
    assert journal_state(watched.journal).hub_late is False
    watched.line.cut = True
    for _ in range(3):
        later(watched, world, minutes=50)
        watched.node.opened()
        watched.checkpoints.once()
    assert watched.incidents() == 2


def test_a_journal_that_was_changed_is_not_signed_and_becomes_late(
    watched: Watched, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    watched.checkpoints.once()
    watched.node.opened()
    with connections[watched.node.alias].cursor() as cursor:
        cursor.execute("DROP TRIGGER journal_entry_no_update")
        cursor.execute("UPDATE journal_entry SET commitment = zeroblob(32) WHERE number = 2")
    with caplog.at_level(logging.WARNING):
        assert "entry 2 does not stand for what is kept" in watched.checkpoints.once()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    later(watched, world, minutes=61)
    assert watched.checkpoints.once().startswith("F307: ")
    assert watched.checkpoints.once().startswith("F307: ")
    state = journal_state(watched.journal, watched.checkpoints.once())
    assert (state.late, state.signed_size, state.reason[:4], watched.incidents()) == (True, 2, "F307", 1)


def test_what_nobody_foresaw_is_told_by_its_kind_alone(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    watched.line.cut, watched.line.wrong = True, RuntimeError("Golnaz Testović")
    with caplog.at_level(logging.WARNING):
        assert watched.checkpoints.once() == "F901: RuntimeError"
    assert "Golnaz" not in caplog.text


def test_two_processes_of_one_home_may_both_make_checkpoints(watched: Watched, world: World) -> None:
    watched.checkpoints.once()

    class Overtaken:
        """The other process signs and sends more, just before this one's checkpoint arrives."""

        def post(self, path: str, body: bytes) -> Mapping[str, Any]:
            if not watched.line.cut:
                watched.line.cut = True
                watched.node.opened()
                other = replace(watched.journal, hub=watched.line.line)
                assert Checkpoints(watched.node.ports, other).once() == ""
            return watched.line.line.post(path, body)

    watched.node.opened()
    assert Checkpoints(watched.node.ports, replace(watched.journal, hub=Overtaken())).once() == ""
    assert journal_state(watched.journal).hub_has == 4


def test_the_thread_goes_on_after_a_failure_and_ends_when_told(watched: Watched) -> None:
    connections[watched.node.alias].close()
    watched.line.cut = True
    watched.checkpoints.start()
    until(lambda: watched.checkpoints.reason.startswith("F204"))
    watched.line.cut = False
    until(lambda: watched.checkpoints.reason == "")
    watched.checkpoints.stop()
    assert journal_state(watched.journal).hub_has >= 2


def until(true: Any) -> None:
    """Wait for what another thread does."""
    import time

    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
