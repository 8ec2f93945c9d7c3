"""Everybody reads at the hub which case node's journal is late, in a word."""

from __future__ import annotations

import html
import re
from datetime import timedelta

from django.test import Client, override_settings

from midex.services.ports import Witnessed
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE
from midex.web.public.journals import journals
from tests.world import World

LATE = re.compile(r"<tr><th[^>]*>(\w+).*?<td>(?:<span[^>]*>)?([\w ]+)")


def seen(world: World, origin: str, ago: timedelta) -> None:
    at = world.clock.now - ago
    world.hub.checkpoints.keep(
        Witnessed(origin=origin, size=1234, at=at, note="", cosignature="", seen_at=at.replace(microsecond=0))
    )


def rows(page: str) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in LATE.finditer(page)]


def test_the_page_says_in_a_word_which_is_late_and_is_not_kept(world: World) -> None:
    seen(world, "midex/rs/asylum-office", timedelta(minutes=4))
    seen(world, "midex/al/border-police", timedelta(hours=3))
    with override_settings(ROOT_URLCONF=journals(world.hub)):
        answer = Client().get("/journals")
        page = answer.content.decode()
        assert rows(page) == [("Albania", "late"), ("Serbia", "in time")]
        assert answer["Cache-Control"] == "no-cache"
        assert "style=" not in page
        assert "<script" not in page
        assert page.count("<h1") == 1
        assert KOSOVO_FOOTNOTE in html.unescape(page)
        world.clock.now += timedelta(hours=1)
        assert rows(Client().get("/journals").content.decode()) == [("Albania", "late"), ("Serbia", "late")]
        assert Client().post("/journals").status_code == 405


def test_without_any_case_node_it_says_so(world: World) -> None:
    with override_settings(ROOT_URLCONF=journals(world.hub)):
        page = Client().get("/journals").content.decode()
    assert "No case node has enrolled its key here." in page
    assert "<table" not in page
