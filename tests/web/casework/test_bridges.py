"""Taking over and handing over in the browser and by program: a look first, kept at the second press, refused alike."""

from __future__ import annotations

import io
import json
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.casework import CaseNode
from tests.formats.bridges.made_up import SECRETS, SUBMISSION, file_of, results_of
from tests.services.casework.test_import_records import ADULT, OTHER
from tests.web.casework.conftest import Visit, post

TOLD = {"language": "fa", "interpreter": "on", "on": "2026-03-02"}
PROTECTION = {"purpose": "protection", "to": "rs/asylum-office", "format": "primero"}


def sent(client: Client, content: bytes, format_: str = "primero", **said: Any) -> Any:
    file = SimpleUploadedFile("x.json", content, content_type="application/json")
    return client.post("/cases/take-over", {"file": file, "format": format_, "do": "look", **TOLD, **said})


def content_in(answer: HttpResponse) -> str:
    """The file as the page carries it on."""
    return unescape(answer.content.decode().partition('name="content" value="')[2].partition('">')[0])


def cases(node: CaseNode) -> int:
    return len(list(node.ports.cases.all()))


def test_a_file_is_looked_over_and_then_kept(visit: Visit, case_node: CaseNode) -> None:
    client = visit("officer")
    looked = sent(client, file_of({**ADULT, **SECRETS}))
    assert looked.status_code == 200
    page = looked.content.decode()
    assert "can be registered".capitalize() in page
    assert "favourite_colour" in page
    assert "biometrics_id" in page
    assert cases(case_node) == 0
    said = {**TOLD, "format": "primero", "content": content_in(looked), "do": "keep"}
    kept = client.post("/cases/take-over", said)
    (row,) = case_node.ports.cases.all()
    assert row.name in kept.content.decode()
    assert "canary" not in kept.content.decode()
    assert "Farhad" not in kept.content.decode()


def test_the_report_names_fields_and_never_what_stands_in_them(visit: Visit) -> None:
    looked = sent(visit("officer"), file_of({**ADULT, **SECRETS}))
    page, content = looked.content.decode(), "canary"
    before, _, after = page.partition('name="content" value="')
    shown = after.partition('">')[2]
    assert content not in before
    assert content not in shown
    assert "Farhad" not in before
    assert shown.count("Farhad") == 1
    assert '<bdi class="small">Farhad Samplepur 1980-03-04</bdi>' in shown, "to whoever sent it"


