"""Who may be known already is shown before anybody is kept, two cases side by side, and what a human found stays."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from tests.casework import REGISTERED, CaseNode
from tests.web.casework.conftest import Visit, post
from tests.web.casework.test_group import PEOPLE, SAID
from tests.web.casework.test_pages import hidden, send, steps, text

KARIMI = {"given_names": "Golnaz", "family_names": "Karimi", "birth": "1991-04-30"}
IN_PERSIAN = {"given_names": "گلناز", "family_names": "کریمی", "birth": "1991"}
OWN_NAME = {name: IN_PERSIAN[name] for name in ("given_names", "family_names")}


def sent_again(client: Any, address: str, page: Any, **more: str) -> Any:
    """Send what a page holds, as its buttons would."""
    form = page.content.decode().split("<main", 1)[1]
    said: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        said.setdefault(name, []).append(value)
    return client.post(address, {**said, **more})


def test_somebody_who_is_likely_known_is_shown_before_anything_is_kept(visit: Visit, case_node: CaseNode) -> None:
    known, name, officer = case_node.registered(**IN_PERSIAN), case_node.opened(), visit("officer")
    address = f"/cases/{name}/steps/register"
    shown = send(officer, address, {**REGISTERED, **KARIMI})
    assert shown.status_code == 409
    assert "Is this one of these people?" in text(shown)
    assert f'href="/cases/{known}"' in shown.content.decode()
    assert "a name that is written or sounds alike" in text(shown)
    assert "کریمی" not in text(shown)
    assert steps(case_node, name) == 1
    changed = sent_again(officer, address, shown, do="change")
    assert changed.status_code == 200
    assert 'value="Karimi"' in changed.content.decode()
    assert steps(case_node, name) == 1
    done = sent_again(officer, address, shown)
    assert done.status_code == 302
    assert steps(case_node, name) == 3
    assert known not in text(officer.get(f"/cases/{name}/same"))
    assert "Nobody whom this account may see" in text(officer.get(f"/cases/{known}/same"))
    again = sent_again(officer, address, shown)
    assert (again.status_code, steps(case_node, name)) == (302, 3)


def test_only_those_who_were_shown_are_told_apart(visit: Visit, case_node: CaseNode) -> None:
    case_node.registered(**IN_PERSIAN)
    elsewhere, name, officer = case_node.registered("officer-south", **KARIMI), case_node.opened(), visit("officer")
    said = {**REGISTERED, **KARIMI, "key": uuid4().hex, "apart": [elsewhere, "2026-9999999"]}
    shown = officer.post(f"/cases/{name}/steps/register", said)
    assert shown.status_code == 409
    assert elsewhere not in shown.content.decode()
    assert steps(case_node, name) == 1


def test_a_child_alone_is_registered_although_the_case_leaves_the_sight_of_who_did(
    visit: Visit, case_node: CaseNode
) -> None:
    case_node.registered(**IN_PERSIAN)
    name, officer = case_node.opened(), visit("officer")
    address = f"/cases/{name}/steps/register"
    shown = send(officer, address, {**REGISTERED, **KARIMI, "accompanied": "alone"})
    assert sent_again(officer, address, shown).status_code == 302
    assert steps(case_node, name) == 2


def test_a_program_is_told_who_may_be_known_and_says_whom_a_human_told_apart(visit: Visit, case_node: CaseNode) -> None:
    known, name, officer = case_node.registered(**IN_PERSIAN), case_node.opened(), visit("officer")
    address, fields = f"/api/cases/{name}/steps/register", {**REGISTERED, **KARIMI}
    refused = post(officer, address, {"fields": fields})
    assert refused.status_code == 409
    assert [one["case"] for one in refused.json()["may_be_known"]] == [known]
    assert post(officer, address, {"fields": fields, "told_apart": "x"}).status_code == 400
    assert post(officer, address, {"fields": fields, "told_apart": ["2026-9999999"]}).status_code == 409
    assert post(officer, address, {"fields": fields, "told_apart": [known]}).status_code == 201
    row = case_node.ports.cases.judged(name)
    assert row
    assert row.different == {known}


def test_a_correction_is_kept_and_says_whom_to_compare(visit: Visit, case_node: CaseNode) -> None:
    known, name = case_node.registered(**KARIMI), case_node.registered(given_names="Teuta", family_names="Berisha")
    officer, said = visit("officer"), {**KARIMI, "reason": "the document says so"}
    form = text(officer.get(f"/cases/{name}/steps/correct"))
    assert "Recorded now: Berisha" in form
    assert send(officer, f"/cases/{name}/steps/correct", said).status_code == 302
    assert "Recorded now: Karimi" in text(officer.get(f"/cases/{name}/steps/correct"))
    page = officer.get(f"/cases/{name}")
    assert "This person may be registered twice" in text(page)
    assert f'href="/cases/{name}/compare/{known}"' in page.content.decode()
    assert "registered twice" not in text(officer.get(f"/cases/{name}"))
    added = post(officer, f"/api/cases/{name}/steps/add-name", {"fields": {"kind": "own-script", **OWN_NAME}})
    assert [one["case"] for one in added.json()["may_be_same"]] == [known]


def test_a_group_is_shown_who_of_it_may_be_known(visit: Visit, case_node: CaseNode) -> None:
    known = case_node.registered(given_names="گلناز", family_names="Testović", birth="1988")
    officer = visit("officer")
    key = hidden(officer.get("/cases/new-group"), "key")
    form = {"key": key, "people": "3", "do": "keep", **SAID, **PEOPLE}
    shown = officer.post("/cases/new-group", form)
    assert shown.status_code == 409
    assert "Person 1" in text(shown)
    assert "Person 2" not in text(shown)
    assert known in text(shown)
    assert len(list(case_node.ports.cases.all())) == 1
    done = sent_again(officer, "/cases/new-group", shown, do="keep")
    assert "2 people are registered" in text(done)
    rows = {row.name: row for row in case_node.ports.cases.all()}
    assert [row.different for row in rows.values() if row.different] == [{known}]
    assert len(rows) == 3


def test_two_cases_side_by_side_say_in_words_what_differs(visit: Visit, case_node: CaseNode) -> None:
    one, other = case_node.registered(**KARIMI), case_node.registered(**IN_PERSIAN)
    officer = visit("officer")
    assert f'href="/cases/{one}/same"' in officer.get(f"/cases/{one}").content.decode()
    assert f'href="/cases/{one}/compare/{other}"' in officer.get(f"/cases/{one}/same").content.decode()
    said = text(officer.get(f"/cases/{one}/compare/{other}"))
    assert "They agree in: a name that is written or sounds alike, the same year of birth" in said
    assert re.search("Family names differs Karimi کریمی", said)
    assert "Sex the same female female" in said
    assert "only by the legal aid office" not in said
    reads = case_node.ports.reads.search(count=2)
    assert {read.action for read in reads} == {"open-case"}


def test_what_was_found_is_noted_shown_and_taken_back(visit: Visit, case_node: CaseNode) -> None:
    one, other = case_node.registered(**KARIMI), case_node.registered(**IN_PERSIAN)
    officer, address = visit("officer"), f"/cases/{one}/compare/{other}"
    without = sent_again(officer, f"/cases/{one}/steps/link", officer.get(address), reason="")
    assert without.status_code == 422
    assert sent_again(officer, f"/cases/{one}/steps/tell-apart", officer.get(address)).status_code == 302
    assert other not in text(officer.get(f"/cases/{one}/same"))
    from_other = officer.get(f"/cases/{other}/compare/{one}")
    assert "Noted as somebody else" in text(from_other)
    assert "Somebody else" not in text(from_other)
    done = sent_again(officer, f"/cases/{one}/steps/take-back-comparison", from_other)
    assert done.status_code == 302
    assert other in text(officer.get(f"/cases/{one}/same"))
    linked = sent_again(officer, f"/cases/{one}/steps/link", officer.get(address), reason="the same passport")
    assert linked.status_code == 302
    assert "Noted as the same person" in text(officer.get(address))
    assert "noted as about the same person" in text(officer.get(f"/cases/{one}/same"))


def test_a_case_of_others_beside_ones_own_is_not_there(visit: Visit, case_node: CaseNode) -> None:
    one, elsewhere = case_node.registered(**KARIMI), case_node.registered("officer-south", **KARIMI)
    officer = visit("officer")
    before = case_node.ports.journal.size()
    answers = [officer.get(f"/cases/{one}/compare/{name}") for name in (elsewhere, "2026-9999999", one)]
    answers += [officer.get(f"/cases/{name}/compare/{one}") for name in (elsewhere, "2026-9999999")]
    answers += [officer.get(f"/cases/{name}/same") for name in (elsewhere, "2026-9999999")]
    assert {one.status_code for one in answers} == {404}
    kinds = {read.kind.value for read in case_node.ports.reads.between(before, 1 << 60)}
    assert kinds == {"refusal"}
