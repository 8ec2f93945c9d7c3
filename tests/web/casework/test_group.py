"""The page for people who come together: typed, looked over, changed, kept once; what is wrong is said at its cell."""

from __future__ import annotations

from typing import Any

import pytest

from tests.casework import CaseNode
from tests.web.casework.conftest import Visit
from tests.web.casework.test_pages import hidden, text

SAID = {"language": "fa", "interpreter": "on", "on": "2026-03-02", "arrived": "2026-02~", "came_from": "BG"}
PEOPLE = {
    "0-given_names": "Golnaz",
    "0-family_names": "Testović",
    "0-birth": "1988",
    "0-sex": "F",
    "0-citizenship": "AF",
    "0-accompanied": "adult",
    "0-own_given_names": "گلناز",
    "0-needs": ["SP", "SM"],
    "2-given_names": "Omid",
    "2-birth": "2011~",
    "2-sex": "M",
    "2-citizenship": "AF",
    "2-accompanied": "with-family",
    "2-relation": "child",
    "2-relative": "1",
}


def sent(client: Any, do: str, **changed: Any) -> Any:
    """The form as a browser sends it, with one empty row between."""
    key = hidden(client.get("/cases/new-group"), "key")
    return client.post("/cases/new-group", {"key": key, "people": "3", "do": do, **SAID, **PEOPLE, **changed})


def test_a_new_page_has_four_rows_and_today(visit: Visit) -> None:
    page = visit("officer").get("/cases/new-group").content.decode()
    assert 'name="3-given_names"' in page
    assert 'name="4-given_names"' not in page
    assert 'name="on" value="2026-03-02"' in page


def test_it_is_looked_over_before_it_is_kept(visit: Visit, case_node: CaseNode) -> None:
    shown = sent(visit("officer"), "look", **{"2-relative": ""}, **{"2-relation": ""})
    assert shown.status_code == 200
    said = text(shown)
    assert "Nothing is kept yet" in said
    assert "single parent or caregiver (SP), serious medical condition (SM)" in said
    assert "Register these 2 people" in said
    assert not list(case_node.ports.cases.all())
    changed = sent(visit("officer"), "change").content.decode()
    assert 'value="گلناز"' in changed
    assert not list(case_node.ports.cases.all())


def test_it_is_kept_and_a_reload_keeps_nothing_twice(visit: Visit, case_node: CaseNode) -> None:
    client = visit("officer")
    key = hidden(client.get("/cases/new-group"), "key")
    form = {"key": key, "people": "3", "do": "keep", **SAID, **PEOPLE}
    first, again = client.post("/cases/new-group", form), client.post("/cases/new-group", form)
    assert "2 people are registered" in text(first)
    assert text(first) == text(again)
    names = [row.name for row in case_node.ports.cases.all()]
    assert len(names) == 2
    assert all(name in text(first) for name in names)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"0-birth": "12 May"}, "Person 1, Date of birth"),
        ({"2-relative": "7"}, "Person 2, of person number"),
        ({"language": ""}, "Language: This must be filled in"),
        ({"0-citizenship": "AF<script>"}, "Person 1, Citizenship"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_stays_as_it_was_typed(
    visit: Visit, case_node: CaseNode, changed: dict[str, str], said: str
) -> None:
    answer = sent(visit("officer"), "keep", **changed)
    assert answer.status_code == 422
    assert said in text(answer).replace(" :", ":")
    assert 'value="گلناز"' in answer.content.decode()
    assert "<script>" not in answer.content.decode()
    assert not list(case_node.ports.cases.all())


def test_relatives_are_meant_by_the_numbers_that_stood_on_the_page(visit: Visit, case_node: CaseNode) -> None:
    last = {name.replace("2-", "3-"): value for name, value in PEOPLE.items() if name.startswith("2-")}
    said = text(sent(visit("officer"), "look", people="4", **{**last, "3-relative": "3"}))
    assert "Person 3" in said
    assert said.rpartition("of person number")[2].split()[0] == "2"
    nobody = sent(visit("officer"), "look", **{"2-relative": "2"})
    assert "Person 2, of person number" in text(nobody)


def test_one_more_row_and_never_more_than_a_bus(visit: Visit) -> None:
    assert 'name="3-given_names"' in sent(visit("officer"), "more").content.decode()
    full = visit("officer").get("/cases/new-group?people=99").content.decode()
    assert 'name="59-given_names"' in full
    assert 'name="60-given_names"' not in full


@pytest.mark.parametrize("who", ["guardian", "trafficking", "supervisor", "protector", "keeper"])
def test_others_have_no_such_page(visit: Visit, who: str) -> None:
    assert visit(who).get("/cases/new-group").status_code == 403