def test_who_may_be_known_already_stops_until_it_is_said(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered(given_names="Farhad", family_names="Samplepur", birth="1980-03-04", sex="M")
    client = visit("officer")
    looked = sent(client, file_of(ADULT, OTHER))
    assert f'href="/cases/{name}"' in looked.content.decode()
    assert f'name="others" value="1={name}"' in looked.content.decode()
    said = {**TOLD, "format": "primero", "content": content_in(looked)}
    assert "Register this person" in client.post("/cases/take-over", {**said, "others": "1"}).content.decode()
    again = client.post("/cases/take-over", {**said, "do": "look", "others": f"1={name}"})
    assert f'type="hidden" name="others" value="1={name}"' in again.content.decode()
    assert "Register these 2 people" in again.content.decode()
    client.post("/cases/take-over", {**said, "do": "keep", "others": f"1={name}"})
    assert cases(case_node) == 3
    assert [row.different for row in case_node.ports.cases.all() if row.different] == [{name}]


def test_whoever_looks_says_who_is_an_adult(visit: Visit, case_node: CaseNode) -> None:
    client = visit("officer")
    looked = sent(client, file_of(ADULT, OTHER))
    assert 'name="adults" value="2">' in looked.content.decode()
    said = {**TOLD, "format": "primero", "content": content_in(looked), "adults": "2"}
    again = client.post("/cases/take-over", {**said, "do": "look"})
    assert 'name="adults" value="2" checked>' in again.content.decode()
    client.post("/cases/take-over", {**said, "do": "keep"})
    assert sorted(row.tier.value for row in case_node.ports.cases.all()) == ["child", "standard"]


def test_a_family_from_the_field_is_kept(visit: Visit, case_node: CaseNode) -> None:
    assert sent(visit("caseworker"), results_of(SUBMISSION), "kobo", do="keep", language="", on="").status_code == 200
    assert cases(case_node) == 2


@pytest.mark.parametrize(
    ("content", "format_", "word"),
    [
        (b"", "primero", "choose a file"),
        (b"{", "primero", "not JSON"),
        (file_of(ADULT), "xml", "choose what the file is"),
        (b"[" * 50_000, "kobo", "too deep"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_on_its_page(visit: Visit, content: bytes, format_: str, word: str) -> None:
    answer = sent(visit("officer"), content, format_)
    assert answer.status_code == 422
    assert word.lower() in answer.content.decode().lower()


def test_the_form_for_the_field_is_a_workbook(visit: Visit) -> None:
    answer: HttpResponse = visit("officer").get("/cases/registration-form.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == ["survey", "choices", "settings"]
    assert visit("guardian").get("/cases/registration-form.xlsx").status_code == 403


def test_a_case_is_handed_over_after_a_look(visit: Visit, case_node: CaseNode) -> None:
    name, client = case_node.registered(), visit("caseworker")
    assert f'action="/cases/{name}/hand-over"' in client.get(f"/cases/{name}").content.decode()
    looked = client.post(f"/cases/{name}/hand-over", {**PROTECTION, "do": "look"})
    assert looked.status_code == 200
    assert "Golnaz" not in looked.content.decode()
    assert "Safe contact" in looked.content.decode()
    file = client.post(f"/cases/{name}/hand-over", {**PROTECTION, "do": "hand-over"})
    assert file["Content-Disposition"].startswith('attachment; filename="hand-over-')
    assert json.loads(file.content)["data"]["name_first"] == "Golnaz"
    assert "safe_contact" not in file.content.decode()
    assert case_node.ports.reads.search(count=1)[0].action == "hand-over"


def test_nobody_goes_whose_case_was_not_looked_over(visit: Visit, case_node: CaseNode) -> None:
    name, son = case_node.registered(), case_node.registered(given_names="Omid", accompanied="with-family")
    case_node.take("relate", {"relation": "parent", "to": son}, "caseworker", name)
    client, said = visit("caseworker"), {**PROTECTION, "family": "on", "do": "hand-over"}
    assert 'name="family"' not in client.get(f"/cases/{name}").content.decode()
    assert "Omid" not in client.post(f"/cases/{name}/hand-over", said).content.decode()
    by_program = post(client, f"/api/cases/{name}/hand-over", {**PROTECTION, "family": True})
    assert len(by_program.json()["cases"]) == 1


@pytest.mark.parametrize(
    ("who", "said", "status"),
    [
        ("officer", {}, 403),
        ("caseworker-south", {}, 404),
        ("caseworker", {"purpose": ""}, 409),
        ("caseworker", {"to": "unhcr"}, 409),
        ("caseworker", {"to": "rs/border-police"}, 409),
    ],
)
@pytest.mark.parametrize("do", ["look", "hand-over"])
def test_nothing_goes_otherwise(
    visit: Visit, case_node: CaseNode, who: str, said: dict[str, str], status: int, do: str
) -> None:
    name = case_node.registered()
    answer = visit(who).post(f"/cases/{name}/hand-over", {**PROTECTION, **said, "do": do})
    assert answer.status_code == status
    assert "Golnaz" not in answer.content.decode()


def test_the_form_stands_only_with_roles_that_may_hand_over(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    assert "hand-over" not in visit("officer").get(f"/cases/{name}").content.decode().replace(
        "steps/hand-over-copy", ""
    )


def test_a_program_looks_over_keeps_and_hands_over(visit: Visit, case_node: CaseNode) -> None:
    client = visit("caseworker")
    body = {"format": "primero", "file": {"data": [ADULT]}, "told": {"language": "fa", "on": "2026-03-02"}}
    looked = post(client, "/api/take-over", body)
    assert (looked.status_code, looked.json()["records"][0]["outcome"]) == (200, "ready")
    kept = post(client, "/api/take-over", {**body, "keep": True})
    assert (kept.status_code, kept.json()["records"][0]["outcome"]) == (201, "kept")
    name = case_node.registered(family_names="Samplepur")
    gone = post(client, f"/api/cases/{name}/hand-over", {**PROTECTION})
    assert gone.status_code == 201
    assert gone.json()["file"]["data"]["name_last"] == "Samplepur"
    assert gone.json()["cases"][0]["case"] == name
    missing = post(client, "/api/cases/2026-9999999/hand-over", {**PROTECTION})
    assert missing.status_code == 404


def test_a_program_names_the_cases_that_a_human_told_apart(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered(given_names="Farhad", family_names="Samplepur", birth="1980-03-04", sex="M")
    body = {"format": "primero", "file": {"data": [ADULT]}, "told": {"language": "fa", "on": "2026-03-02"}}
    client, said = visit("officer"), ([1], {"1": []}, {"2": [name]}, {"1": [name]})
    answers = [post(client, "/api/take-over", {**body, "keep": True, "others": one}).json() for one in said]
    assert [one["records"][0]["outcome"] for one in answers] == [*["possible-duplicate"] * 3, "kept"]
    assert [row.different for row in case_node.ports.cases.all() if row.different] == [{name}]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"format": "primero", "file": {"data": [{"case_id": "a"}]}, "others": {"1": "2026-0000001"}},
        {"format": "primero", "file": {"data": [{"case_id": "a"}]}, "others": {"1": ["12"]}},
        {"format": "primero", "file": {"data": [{"case_id": "a"}]}, "others": {"0": []}},
        {"format": "primero", "file": {"data": [{"case_id": "a"}]}, "others": {"1": ["2026-0000001"] * 51}},
        {"format": "xml", "file": {}},
        {"format": "primero", "file": []},
        {"format": "primero", "file": {}},
        {"format": "primero", "file": {"data": [{"case_id": "a"}]}, "others": ["1"]},
        {"format": "primero", "file": {"data": [{"case_id": "a"}]}, "adults": [True]},
        {"format": "primero", "file": {"data": [{"case_id": "a"}]}, "keep": "yes"},
        {"format": "primero", "file": {"data": [{"case_id": "a"}]}, "told": {"interpreter": 1}},
        {"format": "primero", "file": {"data": [[]]}},
    ],
)
def test_a_body_that_is_none_is_a_fault(visit: Visit, body: dict[str, Any]) -> None:
    answer = post(visit("officer"), "/api/take-over", body)
    assert answer.status_code == 400
    assert answer.json()["fault"]["code"] in ("F320", "F340")


def test_half_a_letter_breaks_nothing(visit: Visit) -> None:
    broken = b'{"format": "kobo", "file": {"_uuid": "\\ud800", "\\ud800": "\\ud800"}}'
    answer = post(visit("officer"), "/api/take-over", broken)
    assert (answer.status_code, answer.json()["records"][0]["outcome"]) == (200, "wrong")
