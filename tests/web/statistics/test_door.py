"""Who may see what: every page behind sign-in, as nobody, with the wrong account, and with the right one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from django.urls import URLPattern, URLResolver

from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.services.propose_release import propose_release
from midex.web.account.urls import account_urls
from midex.web.statistics.urls import hub_urls, node_urls
from tests.entrance import entrance
from tests.web.statistics.conftest import PASSWORD, Visit
from tests.world import EDITOR, TABLE, World, figures, submit

STATEMENT = "0" * 64
AT_NODE = {
    "desk": 200,
    "upload": 200,
    "template/MIGR_EIORD/2025.xlsx": 200,
    "template/MIGR_EIORD/2025-03.xlsx": 404,
    "template/NOTHING/2025.xlsx": 404,
    f"submissions/{STATEMENT}": 404,
    f"submissions/{STATEMENT}/receipt.json": 404,
}
AT_NODE_BY_POST = ("send", "forget", f"submissions/{STATEMENT}/send-again")
AT_HUB = {"": 200, "releases": 200, "proposals/1": 200, "proposals/1/figures.csv": 200, "proposals/99": 404}
AT_HUB_BY_POST = ("propose", "proposals/1/approve")


def views(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield str(pattern.pattern), pattern.callback


def test_every_page_but_the_doors_is_kept_for_one_role(world: World) -> None:
    accounts = {place for place, _ in views(account_urls(entrance(), heading=Message(""), for_whom=""))}
    at_node = {place: getattr(view, "roles", None) for place, view in views(node_urls(world.node(), entrance()))}
    at_hub = {place: getattr(view, "roles", None) for place, view in views(hub_urls(world.hub, entrance()))}
    assert {place for place, roles in at_node.items() if roles != (Role.SUBMITTER,)} == {*accounts, ""}
    assert {place for place, roles in at_hub.items() if roles != (Role.APPROVER,)} == accounts


@pytest.mark.parametrize("place", [*AT_NODE, *AT_NODE_BY_POST])
def test_nobody_is_sent_to_sign_in_at_the_node(world: World, visit: Visit, place: str) -> None:
    client = visit("", world.node())
    answer = client.post(f"/{place}") if place in AT_NODE_BY_POST else client.get(f"/{place}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=/")


@pytest.mark.parametrize("place", [*AT_HUB, *AT_HUB_BY_POST])
def test_nobody_is_sent_to_sign_in_at_the_office(world: World, visit: Visit, place: str) -> None:
    client = visit("", world.hub)
    answer = client.post(f"/office/{place}") if place in AT_HUB_BY_POST else client.get(f"/office/{place}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/office/sign-in?next=/office/")


@pytest.mark.parametrize("place", [*AT_NODE, *AT_NODE_BY_POST])
def test_an_approver_has_no_desk(world: World, visit: Visit, place: str) -> None:
    client = visit("editor", world.node())
    answer = client.post(f"/{place}") if place in AT_NODE_BY_POST else client.get(f"/{place}")
    assert answer.status_code == 403
    assert "this needs the role submitter" in answer.content.decode()


@pytest.mark.parametrize("place", [*AT_HUB, *AT_HUB_BY_POST])
def test_a_submitter_has_no_office(world: World, visit: Visit, place: str) -> None:
    submit(world.node(), figures())
    propose_release(TABLE, EDITOR, world.hub)
    client = visit("stat", world.hub)
    answer = client.post(f"/office/{place}") if place in AT_HUB_BY_POST else client.get(f"/office/{place}")
    assert answer.status_code == 403


@pytest.mark.parametrize(("place", "status"), AT_NODE.items())
def test_a_statistician_may(world: World, visit: Visit, place: str, status: int) -> None:
    assert visit("stat", world.node()).get(f"/{place}").status_code == status


@pytest.mark.parametrize(("place", "status"), AT_HUB.items())
def test_an_approver_may(world: World, visit: Visit, place: str, status: int) -> None:
    submit(world.node(), figures())
    propose_release(TABLE, EDITOR, world.hub)
    assert visit("editor", world.hub).get(f"/office/{place}").status_code == status


@pytest.mark.parametrize("place", ["send", "forget", "upload"])
def test_a_form_from_elsewhere_does_nothing(world: World, visit: Visit, place: str) -> None:
    answer = visit("stat", world.node(), csrf=True).post(f"/{place}", {"figures": "x"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()


def test_signing_in_and_out(world: World, visit: Visit) -> None:
    client = visit("", world.node())
    wrong = client.post("/sign-in", {"username": "stat", "password": "wrong"})
    assert wrong.status_code == 200
    assert "the password is not right" in wrong.content.decode()
    right = client.post("/sign-in", {"username": "stat", "password": PASSWORD, "next": "/upload"})
    assert right["Location"] == "/upload"
    cookie = client.cookies["midex_hub"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/desk").status_code == 302


@pytest.mark.parametrize("spelt", ["Stat", " stat ", "ｓtat"])
def test_one_signs_in_however_the_name_is_spelt(world: World, visit: Visit, spelt: str) -> None:
    answer = visit("", world.node()).post("/sign-in", {"username": spelt, "password": PASSWORD})
    assert answer["Location"] == "/desk"


def test_one_is_not_sent_elsewhere_after_signing_in(world: World, visit: Visit) -> None:
    said = {"username": "stat", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert visit("", world.node()).post("/sign-in", said)["Location"] == "/desk"


def test_no_cache_keeps_what_an_account_saw(world: World, visit: Visit) -> None:
    answer = visit("stat", world.node()).get("/desk")
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_a_page_behind_sign_in_has_no_script_and_no_style_of_its_own(world: World, visit: Visit) -> None:
    page = visit("stat", world.node()).get("/upload").content.decode()
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", page)
    assert "UNSCR 1244" in page
