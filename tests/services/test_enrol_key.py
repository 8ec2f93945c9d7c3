"""A node's key becomes known once, by the code that its participant was given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from midex.kernel.fault import Fault
from midex.services import enrol_key as m
from midex.services.enrol_key import enrol_key, invite
from midex.statistics.statement import key_id
from tests.twins.signing import InMemorySigner
from tests.world import HubKey, World, because


def test_a_node_enrols_with_its_code_and_learns_the_hubs_key(world: World) -> None:
    node = world.node(enrolled=False)
    assert enrol_key(invite("ME", world.hub), node) == node.signer.key_id
    assert node.hub_key.read() == world.hub.signer.public_key
    assert world.hub.keys.find(node.signer.key_id).participant == "ME"


def test_enrolling_again_needs_no_code_and_changes_nothing(world: World) -> None:
    node = world.node()
    before = world.hub.keys.find(node.signer.key_id)
    assert enrol_key("", node) == node.signer.key_id
    assert world.hub.keys.find(node.signer.key_id) == before


def test_without_a_code_the_first_enrolment_asks_for_one(world: World) -> None:
    assert because(enrol_key("", world.node(enrolled=False))) == m.NEEDS_CODE


@pytest.mark.parametrize("whose", ["AL", None])
def test_a_wrong_code_or_another_participants_enrols_nothing(world: World, whose: str | None) -> None:
    code = invite(whose, world.hub) if whose else f"GUESS.{world.hub.signer.key_id}"
    node = world.node(enrolled=False)
    assert because(enrol_key(code, node)) == m.WRONG_CODE
    assert world.hub.keys.find(node.signer.key_id) is None
    assert node.hub_key.read() is None


def test_a_code_works_once(world: World) -> None:
    code = invite("ME", world.hub)
    assert enrol_key(code, world.node(enrolled=False))
    assert because(enrol_key(code, world.node(enrolled=False))) == m.WRONG_CODE


def test_another_hub_than_the_one_that_gave_the_code_is_not_believed(world: World) -> None:
    code = invite("ME", world.hub).split(".")[0] + "." + key_id(b"another hub")
    node = world.node(enrolled=False)
    assert because(enrol_key(code, node)) == m.WRONG_HUB
    assert node.hub_key.read() is None


def test_a_newer_key_retires_the_older(world: World) -> None:
    old = world.node()
    new = replace(old, signer=InMemorySigner(), hub_key=HubKey())
    enrol_key(invite("ME", world.hub), new)
    assert world.hub.keys.find(old.signer.key_id).retired
    assert because(enrol_key("", old)) == m.RETIRED


def test_a_key_that_did_not_sign_the_request_is_not_enrolled(world: World) -> None:
    node = world.node(enrolled=False)
    code, _, _ = invite("ME", world.hub).rpartition(".")
    content, signature = m._request(code, node).split(b"\n")
    forged = content.replace(node.signer.public_key.hex().encode(), InMemorySigner().public_key.hex().encode())
    answer = node.hub.post(m.PATH, forged + b"\n" + signature)
    assert answer["refused"]["id"] == m.NOT_ITS_OWN
    for nonsense in (b"", b"{}\nx", b"[]\nAAAA", b"\xff\n\xff"):
        assert node.hub.post(m.PATH, nonsense)["refused"]["id"] == m.UNREADABLE


def test_an_answer_that_is_no_enrolment_is_a_fault(world: World) -> None:
    class Odd:
        def post(self, *_: object) -> dict[str, object]:
            return {"enrolled": "x", "hub_key": "zz"}

    node = replace(world.node(enrolled=False), hub=Odd())
    with pytest.raises(Fault, match="F205"):
        enrol_key("CODE.abc", node)


def test_anyone_can_learn_the_hubs_key_to_verify_a_release(world: World) -> None:
    from django.test import RequestFactory

    from midex.web.api.exchange import urls

    keys = next(pattern for pattern in urls(world.hub) if pattern.name == "keys")
    answer = keys.callback(RequestFactory().get(m.PATH))
    assert world.hub.signer.public_key.hex().encode() in answer.content
