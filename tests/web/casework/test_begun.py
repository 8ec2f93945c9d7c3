"""A form that is kept before it is finished: by a button, by the script, gone on with, given up; and nothing lost."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from midex.policy import caps
from midex.services.casework.begun_forms import LONGEST, Begun, keep_form
from tests.casework import REGISTERED, CaseNode
from tests.web.casework.conftest import Visit
from tests.web.casework.test_group import PEOPLE, SAID, sent
from tests.web.casework.test_pages import hidden, text

INPUT = re.compile(r"<(input|textarea)([^>]*)>\s*([^<]*)", re.S)
CHOSEN = re.compile(r'<option value="([^"]*)" selected>')
SELECT = re.compile(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.S)


def stands_in(page: Any) -> dict[str, list[str]]:
    """What a browser would send of a page's form, hidden fields too."""
    html, found = page.content.decode(), {}
    for kind, attributes, inner in INPUT.findall(html):
        said = dict(re.findall(r'([a-z]+)="([^"]*)"', attributes))
        if said.get("type") == "checkbox" and " checked" not in attributes:
            continue
        value = inner.lstrip("\n") if kind == "textarea" else said.get("value", "on")
        if value and "name" in said:
            found.setdefault(said["name"], []).append(unescape(value))
    for name, options in SELECT.findall(html):
        chosen = [one for one in CHOSEN.findall(options) if one]
        if chosen:
            found.setdefault(name, []).extend(chosen)
    return found


def typed_in(said: dict[str, Any]) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in said.items() if value}


def test_look_and_go_back_and_look_lose_nothing(visit: Visit) -> None:
    """The undo before anything is kept."""
    client = visit("officer")
    people = {**PEOPLE, "copy-family_names": "on", "0-document": "passport", "0-document_number": "P 12/34"}
    people["0-issued_by"] = "AF"
    people = {name.replace("2-", "1-"): value for name, value in people.items()}
    looked = sent(client, "look", people="2", **{name: "" for name in PEOPLE if name.startswith("2-")}, **people)
    assert looked.status_code == 200
    expected = {**typed_in(SAID), **typed_in(people), "1-family_names": ["Testović"]}

    def without_names(page: Any) -> dict[str, list[str]]:
        aside = ("csrfmiddlewaretoken", "key", "people")
        return {name: sorted(values) for name, values in stands_in(page).items() if name not in aside}

    wanted = {name: sorted(values) for name, values in expected.items()}
    assert without_names(looked) == wanted
    key = hidden(looked, "key")
    changed = client.post("/cases/new-group", {**stands_in(looked), "do": "change"})
    assert without_names(changed) == wanted
    assert hidden(changed, "key") == key, "the same attempt still"
    again = client.post("/cases/new-group", {**stands_in(changed), "do": "look"})
    assert without_names(again) == wanted


def test_copied_down_only_where_it_is_asked_for(visit: Visit) -> None:
    plain = stands_in(sent(visit("officer"), "look"))
    assert "1-family_names" not in plain
    asked = {"copy-family_names": "on", "copy-citizenship": "on", "2-citizenship": ""}
    copied = stands_in(sent(visit("officer"), "look", **asked))
    assert (copied["1-family_names"], copied["1-citizenship"]) == (["Testović"], ["AF"])
    own = stands_in(sent(visit("officer"), "look", **{**asked, "2-family_names": "Other", "2-citizenship": "SY"}))
    assert (own["1-family_names"], own["1-citizenship"]) == (["Other"], ["SY"])


@pytest.mark.parametrize("do", ["later", "draft"])
def test_a_group_is_gone_on_with_whole(visit: Visit, case_node: CaseNode, do: str) -> None:
    client = visit("officer")
    kept = sent(client, do, **{"copy-citizenship": "on"})
    assert (kept.status_code, kept.get("Location")) == ((302, "/") if do == "later" else (204, None))
    assert not list(case_node.ports.cases.all())
    assert "Begun and not finished" in text(client.get("/"))
    again = visit("officer")
    page = again.get("/cases/new-group")
    assert "You began this and did not finish" in text(page)
    assert "Golnaz" not in page.content.decode()
    resumed = stands_in(again.post("/cases/new-group", {"do": "resume"}))
    for name, values in typed_in({**SAID, **PEOPLE, "copy-citizenship": "on"}).items():
        assert sorted(resumed[name]) == sorted(values), name


