"""A screening on the pages: opened of a registration, walked to a child's interview, guardianship and needs."""

from __future__ import annotations

import re
from typing import Any

import pytest

from midex.services.casework.ports import Wanted
from tests.casework import SCREENING, CaseNode
from tests.services.casework.test_guardianship import guarded
from tests.web.casework.conftest import Visit, post
from tests.web.casework.test_pages import send, text

FORM = {**SCREENING, "agrees": "on"}


def test_a_registration_offers_a_screening_and_the_two_name_each_other(visit: Visit, case_node: CaseNode) -> None:
    first = case_node.registered()
    page = visit("caseworker").get(f"/cases/{first}")
    address = f"/cases/{first}/new/open-screening"
    assert address in page.content.decode()
    kept = send(visit("caseworker"), address, FORM)
    assert kept.status_code == 302
    name = kept["Location"].rpartition("/")[2]
    assert name != first
    shown = visit("caseworker").get(f"/cases/{name}")
    assert shown.status_code == 200
    assert "Protection screening" in text(shown)
    assert f'href="/cases/{first}"' in shown.content.decode()
    assert "open-screening" not in shown.content.decode()
    assert f'href="/cases/{name}"' in visit("caseworker").get(f"/cases/{first}").content.decode()


def test_the_needs_that_were_noted_at_registration_stand_in_the_form_that_opens_it(
    visit: Visit, case_node: CaseNode
) -> None:
    first = case_node.registered()
    case_node.take("note-needs", {"needs": ["SM", "DS"]}, name=first)
    address = f"/cases/{first}/new/open-screening"
    form = visit("caseworker").get(address).content.decode()
    ticked = re.findall(r'name="needs" value="(\w+)"[^>]* checked', form)
    assert sorted(ticked) == ["DS", "SM"]
    name = send(visit("caseworker"), address, {**FORM, "needs": ["SM"]})["Location"].rpartition("/")[2]
    assert "Needs not answered Serious medical condition (SM)" in text(visit("caseworker").get(f"/cases/{name}"))


@pytest.mark.parametrize("who", ["officer", "supervisor"])
def test_whoever_opens_none_is_told_so_and_is_not_offered_it(visit: Visit, case_node: CaseNode, who: str) -> None:
    first = case_node.registered()
    assert "open-screening" not in visit(who).get(f"/cases/{first}").content.decode()
    barred = visit(who).get(f"/cases/{first}/new/open-screening")
    assert barred.status_code == 409
    assert "This step cannot be taken now" in text(barred)


def test_no_such_case_and_no_such_step_read_alike_whatever_there_is(visit: Visit, case_node: CaseNode) -> None:
    first = case_node.registered()
    for name in (first, "2026-9999999"):
        assert visit("caseworker-south").get(f"/cases/{name}/new/open-screening").status_code == 404
    assert visit("caseworker").get(f"/cases/{first}/new/open").status_code == 404
    assert visit("caseworker").get("/cases/new/open-screening").status_code == 404


def test_a_wrong_form_keeps_what_was_typed_and_opens_nothing(visit: Visit, case_node: CaseNode) -> None:
    first = case_node.registered()
    answer = send(visit("caseworker"), f"/cases/{first}/new/open-screening", {**FORM, "on": "yesterday"})
    assert answer.status_code == 422
    assert "yesterday" in answer.content.decode()
    assert case_node.ports.cases.judged("2026-0000002") is None


def test_a_childs_interview_waits_for_the_guardian_and_the_notice(visit: Visit, case_node: CaseNode) -> None:
    first = case_node.registered(accompanied="alone")
    kept = send(visit("guardian"), f"/cases/{first}/new/open-screening", FORM)
    name = kept["Location"].rpartition("/")[2]

    def taken(step: str, fields: dict[str, Any], who: str = "guardian") -> None:
        assert send(visit(who), f"/cases/{name}/steps/{step}", fields).status_code == 302, step

    def barred() -> str:
        answer = visit("guardian").get(f"/cases/{name}/steps/interview")
        assert answer.status_code == 409
        return text(answer)

    assert "a child alone has no guardian yet" in barred().lower()
    taken("begin-best-interests", {"best_interests_for": "alone", "on": "2026-03-02"})
    form = visit("guardian").get(f"/cases/{name}/steps/appoint-guardian").content.decode()
    assert 'value="guardian-south"' in form
    assert 'value="caseworker"' not in form
    taken("appoint-guardian", {"guardian": "guardian", "first_visit_on": "2026-03-09"})
    assert "not told of the interview" in barred()
    taken("assign-screening", {"account": "caseworker"})
    taken("notify-guardian", {"interview_on": "2026-03-02"}, "caseworker")
    taken("interview", {"on": "2026-03-02", "language": "fa", "needs": ["CR", "TR"], "observed": "sleeps badly"})
    assert "sleeps badly" in text(visit("guardian").get(f"/cases/{name}"))


