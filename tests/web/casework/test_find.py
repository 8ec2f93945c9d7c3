"""The search for a person on its page and for programs: why each is found, never a name, nothing in an address."""

from __future__ import annotations

import pytest

from midex.kernel.journal import EntryKind
from midex.policy import caps
from tests.casework import CaseNode
from tests.web.casework.conftest import Visit, post
from tests.web.casework.test_pages import text

KARIMI = {"given_names": "گلناز", "family_names": "کریمی", "birth": "1991"}


def test_a_person_is_found_with_the_reasons_in_words(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered(**KARIMI)
    case_node.registered("officer-south", **KARIMI)
    officer = visit("officer")
    assert "Find a person" in text(officer.get("/"))
    answer = officer.post("/cases/find", {"text": "Karimi Golnaz 1991"})
    said = text(answer)
    assert answer.status_code == 200
    assert "1 case fits" in said
    assert f'href="/cases/{name}"' in answer.content.decode()
    assert "a name that is written or sounds alike, the same year of birth" in said
    assert "کریمی" not in said
    assert "no-store" in answer["Cache-Control"]
    assert case_node.ports.reads.search(count=1)[0].kind is EntryKind.READ


def test_what_is_typed_stays_on_the_page_and_is_escaped(visit: Visit, case_node: CaseNode) -> None:
    answer = visit("officer").post("/cases/find", {"text": '"><b>Nobody'})
    assert "Nobody fits" in text(answer)
    assert "<b>Nobody" not in answer.content.decode()
    assert 'value="&quot;&gt;&lt;b&gt;Nobody"' in answer.content.decode()


def test_an_address_with_a_text_finds_nobody(visit: Visit, case_node: CaseNode) -> None:
    case_node.registered(**KARIMI)
    answer = visit("officer").get("/cases/find?text=Karimi")
    assert "Karimi" not in answer.content.decode()
    assert case_node.ports.reads.search(count=1) == ()


def test_nothing_typed_is_told_at_the_field(visit: Visit, case_node: CaseNode) -> None:
    answer = visit("officer").post("/cases/find", {"text": " . "})
    assert answer.status_code == 422
    assert "Type a name, a birth year, the number of a document or of a case." in text(answer)
    said = post(visit("officer"), "/api/people/find", {"text": ""})
    assert (said.status_code, set(said.json()["wrong"])) == (422, {"text"})


def test_where_too_many_fit_one_is_asked_to_say_more(visit: Visit, case_node: CaseNode) -> None:
    for _ in range(11):
        case_node.registered(**KARIMI)
    answer = visit("officer").post("/cases/find", {"text": "Karimi"})
    assert "Say more: one more name, or a birth year." in text(answer)
    said = post(visit("officer"), "/api/people/find", {"text": "Karimi"}).json()
    assert (len(said["found"]), said["more"]) == (10, True)


def test_past_the_cap_nothing_is_shown(visit: Visit, case_node: CaseNode, monkeypatch: pytest.MonkeyPatch) -> None:
    name = case_node.registered(**KARIMI)
    monkeypatch.setattr(caps, "FOUND", 0)
    answers = [
        visit("officer").post("/cases/find", {"text": "Karimi"}),
        post(visit("officer"), "/api/people/find", {"text": "Karimi"}),
    ]
    assert [one.status_code for one in answers] == [429, 429]
    assert not any(name in one.content.decode() for one in answers)


def test_a_program_is_told_the_case_and_what_agrees(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered(**KARIMI)
    said = post(visit("officer"), "/api/people/find", {"text": "golnaz karimi"}).json()
    assert [(one["case"], [it["text"] for it in one["agrees"]]) for one in said["found"]] == [
        (name, ["a name that is written or sounds alike"])
    ]
    assert post(visit("officer-south"), "/api/people/find", {"text": name}).json() == {"found": [], "more": False}
