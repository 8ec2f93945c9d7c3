"""The hub says by itself which journals are late: a node that is off cannot, and its own page is off with it."""

from __future__ import annotations

from datetime import timedelta

from django.test import RequestFactory

from midex.services.enrol_key import enrol_key, invite
from midex.services.journal.checkpoint_journal import checkpoint_journal
from midex.services.journal.ports import LATE_AFTER
from midex.services.journal.send_checkpoint import send_checkpoint
from midex.services.journal.state import journal_state
from midex.services.journal.watch_journals import Standing, WatchedJournal, watch_journals
from tests.services.journal.conftest import ORIGIN, CaseNode, Enrols
from tests.twins.signing import InMemorySigner
from tests.world import HubKey, Line, World


def shown(node: CaseNode) -> None:
    node.record(3)
    checkpoint_journal(node.ports)
    send_checkpoint(node.ports)


def only(world: World) -> WatchedJournal:
    (one,) = watch_journals(world.hub)
    return one


def as_text(world: World) -> str:
    from midex.web.api.exchange import urls

    view = next(pattern.callback for pattern in urls(world.hub) if pattern.name == "checkpoints")
    said: str = view(RequestFactory().get("/")).content.decode()
    return said


def test_a_journal_is_late_once_nothing_was_seen_for_the_limit_and_no_second_before(
    node: CaseNode, world: World
) -> None:
    shown(node)
    seen = world.hub.checkpoints.latest(ORIGIN).seen_at
    for seconds, standing in ((LATE_AFTER, Standing.IN_TIME), (LATE_AFTER + 1, Standing.LATE)):
        world.clock.now = seen + timedelta(seconds=seconds - 1)  # it moves a second on when it is read
        assert only(world) == WatchedJournal(origin=ORIGIN, size=3, seen_at=seen, standing=standing)
    assert node.ports.late_after == LATE_AFTER


def test_a_node_that_was_off_is_late_until_it_shows_a_checkpoint_again(node: CaseNode, world: World) -> None:
    shown(node)
    world.clock.now += timedelta(hours=5)
    assert only(world).is_late
    assert journal_state(node.ports).hub_late  # the same limit at the node, were it asked
    shown(node)
    assert (only(world).standing, only(world).size) == (Standing.IN_TIME, 6)


def test_the_time_is_the_hubs_own_whatever_the_node_says_of_its_clock(node: CaseNode, world: World) -> None:
    node.record(1)
    checkpoint_journal(node.ports)
    world.clock.now += timedelta(hours=5)  # signed long ago, shown just now
    send_checkpoint(node.ports)
    assert only(world).standing is Standing.IN_TIME


def test_an_enrolled_node_that_never_showed_one_is_named_and_not_called_late(node: CaseNode, world: World) -> None:
    world.clock.now += timedelta(days=9)
    assert only(world) == WatchedJournal(origin=ORIGIN, size=0, seen_at=None, standing=Standing.NOTHING)
    world.node("ME")  # a statistical node keeps no journal of people
    assert [one.origin for one in watch_journals(world.hub)] == [ORIGIN]
    other = Enrols(
        clock=world.clock,
        hub=Line(world.hub),
        hub_key=HubKey(),
        signer=InMemorySigner(),
        participant="AL",
        institution="border-police",
    )
    enrol_key(invite("AL", world.hub, "border-police"), other)
    shown(node)
    assert [(one.participant, one.institution, one.standing) for one in watch_journals(world.hub)] == [
        ("AL", "border-police", Standing.NOTHING),
        ("RS", "asylum-office", Standing.IN_TIME),
    ]


def test_the_text_says_which_is_late(node: CaseNode, world: World) -> None:
    assert as_text(world) == f"{ORIGIN} 0 - nothing\n"
    shown(node)
    seen = world.hub.checkpoints.latest(ORIGIN).seen_at
    assert as_text(world) == f"{ORIGIN} 3 {seen:%Y-%m-%dT%H:%M:%SZ} in-time\n"
    world.clock.now += timedelta(seconds=LATE_AFTER + 1)
    assert as_text(world) == f"{ORIGIN} 3 {seen:%Y-%m-%dT%H:%M:%SZ} late\n"