def test_keeping_it_or_giving_it_up_ends_it(visit: Visit, case_node: CaseNode) -> None:
    client = visit("officer")
    sent(client, "draft")
    assert client.post("/cases/new-group", {"do": "discard"}).status_code == 302
    assert case_node.draft_keys.count() == 0
    sent(client, "draft")
    assert case_node.draft_keys.count() == 1
    assert "2 people are registered" in text(sent(client, "keep"))
    assert case_node.draft_keys.count() == 0
    assert "You began this" not in text(client.get("/cases/new-group"))


def test_what_ended_meanwhile_is_a_new_form(visit: Visit) -> None:
    assert visit("officer").post("/cases/new-group", {"do": "resume"})["Location"] == "/cases/new-group"


def test_a_step_of_a_case_is_gone_on_with_and_then_kept(visit: Visit, case_node: CaseNode) -> None:
    name, client = case_node.opened(), visit("officer")
    place = f"/cases/{name}/steps/register"
    form = {**REGISTERED, "key": hidden(client.get(place), "key"), "based_on": "1"}
    assert client.post(place, {**form, "do": "draft"}).status_code == 204
    assert "You began this" in text(client.get(place))
    assert "Golnaz" not in client.get(place).content.decode()
    resumed = client.post(place, {"do": "resume"})
    assert stands_in(resumed)["given_names"] == ["Golnaz"]
    assert hidden(resumed, "key") == form["key"]
    assert client.post(place, form).status_code == 302
    assert case_node.draft_keys.count() == 0
    late = client.post(place, {**form, "do": "draft"})
    assert late.status_code == 409
    assert case_node.draft_keys.count() == 0, "a request that comes late brings nothing back"


def test_opening_a_case_is_kept_for_later_too(visit: Visit) -> None:
    client = visit("officer")
    client.post("/cases/new/open", {"language": "fa", "do": "later"})
    assert stands_in(client.post("/cases/new/open", {"do": "resume"}))["language"] == ["fa"]


def test_another_account_sees_nothing_of_it(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.opened()
    visit("officer").post(f"/cases/{name}/steps/register", {**REGISTERED, "do": "draft"})
    other = visit("caseworker")
    assert "You began this" not in text(other.get(f"/cases/{name}/steps/register"))
    assert "Golnaz" not in other.post(f"/cases/{name}/steps/register", {"do": "resume"}).content.decode()
    south = visit("officer-south").post(f"/cases/{name}/steps/register", {**REGISTERED, "do": "draft"})
    assert south.status_code == 404
    assert len(case_node.ports.drafts.of_account("officer-south")) == 0


def test_too_much_is_said_and_not_kept(visit: Visit, case_node: CaseNode) -> None:
    answer = sent(visit("officer"), "draft", **{"0-given_names": "x" * LONGEST})
    assert answer.status_code == 409
    assert "too much" in answer.content.decode()
    assert case_node.draft_keys.count() == 0


def test_past_the_cap_of_lists_the_first_page_names_no_case_that_something_was_begun_in(
    visit: Visit, case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = case_node.registered()
    begun = keep_form("correct", name, {"reason": ["x"]}, case_node.actor("officer"), case_node.ports)
    assert isinstance(begun, Begun)
    client = visit("officer")
    nothing_else = "/?name=2031-"
    assert f", {name} " in client.get(nothing_else).content.decode()
    case_node.clock.move(minutes=61)
    monkeypatch.setattr(caps, "LISTED", 0)
    page = client.get(nothing_else).content.decode()
    assert name not in page
    assert "cases were listed in the last hour" in page
