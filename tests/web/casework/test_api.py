"""The JSON interface: steps that are kept once, refusals in words, and nothing said of what is not for an account."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from midex.policy.scope import NOT_FOUND
from midex.procedures.catalogue import PROCEDURES
from midex.services.casework.take_step import CHANGED
from tests.casework import INFORMED, REGISTERED, CaseNode
from tests.web.casework.conftest import Visit, post

DEPARTED = {"why": "left", "on": "2026-03-02"}
ERASURE = {"ground": "no-longer-needed"}


def registering(name: str) -> str:
    return f"/api/cases/{name}/steps/register"


def test_a_person_is_registered_in_two_steps(visit: Visit, case_node: CaseNode) -> None:
    officer = visit("officer")
    opened = post(officer, "/api/cases", {"step": "open", "procedure": "registration", "fields": INFORMED})
    assert opened.status_code == 201, opened.content
    name = opened.json()["case"]
    assert opened.json() == {"case": "2026-0000001", "number": 1, "entry": 0}
    done = post(officer, registering(name), {"fields": REGISTERED, "based_on": 1})
    assert (done.status_code, done.json()["number"]) == (201, 2)
    case = officer.get(f"/api/cases/{name}").json()
    assert case["state"] == "registered"
    said = case["taken"][1]["fields"]
    assert (said["given_names"], said["birth"], said["sex"]) == ("Golnaz", "1991-04~", "F")
    assert case["taken"][1]["withheld"] == ["concerns_staff"]


def test_the_same_attempt_is_the_same_step(visit: Visit, case_node: CaseNode) -> None:
    officer, key = visit("officer"), uuid4().hex
    answers = [post(officer, "/api/cases", {"fields": INFORMED}, key=key).content for _ in range(3)]
    assert len(set(answers)) == 1
    name = json.loads(answers[0])["case"]
    again = [post(officer, registering(name), {"fields": REGISTERED}, key=key * 2) for _ in range(2)]
    assert [one.content for one in again] == [again[0].content] * 2
    assert officer.get(f"/api/cases/{name}").json()["steps"] == 2


def test_each_wrong_field_is_named_and_nothing_is_kept(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.opened()
    said = post(visit("officer"), registering(name), {"fields": {**REGISTERED, "sex": "Z", "citizenship": "EU28"}})
    assert said.status_code == 422
    assert said.json()["wrong"]["sex"]["details"] == {"codes": "M, F, OTH, UNK"}
    said = post(visit("officer"), registering(name), {"fields": {**REGISTERED, "citizenship": "EU28"}})
    assert set(said.json()["wrong"]) == {"citizenship"}
    assert "Golnaz" not in said.content.decode()
    assert len(case_node.ports.events.history(case_node.ports.cases.judged(name).case)) == 1  # type: ignore[union-attr]


def test_what_the_law_refuses_answers_409_with_the_reason(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    said = post(visit("officer"), registering(name), {"fields": REGISTERED})
    assert said.status_code == 409
    assert "registered already" in said.json()["refused"]["text"]


def test_two_officers_at_once_take_one_step(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    leave = f"/api/cases/{name}/steps/record-departure"
    said = post(visit("officer"), leave, {"fields": DEPARTED, "based_on": 1})
    assert (said.status_code, said.json()["refused"]["id"]) == (409, CHANGED)


BODIES = [b"[1]", b"{", b"\xff", b'{"fields": 3}', b'{"fields": {}, "based_on": "2"}', b'{"based_on": true}']
DEEP = [b'{"a":' * 20 + b"1" + b"}" * 20, b'{"a":' * 9_000 + b"1" + b"}" * 9_000]
LONG = [json.dumps({"fields": {"given_names": "x" * 70_000}}).encode()]


@pytest.mark.parametrize("body", [*BODIES, *DEEP, *LONG])
def test_what_is_no_request_is_a_fault_of_the_catalogue(visit: Visit, case_node: CaseNode, body: bytes) -> None:
    said = post(visit("officer"), registering("2026-0000001"), body)
    assert (said.status_code, said.json()["fault"]["code"]) == (400, "F320")


def test_an_attempt_without_a_name_is_refused(visit: Visit, case_node: CaseNode) -> None:
    said = visit("officer").post("/api/cases", json.dumps({"fields": INFORMED}), content_type="application/json")
    assert said.status_code == 400


def asked(client: Any, name: str) -> list[Any]:
    return [
        client.get(f"/api/cases/{name}"),
        post(client, registering(name), {"fields": REGISTERED}),
        post(client, f"/api/cases/{name}/steps/no-such-step", {"fields": {}}),
        post(client, f"/api/cases/{name}/break-glass", {"reason": "the person is in danger at this moment"}),
    ]


def headers(answer: Any) -> list[tuple[str, str]]:
    return [one for one in answer.items() if one[0] != "Expires"]  # the second in which it was asked


OTHERS = ["officer", "officer-south", "guardian", "supervisor-south", "protector", "keeper"]


@pytest.mark.parametrize("who", OTHERS)
def test_a_case_of_others_answers_like_one_that_is_not_there(visit: Visit, case_node: CaseNode, who: str) -> None:
    name = case_node.registered()
    case_node.take("keep-closer", {"tier": "trafficking", "reason": "exploited on the way"}, name=name)
    there, nowhere = asked(visit(who), name), asked(visit(who), "2026-9999999")
    for one, other in zip(there, nowhere, strict=True):
        assert one.status_code == other.status_code == 404
        assert one.content == other.content
        assert headers(one) == headers(other)
        assert one.json()["refused"]["id"] == NOT_FOUND


@pytest.mark.parametrize("who", ["protector", "keeper"])
def test_a_role_without_casework_finds_no_cases(visit: Visit, case_node: CaseNode, who: str) -> None:
    case_node.registered()
    client = visit(who)
    answers = [client.get("/api/cases"), post(client, "/api/cases", {"fields": INFORMED})]
    assert [(one.status_code, one.json()["refused"]["id"]) for one in answers] == [(404, NOT_FOUND)] * 2


def test_a_stranger_is_told_to_sign_in_whatever_is_asked(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    there, nowhere = asked(visit(), name), asked(visit(), "2026-9999999")
    assert {one.status_code for one in there + nowhere} == {401}
    assert {one.content for one in there + nowhere} == {there[0].content}


def test_a_request_from_another_site_changes_nothing(visit: Visit, case_node: CaseNode) -> None:
    officer = visit("officer", csrf=True)
    assert post(officer, "/api/cases", {"fields": INFORMED}).status_code == 403
    officer.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    said = post(officer, "/api/cases", {"fields": INFORMED}, **{"X-CSRFToken": "a" * 32})
    assert said.status_code == 201


def test_an_erasure_needs_two_persons_and_the_text_that_was_proposed(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("record-departure", DEPARTED, name=name)
    supervisor, deputy = visit("supervisor"), visit("deputy")
    proposed = post(supervisor, f"/api/cases/{name}/steps/order-erasure", {"fields": ERASURE})
    assert proposed.status_code == 202
    approve, content = f"/api/proposals/{proposed.json()['proposal']}/approve", {"sha256": proposed.json()["sha256"]}
    assert post(supervisor, approve, content).status_code == 409
    assert post(deputy, approve, {"sha256": "0" * 64}).status_code == 409
    assert post(visit("officer-south"), approve, content).status_code == 404
    assert post(deputy, approve, content).status_code == 201
    assert post(deputy, approve, content).status_code == 404
    case = deputy.get(f"/api/cases/{name}").json()
    assert (case["state"], case["taken"][3]["by"], case["taken"][3]["second"]) == ("erased", "supervisor", "deputy")
    assert case["taken"][1]["erased"] == ["given_names", "family_names", "birth"]


def test_a_proposal_is_withdrawn(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("keep-closer", {"tier": "protected", "reason": "threatened"}, name=name)
    steps = f"/api/cases/{name}/steps/keep-as-standard"
    proposed = post(visit("supervisor"), steps, {"fields": {"reason": "the threat is over"}})
    waiting = visit("deputy").get(f"/api/cases/{name}").json()["waiting"]
    assert [one["proposal"] for one in waiting] == [proposed.json()["proposal"]]
    assert waiting[0]["fields"] == {"reason": "the threat is over"}, "who approves reads what they approve"
    done = post(visit("deputy"), f"/api/proposals/{proposed.json()['proposal']}/withdraw")
    assert done.json()["case"] == name
    assert visit("deputy").get(f"/api/cases/{name}").json()["waiting"] == []


def test_break_glass_shows_a_case_for_an_hour_and_is_noticed(visit: Visit, case_node: CaseNode) -> None:
    name, why = case_node.registered(), "taken to hospital, allergies must be asked now"
    south = visit("caseworker-south")
    assert post(south, f"/api/cases/{name}/break-glass", {"reason": "urgent"}).status_code == 422
    assert south.get(f"/api/cases/{name}").status_code == 404
    assert post(south, f"/api/cases/{name}/break-glass", {"reason": why}).status_code == 201
    assert south.get(f"/api/cases/{name}").json()["break_glass"][0]["by"] == "caseworker-south"
    notices = visit("supervisor").get("/api/notices").json()["notices"]
    assert [(one["case"], one["reason"], one["is_running"]) for one in notices] == [(name, why, True)]
    assert visit("supervisor-south").get("/api/notices").json() == {"notices": [], "older": None}
    assert visit("caseworker").get("/api/notices").status_code == 404
    case_node.clock.move(hours=1)
    assert south.get(f"/api/cases/{name}").status_code == 404


def test_the_sixth_break_glass_within_an_hour_is_refused(visit: Visit, case_node: CaseNode) -> None:
    south, why = visit("caseworker-south"), {"reason": "the person is in danger at this moment"}
    statuses = [post(south, "/api/cases/2026-9999999/break-glass", why).status_code for _ in range(6)]
    assert statuses == [404] * 5 + [429]


def test_the_thirty_first_case_within_an_hour_is_not_opened(visit: Visit, case_node: CaseNode) -> None:
    names = [case_node.opened() for _ in range(31)]
    officer = visit("officer")
    assert [officer.get(f"/api/cases/{name}").status_code for name in names] == [200] * 30 + [429]


def test_lists_show_what_is_in_scope_by_state_caseload_and_due(visit: Visit, case_node: CaseNode) -> None:
    first, second = case_node.opened(), case_node.registered()
    case_node.opened("officer-south")
    case_node.take("assign", {"account": "caseworker"}, "supervisor", second)
    caseworker = visit("caseworker")

    def names(asked: str = "") -> list[str]:
        return [one["case"] for one in caseworker.get(f"/api/cases?{asked}").json()["cases"]]

    assert set(names()) == {first, second}
    assert names("state=informed") == [first]
    assert names("mine=1") == [second]
    assert names("overdue=1") == []
    case_node.clock.move(days=10)
    assert names("overdue=1") == [first]
    assert caseworker.get("/api/cases?start=1").json()["total"] == 2
    assert caseworker.get("/api/cases?start=x").status_code == 400


def test_who_read_a_case_is_found_by_its_supervisor(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    visit("caseworker").get(f"/api/cases/{name}")
    supervisor = visit("supervisor")
    reads = supervisor.get(f"/api/reads?name={name}").json()["reads"]
    said = [(one["by"], one["action"], one["cases"], one["other_cases"]) for one in reads]
    assert said == [("caseworker", "open-case", [name], 0)]
    assert post(supervisor, "/api/reads", {"identity": "caseworker"}).json()["reads"][0]["by"] == "caseworker"
    assert visit("supervisor-south").get(f"/api/reads?name={name}").status_code == 404
    assert visit("officer").get("/api/reads").status_code == 404


def test_the_description_names_every_step_with_its_fields(visit: Visit, case_node: CaseNode) -> None:
    said = visit().get("/api/openapi.json").json()
    assert said["openapi"] == "3.1.0"
    for procedure in PROCEDURES.values():
        for step in procedure.steps:
            schema = said["components"]["schemas"][f"{procedure.id}-{step.id}"]
            assert set(schema["properties"]) == {field.name for field in fields(step.records)}
            assert step.begins or f"/api/cases/{{name}}/steps/{step.id}" in said["paths"]
    register = said["components"]["schemas"]["registration-register"]
    assert register["required"] == ["given_names", "birth", "sex", "citizenship", "accompanied"]
    assert register["properties"]["sex"]["enum"] == ["M", "F", "OTH", "UNK"]


def test_every_address_of_the_description_is_answered_and_every_answer_is_described(
    visit: Visit, case_node: CaseNode
) -> None:
    said, officer = visit().get("/api/openapi.json").json(), visit("officer")
    for address, methods in said["paths"].items():
        for method, described in methods.items():
            place = address.format(name="2026-9999999", proposal="none")
            answer = officer.get(place) if method == "get" else post(officer, place, {})
            assert str(answer.status_code) in described["responses"], (method, address, answer.status_code)


def test_every_reference_in_the_description_leads_somewhere(visit: Visit, case_node: CaseNode) -> None:
    said = visit().get("/api/openapi.json")
    schemas = said.json()["components"]["schemas"]
    named = {part.split('"')[0] for part in said.content.decode().split("#/components/schemas/")[1:]}
    assert named <= set(schemas)
