"""The hub cosigns what continues what it has seen, keeps it, and says no to everything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import RequestFactory

from midex.kernel.checkpoint import read_note
from midex.kernel.fault import Fault
from midex.services.enrol_key import enrol_key, invite
from midex.services.journal import receive_checkpoint as m
from midex.services.journal.checkpoint_journal import checkpoint_journal
from midex.services.journal.receive_checkpoint import Outdated, offer, receive_checkpoint
from midex.services.journal.send_checkpoint import is_cosigned, send_checkpoint
from midex.services.ports import Witnessed
from tests.services.journal.conftest import INSTITUTION, ORIGIN, CaseNode, Enrols, case_node
from tests.twins.signing import InMemorySigner
from tests.world import HubKey, World, because, figures, submit


def signed(node: CaseNode, entries: int = 2) -> str:
    node.record(entries)
    return checkpoint_journal(node.ports).note


def offered(node: CaseNode, old: int, note: str) -> bytes:
    return offer(old, node.ports.tree.consistency(old, read_note(note).checkpoint.size), note)


def test_the_hub_keeps_and_cosigns_and_the_node_keeps_its_line(node: CaseNode, world: World) -> None:
    for size in (2, 4):
        note = signed(node)
        kept = send_checkpoint(node.ports)
        assert world.hub.checkpoints.latest(ORIGIN).note == note
        assert (kept.size, kept.cosigned_note) == (size, note + world.hub.checkpoints.latest(ORIGIN).cosignature)
    assert send_checkpoint(node.ports) == kept
    assert len(node.ports.hub.posted) == 1 + 2  # type: ignore[attr-defined]
    assert [one.size for one in world.hub.checkpoints.all()] == [4]


def test_anyone_may_fetch_the_latest_checkpoint_with_the_hubs_line(node: CaseNode, world: World) -> None:
    from midex.web.api.exchange import urls

    signed(node)
    kept = send_checkpoint(node.ports)
    views = {pattern.name: pattern.callback for pattern in urls(world.hub)}
    text = views["checkpoint"](RequestFactory().get("/"), origin=ORIGIN).content.decode()
    assert text == kept.cosigned_note
    note = read_note(text)
    assert is_cosigned(note.text, note.signatures[-1], world.hub.signer.public_key, node.ports)
    assert not is_cosigned(note.text + "x", note.signatures[-1], world.hub.signer.public_key, node.ports)
    assert views["checkpoint"](RequestFactory().get("/"), origin="midex/rs/nobody").status_code == 404
    assert views["checkpoints"](RequestFactory().get("/")).content.decode().startswith(f"{ORIGIN} 2 ")


def test_an_answer_that_was_lost_is_asked_for_again(node: CaseNode, world: World) -> None:
    first = signed(node)
    assert isinstance(receive_checkpoint(offered(node, 0, first), world.hub), Witnessed)  # the answer is lost
    assert send_checkpoint(node.ports).size == 2


def test_the_address_answers_409_with_the_size_and_422_for_another_past(node: CaseNode, world: World) -> None:
    from midex.web.api.exchange import urls

    view = next(pattern.callback for pattern in urls(world.hub) if pattern.name == "checkpoints")
    note = signed(node)

    def status(body: bytes) -> int:
        return view(RequestFactory().post("/", body, content_type="application/octet-stream")).status_code

    assert status(offered(node, 1, note)) == 409
    assert status(b"nonsense") == 422
    assert status(offered(node, 0, note)) == 200


@pytest.mark.parametrize("old", [0, 1, 3])
def test_another_old_size_than_the_kept_one_is_outdated(node: CaseNode, world: World, old: int) -> None:
    signed(node)
    send_checkpoint(node.ports)
    answer = receive_checkpoint(offered(node, old, signed(node)), world.hub)
    assert isinstance(answer, Outdated)
    assert answer.size == 2


def test_an_older_checkpoint_is_outdated(node: CaseNode, world: World) -> None:
    older = signed(node)
    signed(node)
    send_checkpoint(node.ports)
    assert isinstance(receive_checkpoint(offered(node, 0, older), world.hub), Outdated)
    assert isinstance(receive_checkpoint(offer(4, (), older), world.hub), Outdated)


def test_a_rewritten_journal_is_refused_even_with_the_real_key(node: CaseNode, world: World) -> None:
    signed(node)
    send_checkpoint(node.ports)
    other = case_node(world)  # the same origin, made anew: its key retires the older one
    other.record(1)
    other.record(3, at=world.clock.now + timedelta(seconds=5))
    forked = checkpoint_journal(other.ports).note
    answer = receive_checkpoint(offered(other, 2, forked), world.hub)
    assert because(answer) == m.ANOTHER_PAST
    assert because(receive_checkpoint(offer(2, (), forked), world.hub)) == m.ANOTHER_PAST
    assert because(send_checkpoint(other.ports)) == m.ANOTHER_PAST


def test_an_equal_size_needs_an_equal_root(node: CaseNode, world: World) -> None:
    note = signed(node)
    send_checkpoint(node.ports)
    assert isinstance(receive_checkpoint(offer(2, (), note), world.hub), Witnessed)
    other = case_node(world)
    other.record(2, at=world.clock.now + timedelta(seconds=9))
    forked = checkpoint_journal(other.ports).note
    assert because(receive_checkpoint(offer(2, (), forked), world.hub)) == m.ANOTHER_PAST


def test_a_node_that_was_set_back_is_told_so(node: CaseNode, world: World) -> None:
    signed(node, 5)
    send_checkpoint(node.ports)
    restored = case_node(world)
    signed(restored, 2)
    with pytest.raises(Fault, match=r"F307.*the hub has seen 5 entries, this journal has 2"):
        send_checkpoint(restored.ports)


def test_a_retired_or_unknown_key_signs_for_nobody(node: CaseNode, world: World) -> None:
    note = signed(node)
    case_node(world)
    assert because(receive_checkpoint(offered(node, 0, note), world.hub)) == m.NOT_SIGNED
    stranger = replace(node.ports, origin="midex/me/asylum-office")
    assert because(send_checkpoint(stranger)) == m.NOT_SIGNED
    node.record()
    checkpoint_journal(stranger)
    assert because(send_checkpoint(stranger)) == m.UNKNOWN


def test_a_changed_note_is_not_the_nodes(node: CaseNode, world: World) -> None:
    note = signed(node).replace("time 20", "time 19")
    assert because(receive_checkpoint(offer(0, (), note), world.hub)) == m.NOT_SIGNED


def test_a_checkpoint_from_the_future_or_dated_back_is_refused(node: CaseNode, world: World) -> None:
    ahead = replace(node.ports, clock=lambda: world.clock.now + timedelta(minutes=9))
    node.record()
    checkpoint_journal(ahead)
    assert because(send_checkpoint(node.ports)) == m.AHEAD
    world.clock.now += timedelta(minutes=9)
    kept = send_checkpoint(node.ports)
    other = case_node(world)
    back = replace(other.ports, clock=lambda: kept.at - timedelta(minutes=1))
    other.record(1, at=kept.at - timedelta(minutes=2))
    checkpoint_journal(back)
    assert because(send_checkpoint(other.ports)) in (m.BACKDATED, m.ANOTHER_PAST)


@pytest.mark.parametrize(
    "body", [b"", b"old 0", b"old x\n\n", b"old 0\nAAAA\n\n", b"\xff", b"old 0\n\n" + b"x" * 40_000]
)
def test_what_is_no_checkpoint_is_said_to_be_none(world: World, body: bytes) -> None:
    assert because(receive_checkpoint(body, world.hub)) == m.UNREADABLE


def test_before_enrolment_nothing_is_sent(node: CaseNode) -> None:
    signed(node)
    with pytest.raises(Fault, match="F210"):
        send_checkpoint(replace(node.ports, hub_key=HubKey()))


def test_an_answer_that_the_hub_did_not_sign_is_not_believed(node: CaseNode) -> None:
    signed(node)
    with pytest.raises(Fault, match="F205"):
        send_checkpoint(replace(node.ports, hub_key=HubKey(bytes(32))))
    assert node.ports.checkpoints.last(cosigned=True) is None


def test_a_case_nodes_key_lives_beside_the_statistical_nodes(node: CaseNode, world: World) -> None:
    statistical = world.node("RS")
    assert not world.hub.keys.find(node.ports.signer.key_id).retired
    assert world.hub.keys.current("RS", INSTITUTION).key_id == node.ports.signer.key_id
    assert submit(statistical, figures("RS"))


def test_a_code_for_one_institution_enrols_no_other(world: World, node: CaseNode) -> None:
    code = invite("RS", world.hub, "appeals-body")
    other = Enrols(clock=world.clock, hub=node.ports.hub, hub_key=HubKey(), signer=InMemorySigner())
    assert because(enrol_key(code, other)).startswith("the enrolment code is wrong")
    assert enrol_key(code, replace(other, institution="appeals-body")) == other.signer.key_id
    with pytest.raises(ValueError, match="small letters"):
        invite("RS", world.hub, "Asylum Office")


def test_figures_signed_by_a_case_nodes_key_are_refused(node: CaseNode, world: World) -> None:
    from midex.services import receive_submission
    from midex.services.submit_table import submit_table
    from tests.world import STATISTICIAN, TABLE

    as_if = replace(world.node("RS"), signer=node.ports.signer)
    answer = submit_table(figures("RS"), "file.csv", table=TABLE, actor=STATISTICIAN, node=as_if)
    assert because(answer) == receive_submission.CASE_KEY
