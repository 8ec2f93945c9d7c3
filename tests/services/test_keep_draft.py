"""Between report and sending: what was checked is what is sent, and nothing else of a file is ever kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from midex.kernel.fault import Fault
from midex.kernel.role import Role
from midex.services.actor import Actor
from midex.services.check_file import Checked, check_file
from midex.services.keep_draft import GONE, LIFE, forget_draft, send_again, send_draft, waiting_draft
from midex.services.ports import NodePorts, SentSubmission
from tests.world import STATISTICIAN, TABLE, World, because, figures

COLLEAGUE = Actor(identity="colleague", name="A colleague", role=Role.SUBMITTER)


class Away:
    """A line to a hub that does not answer."""

    def post(self, path: str, body: bytes) -> Mapping[str, Any]:  # noqa: ARG002 - it is gone before it reads
        raise Fault("F204", url="http://hub", reason="away")


def check(node: NodePorts, content: bytes, actor: Actor = STATISTICIAN) -> Checked:
    return check_file(content, "file.csv", table=None, rounded_to=None, actor=actor, node=node)


def test_what_passed_waits_and_is_sent_as_it_was_checked(world: World) -> None:
    node = world.node()
    checked = check(node, figures())
    draft = waiting_draft(STATISTICIAN, node)
    assert draft is not None
    assert (draft.table, draft.periods, draft.sha256) == (TABLE.id, ("2024",), checked.figures_sha256)
    sent = send_draft(checked.figures_sha256, STATISTICIAN, node)
    assert isinstance(sent, SentSubmission)
    assert sent.receipt is not None
    assert sent.receipt.sha256 == checked.figures_sha256
    assert waiting_draft(STATISTICIAN, node) is None


def test_after_an_hour_it_is_gone_and_nothing_is_sent(world: World) -> None:
    node = world.node()
    checked = check(node, figures())
    world.clock.now += LIFE + timedelta(minutes=1)
    assert because(send_draft(checked.figures_sha256, STATISTICIAN, node)) == GONE
    assert node.sent.all() == ()


def test_the_button_of_an_earlier_report_does_not_send_a_later_file(world: World) -> None:
    node = world.node()
    earlier = check(node, figures())
    later = check(node, figures(extra=40))
    assert because(send_draft(earlier.figures_sha256, STATISTICIAN, node)) == GONE
    assert isinstance(send_draft(later.figures_sha256, STATISTICIAN, node), SentSubmission)


def test_nobody_sends_what_a_colleague_checked(world: World) -> None:
    node = world.node()
    checked = check(node, figures())
    assert because(send_draft(checked.figures_sha256, COLLEAGUE, node)) == GONE
    forget_draft(COLLEAGUE, node)
    assert waiting_draft(STATISTICIAN, node) is not None


def test_a_file_with_errors_waits_for_nobody(world: World) -> None:
    node = world.node()
    checked = check(node, figures().replace(b",PER,ME,2024,", b",PER,ME,2024,-", 1))
    assert checked.report.errors > 0
    assert checked.excerpts["V-S05"].lines[0].row == 2
    assert checked.figures_sha256 == ""
    assert waiting_draft(STATISTICIAN, node) is None


def test_of_a_file_with_personal_data_nothing_is_kept_or_shown(world: World) -> None:
    node = world.node()
    header, *rows = figures().decode().splitlines()
    spoilt = "\n".join([f"{header},prezime", *(f"{row},Generisani" for row in rows)]).encode()
    checked = check(node, spoilt)
    assert checked.report.quarantined
    assert checked.excerpts == {}
    assert waiting_draft(STATISTICIAN, node) is None
    assert not any(b"Generisani" in file.read_bytes() for file in world.folder.glob("**/*") if file.is_file())


def test_a_hub_that_is_away_gets_the_same_submission_later(world: World) -> None:
    node = world.node()
    checked = check(node, figures())
    away = replace(node, hub=Away())
    sent = send_draft(checked.figures_sha256, STATISTICIAN, away)
    assert isinstance(sent, SentSubmission)
    assert sent.state == "waiting"
    assert send_again(sent.name, away) == sent
    again = send_again(sent.name, node)
    assert again is not None
    assert (again.state, again.name, again.envelope) == ("received", sent.name, sent.envelope)
    assert send_again(sent.name, replace(node, hub=Away())) == again
    assert len(world.hub.submissions.names()) == 1


def test_a_node_that_never_enrolled_says_so_and_keeps_the_draft(world: World) -> None:
    node = world.node(enrolled=False)
    checked = check(node, figures())
    with pytest.raises(Fault, match="F210"):
        send_draft(checked.figures_sha256, STATISTICIAN, node)
    assert waiting_draft(STATISTICIAN, node) is not None