def test_a_guardian_finds_the_children_and_nobody_else_the_page(visit: Visit, case_node: CaseNode) -> None:
    empty = visit("guardian").get("/guardianship")
    assert "as soon as you are appointed" in text(empty)
    name = guarded(case_node, "2026-03-01")
    page = visit("guardian").get("/guardianship")
    assert f'href="/cases/{name}"' in page.content.decode()
    assert "overdue" in text(page)
    assert 'href="/guardianship"' in page.content.decode()
    for who in ("officer", "caseworker", "trafficking", "supervisor", "protector", "keeper"):
        assert visit(who).get("/guardianship").status_code == 403
        assert 'href="/guardianship"' not in visit(who).get("/").content.decode()


def test_a_supervisor_sees_needs_and_gets_them_as_a_file(visit: Visit, case_node: CaseNode) -> None:
    for _ in range(6):
        case_node.take("note-need", {"need": "SM"}, "caseworker", case_node.screening(case_node.registered()))
    page = visit("supervisor").get("/needs")
    row = "Serious medical condition (SM) < 5 fewer than 5 5 < 5 fewer than 5 March 2026"
    assert row in text(page).replace("&lt;&nbsp;", "< ")
    file = visit("supervisor").get("/needs.csv")
    assert file["Content-Disposition"] == 'attachment; filename="midex-needs-2026-03-02.csv"'
    assert "SM,T,T,<5,5,<5,2026-03\r\n" in file.content.decode()
    assert "SM,child,T,<5,<5,<5,\r\n" in file.content.decode()
    assert "2026-00" not in page.content.decode()
    for who in ("officer", "caseworker", "guardian", "trafficking", "protector", "keeper"):
        assert visit(who).get("/needs").status_code == 403
        assert visit(who).get("/needs.csv").status_code == 403


def test_a_case_says_since_when_a_need_is_not_answered_to_who_reads_needs(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.screening(case_node.registered())
    case_node.take("note-need", {"need": "SM"}, "caseworker", name)
    said = "Needs not answered Serious medical condition (SM) since 2 March 2026"
    assert said in text(visit("caseworker").get(f"/cases/{name}"))
    shown = text(visit("supervisor").get(f"/cases/{name}"))
    assert "Protection screening" in shown
    assert "not answered" not in shown
    case_node.take("meet-need", {"need": "SM"}, "caseworker", name)
    assert "not answered" not in text(visit("caseworker").get(f"/cases/{name}"))


def test_a_program_opens_one_of_a_case_and_reads_both(visit: Visit, case_node: CaseNode) -> None:
    first, client = case_node.registered(), visit("caseworker")
    said = {"procedure": "protection", "step": "open-screening", "fields": SCREENING}
    assert post(client, "/api/cases", said).status_code == 409
    made = post(client, "/api/cases", {**said, "of": first})
    assert made.status_code == 201
    name = made.json()["case"]
    case = client.get(f"/api/cases/{first}").json()
    assert [one["case"] for one in case["others"]] == [name]
    assert [one["step"] for one in case["openings"]] == ["open-screening"]
    assert client.get(f"/api/cases/{name}").json()["procedure"] == "protection"
    other = post(visit("caseworker-south"), "/api/cases", {**said, "of": first})
    assert other.status_code == 404
    assert case_node.ports.cases.page(Wanted(procedure="protection"), _scope(case_node))[1] == 1


def _scope(case_node: CaseNode) -> Any:
    from midex.services.casework.account_for import scope_of

    return scope_of(case_node.actor("supervisor"), case_node.clock())
