"""The office at the hub: two people who submitted none of it look, approve, and the figures are public."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client

from midex.services.ports import EnrolledKey, HubPorts, Witnessed
from midex.statistics.release import read_release
from tests.web.statistics.conftest import Visit
from tests.world import EDITOR, TABLE, World, figures, submit


def propose(client: Client) -> str:
    answer = client.post("/office/propose", {"table": TABLE.id})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def approve(client: Client, place: str, hub: HubPorts, sha256: str = "") -> int:
    proposal = hub.releases.find(int(place.rsplit("/", 1)[1]))
    assert proposal is not None
    return client.post(f"{place}/approve", {"sha256": sha256 or proposal.sha256}).status_code


def test_two_approvals_make_it_public_and_the_page_says_which_is_missing(world: World, visit: Visit) -> None:
    submit(world.node(), figures())
    editor, reviewer = visit("editor", world.hub), visit("reviewer", world.hub)
    place = propose(editor)
    assert "2 approvals still needed" in editor.get(place).content.decode()
    assert approve(editor, place, world.hub) == 302
    assert "You have approved it" in editor.get(place).content.decode()
    assert world.hub.public.vintages(TABLE.id) == ()
    assert "Approve and publish" in reviewer.get(place).content.decode()
    assert approve(reviewer, place, world.hub) == 302
    assert "Vintage 1 is public" in reviewer.get(place).content.decode()
    (vintage,) = world.hub.public.vintages(TABLE.id)
    page = reviewer.get("/office/releases").content.decode()
    assert vintage.sha256 in page
    assert vintage.signature.replace("+", "&#x2B;") in page or vintage.signature in page


def test_the_office_sees_which_journal_is_late_and_which_was_never_seen(world: World, visit: Visit) -> None:
    for origin, ago in (("midex/rs/asylum-office", 4), ("midex/al/border-police", 61)):
        at = (world.clock.now - timedelta(minutes=ago)).replace(microsecond=0)
        kept = Witnessed(origin=origin, size=1234, at=at, note="", cosignature="", seen_at=at)
        world.hub.checkpoints.keep(kept)
    key = EnrolledKey(
        key_id="k", participant="ME", public_key=bytes(32), enrolled_at=world.clock.now, institution="asylum-office"
    )
    world.hub.keys.enrol(key)
    page = visit("editor", world.hub).get("/office/").content.decode()
    section = page.split('<h2 id="journals-title">')[1].split("</section>")[0]
    rows = re.findall(r"<tr><th[^>]*>(.*?)<br>.*?<td>(?:<span[^>]*>)?([a-z ]+)", section)
    assert rows == [("Albania", "late"), ("Montenegro", "none seen yet"), ("Serbia", "in time")]


def test_one_person_twice_is_one_approval(world: World, visit: Visit) -> None:
    submit(world.node(), figures())
    editor = visit("editor", world.hub)
    place = propose(editor)
    for _ in range(2):
        assert approve(editor, place, world.hub) == 302
    assert world.hub.public.vintages(TABLE.id) == ()


def test_who_submitted_some_of_it_is_told_why_they_cannot_approve(world: World, visit: Visit) -> None:
    submit(world.node(), figures(), EDITOR)
    editor = visit("editor", world.hub)
    place = propose(editor)
    page = editor.get(place).content.decode()
    assert "You cannot approve this one" in page
    assert "/approve" not in page
    assert approve(editor, place, world.hub) == 409


def test_an_approval_is_of_the_figures_that_were_seen(world: World, visit: Visit) -> None:
    submit(world.node(), figures())
    editor = visit("editor", world.hub)
    place = propose(editor)
    assert approve(editor, place, world.hub, sha256="0" * 64) == 409
    assert world.hub.releases.all()[0].approved_by == ()


def test_without_submissions_or_news_there_is_nothing_to_propose(world: World, visit: Visit) -> None:
    editor = visit("editor", world.hub)
    answer = editor.post("/office/propose", {"table": TABLE.id})
    assert answer.status_code == 409
    assert "nothing has been submitted" in answer.content.decode().lower()
    assert editor.post("/office/propose", {"table": "NO_SUCH"}).status_code == 404


def test_the_download_is_the_very_form_that_is_hashed(world: World, visit: Visit) -> None:
    submit(world.node(), figures())
    editor = visit("editor", world.hub)
    answer = editor.get(f"{propose(editor)}/figures.csv")
    proposal = world.hub.releases.find(world.hub.releases.all()[0].number)
    assert proposal is not None
    assert answer.content == proposal.canonical
    assert read_release(TABLE, answer.content)


def test_the_overview_counts_reporters_and_names_what_waits(world: World, visit: Visit) -> None:
    submit(world.node("ME"), figures("ME"))
    submit(world.node("XK"), figures("XK"))
    editor = visit("editor", world.hub)
    propose(editor)
    page = editor.get("/office/").content.decode()
    assert "2/6" in page
    assert "0 of 2 approvals" in page
    assert "XK*" in page
