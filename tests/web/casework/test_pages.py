"""The pages of a case node: each for the roles it is for, the same answer for what is not there, nothing kept twice."""

from __future__ import annotations

import csv
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from midex.kernel.journal import EntryKind
from midex.services.casework.ports import Wanted
from tests.casework import ACTORS, INFORMED, NORTH, REGISTERED, CaseNode
from tests.web.casework.conftest import Visit

CASEWORK = ("officer", "caseworker", "guardian", "trafficking", "supervisor")
WATCHERS = ("supervisor", "protector")
PAGES = {
    "/break-glass": CASEWORK,
    "/cases/new/open": CASEWORK,
    "/oversight": WATCHERS,
    "/oversight/notices": WATCHERS,
    "/oversight/alarms": WATCHERS,
    "/oversight/reads": WATCHERS,
    "/oversight/journal": (*WATCHERS, "keeper"),
    "/accounts": ("keeper",),
}
"""Who may open a page; written from the roles' meaning, not from the policy's table."""

NAMED = ("officer", "caseworker", "guardian", "trafficking", "supervisor", "protector", "keeper")
DANGER = "taken to hospital, allergies must be asked now"
SCRIPT = '<script>alert("x")</script>'


def text(answer: Any) -> str:
    """What a page says, as a reader sees it."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def hidden(answer: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, f"the page has no {name}"
    return found[1]


def same(answer: Any) -> tuple[int, str, dict[str, str]]:
    """An answer but for what is drawn anew each time."""
    body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode())
    headers = {name: value for name, value in answer.items() if name not in ("Expires", "Content-Length")}
    return answer.status_code, body, headers


def send(client: Client, address: str, fields: dict[str, Any], **said: Any) -> Any:
    """Open a form and send it as a browser would, with the attempt's name that stands in it."""
    shown = client.get(address)
    assert shown.status_code == 200, text(shown)
    kept = {"key": hidden(shown, "key")}
    if 'name="based_on"' in shown.content.decode():
        kept["based_on"] = hidden(shown, "based_on")
    sent = {**kept, **{name: "on" if value is True else value for name, value in fields.items()}, **said}
    return client.post(address, sent)


def steps(node: CaseNode, name: str) -> int:
    row = node.ports.cases.judged(name)
    assert row
    return len(node.ports.events.history(row.case))


def started(node: CaseNode, proposer: str = "supervisor") -> tuple[str, dict[str, Any]]:
    """A case whose erasure somebody proposed on the page."""
    name = node.registered()
    node.take("record-departure", {"why": "left", "on": "2026-03-02"}, name=name)
    node.ask("order-erasure", {"ground": "no-longer-needed"}, proposer, name)
    row = node.ports.cases.judged(name)
    assert row
    (waiting,) = node.ports.proposals.of_case(row.case)
    return name, {"id": waiting.id, "sha256": waiting.sha256}


@pytest.mark.parametrize("who", NAMED)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_its_roles_and_tells_the_others_so(
    visit: Visit, case_node: CaseNode, page: str, who: str
) -> None:
    answer = visit(who).get(page)
    if who not in PAGES[page]:
        assert answer.status_code == 403
        assert "Not with this account" in text(answer)
    elif page == "/cases/new/open" and who not in ("officer", "caseworker"):
        assert answer.status_code == 409
        assert "This step is not for the role" in text(answer)
    else:
        assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("page", ["/", "/cases/2026-0000001", *PAGES])
def test_a_stranger_is_sent_to_sign_in(visit: Visit, case_node: CaseNode, page: str) -> None:
    answer = visit().get(page)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize(
    ("who", "heading"), [*((who, "Cases") for who in CASEWORK), ("protector", "Oversight"), ("keeper", "Accounts")]
)
def test_everybody_has_a_first_page_of_their_own(visit: Visit, case_node: CaseNode, who: str, heading: str) -> None:
    answer = visit(who).get("/")
    assert answer.status_code == 200
    assert f"<h1>{heading}</h1>" in answer.content.decode()


def test_an_empty_list_says_what_would_stand_there(visit: Visit, case_node: CaseNode) -> None:
    officer, guardian = visit("officer").get("/"), visit("guardian").get("/")
    assert "Here stand the cases of your office" in text(officer)
    assert "Open a case" in text(officer)
    assert "Open a case" not in text(guardian)
    assert "Registration officers and caseworkers open them" in text(guardian)


def test_the_list_is_filtered_and_says_how_many_there_are(visit: Visit, case_node: CaseNode) -> None:
    first, second = case_node.opened(), case_node.registered()
    case_node.opened("officer-south")
    case_node.take("assign", {"account": "caseworker"}, "supervisor", second)
    client = visit("caseworker")

    def names(asked: str = "") -> set[str]:
        return set(re.findall(r'href="/cases/(\d{4}-\d{7})"', client.get(f"/?{asked}").content.decode()))

    assert names() == names("whose=office") == names("state=no-such-state&start=-1") == {first, second}
    assert names("state=informed") == {first}
    assert names("whose=mine") == {second}
    assert names(f"name={first}") == {first}
    assert names("overdue=1") == set()
    case_node.clock.move(days=10)
    assert names("overdue=1") == {first}
    assert "2 cases" in text(client.get("/"))
    assert "No case that this account sees fits" in text(client.get("/?name=1999"))


def test_a_long_list_has_pages_that_keep_the_filter(visit: Visit, case_node: CaseNode) -> None:
    for _ in range(27):
        case_node.opened()
    client = visit("officer")
    first = client.get("/?state=informed")
    assert "27 cases · 1 to 25 are shown" in text(first)
    onward = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
    assert onward
    second = client.get("/" + onward[1].replace("&amp;", "&"))
    assert "26 to 27 are shown" in text(second)
    assert "selected>told their rights" in second.content.decode()


def test_a_person_is_registered_on_the_pages(visit: Visit, case_node: CaseNode) -> None:
    officer = visit("officer")
    opened = send(officer, "/cases/new/open", INFORMED)
    assert opened.status_code == 302
    case = opened["Location"]
    assert "Kept: step 1" in text(officer.get(case))
    assert "Kept:" not in text(officer.get(case)), "what was just kept is told once"
    done = send(officer, f"{case}/steps/register", REGISTERED)
    assert (done.status_code, done["Location"]) == (302, case)
    said = text(officer.get(case))
    assert "Given names Golnaz" in said
    assert "Date of birth about April 1991" in said
    assert "Citizenship Afghanistan" in said
    assert "Account of a colleague whom this is about withheld from your role" in said
    assert "Directive 2013/32/EU, art. 6(1)" in said
    assert "The person is registered already" in said


@pytest.mark.parametrize("times", [2, 3])
def test_a_double_click_or_a_reload_is_the_same_step(visit: Visit, case_node: CaseNode, times: int) -> None:
    officer = visit("officer")
    sent = {**INFORMED, "interpreter": "on", "key": hidden(officer.get("/cases/new/open"), "key")}
    assert len({officer.post("/cases/new/open", sent)["Location"] for _ in range(times)}) == 1
    name = case_node.opened()
    address = f"/cases/{name}/steps/register"
    sent = {**REGISTERED, "key": hidden(officer.get(address), "key"), "based_on": "1"}
    assert {officer.post(address, sent)["Location"] for _ in range(times)} == {f"/cases/{name}"}
    assert steps(case_node, name) == 2


def test_an_error_stands_at_its_field_and_on_top_and_what_was_typed_stays(visit: Visit, case_node: CaseNode) -> None:
    name, officer = case_node.opened(), visit("officer")
    address = f"/cases/{name}/steps/register"
    key = hidden(officer.get(address), "key")
    typed = {"given_names": SCRIPT, "birth": "12 May", "sex": "F", "safe_contact": f"{SCRIPT}\ntwo lines", "key": key}
    answer = officer.post(address, typed)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert SCRIPT not in said
    assert said.count("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;") == 2
    assert 'value="12 May"' in said
    assert '<option value="F" selected>' in said
    assert '<a href="#id_birth">Date of birth</a>' in said
    assert 'aria-describedby="id_birth_hint id_birth_error"' in said
    assert hidden(answer, "key") == key, "an attempt that failed at a field goes on"
    assert steps(case_node, name) == 1
    assert officer.post(address, {**REGISTERED, "key": key, "based_on": "1"}).status_code == 302


def test_what_a_person_said_is_never_markup(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered(given_names=SCRIPT, safe_contact=f"{SCRIPT}\nthen")
    said = visit("caseworker").get(f"/cases/{name}").content.decode()
    assert SCRIPT not in said
    assert "&lt;script&gt;" in said
    south = visit("caseworker-south")
    assert south.post("/break-glass", {"name": name, "reason": f"{SCRIPT} {DANGER}"}).status_code == 302
    notices = visit("supervisor").get("/oversight/notices").content.decode()
    assert SCRIPT not in notices
    assert "&lt;script&gt;" in notices


def test_no_address_and_no_title_says_who_a_person_is(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    for who, page in [("caseworker", f"/cases/{name}"), ("supervisor", f"/oversight/reads?case={name}")]:
        said = visit(who).get(page).content.decode()
        named = [*re.findall(r'(?:href|action)="([^"]*)"', said), *re.findall(r"<title>(.*?)</title>", said)]
        assert not [one for one in named if "Golnaz" in one or "caseworker" in one]


def test_a_step_that_is_not_lawful_now_says_why_and_has_no_form(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    answer = visit("officer").get(f"/cases/{name}/steps/register")
    assert answer.status_code == 409
    assert "The person is registered already" in text(answer)
    assert "Keep this step" not in text(answer)
    sent = visit("officer").post(f"/cases/{name}/steps/register", {**REGISTERED, "key": uuid4().hex})
    assert sent.status_code == 409
    assert steps(case_node, name) == 2


def test_a_case_that_changed_meanwhile_is_looked_at_again_and_nothing_typed_is_lost(
    visit: Visit, case_node: CaseNode
) -> None:
    name, officer = case_node.registered(), visit("officer")
    address = f"/cases/{name}/steps/correct"
    shown = officer.get(address)
    case_node.take("hand-over-copy", {"language": "fa"}, name=name)
    typed = {"given_names": "Golnar", "reason": "misheard", "key": hidden(shown, "key")}
    answer = officer.post(address, {**typed, "based_on": hidden(shown, "based_on")})
    assert answer.status_code == 409
    assert "Somebody else took a step in this case meanwhile" in text(answer)
    assert 'value="Golnar"' in answer.content.decode()
    again = {**typed, "key": hidden(answer, "key"), "based_on": hidden(answer, "based_on")}
    assert officer.post(address, again).status_code == 302


def test_a_step_without_an_attempts_name_is_refused(visit: Visit, case_node: CaseNode) -> None:
    answer = visit("officer").post("/cases/new/open", {**INFORMED, "interpreter": "on", "key": ""})
    assert answer.status_code == 409
    assert "An attempt needs a name of its own" in text(answer)


def test_a_form_of_another_site_changes_nothing(visit: Visit, case_node: CaseNode) -> None:
    sent = {**INFORMED, "interpreter": "on", "key": uuid4().hex}
    assert visit("officer", csrf=True).post("/cases/new/open", sent).status_code == 403
    assert case_node.ports.cases.page(Wanted(), _scope(case_node))[1] == 0


OTHERS = ["officer", "officer-south", "guardian", "supervisor", "supervisor-south"]


def asked(client: Client, name: str) -> list[Any]:
    fields = {**REGISTERED, "key": uuid4().hex}
    glass = {"name": "2026-9999999", "reason": DANGER}
    return [
        client.get(f"/cases/{name}"),
        client.get(f"/cases/{name}/steps/correct"),
        client.post(f"/cases/{name}/steps/register", fields),
        client.post(f"/cases/{name}/steps/keep-closer", {"tier": "child", "reason": "x", "key": uuid4().hex}),
        client.get(f"/cases/{name}/steps/no-such-step"),
        client.get(f"/cases/{name}/steps/open"),
        client.post("/break-glass", {**glass, "name": name}),
    ]


@pytest.mark.parametrize("who", OTHERS)
def test_a_case_of_others_answers_like_one_that_is_not_there(visit: Visit, case_node: CaseNode, who: str) -> None:
    name = case_node.registered()
    case_node.take("keep-closer", {"tier": "trafficking", "reason": "exploited on the way"}, name=name)
    there, nowhere = asked(visit(who), name), asked(visit(who), "2026-9999999")
    for one, other in zip(there, nowhere, strict=True):
        assert one.status_code == 404
        status, body, headers = same(one)
        assert (status, body.replace(name, "2026-9999999"), headers) == same(other)
    for one in there[:-1]:  # the form of break-glass keeps what was typed
        assert name not in one.content.decode()


@pytest.mark.parametrize("name", ["%00", "2026-0000001%00", "%F0%9F%90%90", "x" * 5000])
def test_a_name_that_no_case_can_have_answers_like_one_that_is_not_there(
    visit: Visit, case_node: CaseNode, name: str
) -> None:
    case_node.opened()
    officer = visit("officer")
    nowhere = same(officer.get("/cases/2026-9999999"))
    assert [same(officer.get(f"/cases/{name}")), officer.get("/cases/x/y").status_code] == [nowhere, 404]


def test_a_wrong_field_tells_nothing_of_a_case_of_others(visit: Visit, case_node: CaseNode) -> None:
    name, south = case_node.opened(), visit("officer-south")
    said = {"key": uuid4().hex, "birth": "12 May"}
    there = south.post(f"/cases/{name}/steps/register", said)
    nowhere = south.post("/cases/2026-9999999/steps/register", said)
    assert there.status_code == 404
    assert same(there) == same(nowhere)


def test_an_address_that_is_none_has_the_nodes_own_page(visit: Visit, case_node: CaseNode) -> None:
    for client in (visit(), visit("officer")):
        answer = client.get("/tables/elsewhere")
        assert answer.status_code == 404
        assert "There is no page at this address" in text(answer)
        assert "/tables" not in answer.content.decode()


def test_opening_a_case_is_journaled_and_a_refusal_too(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    before = case_node.ports.reads.tries("officer", EntryKind.READ, case_node.clock.now)
    visit("officer").get(f"/cases/{name}")
    assert case_node.ports.reads.tries("officer", EntryKind.READ, case_node.clock.now) == before + 1
    visit("officer-south").get(f"/cases/{name}")
    assert case_node.ports.reads.tries("officer-south", EntryKind.REFUSAL, case_node.clock.now) == 1


def test_the_thirty_first_case_within_an_hour_says_why_it_is_not_shown(visit: Visit, case_node: CaseNode) -> None:
    names, officer = [case_node.opened() for _ in range(31)], visit("officer")
    statuses = [officer.get(f"/cases/{name}").status_code for name in names]
    assert statuses == [200] * 30 + [429]
    assert "as many as one account may" in text(officer.get(f"/cases/{names[-1]}"))
    assert "officer North open a case" in text(visit("supervisor").get("/oversight/alarms"))
    assert "There was no alarm" in text(visit("supervisor-south").get("/oversight/alarms"))


def test_who_registers_a_child_alone_is_told_that_others_take_over(visit: Visit, case_node: CaseNode) -> None:
    name, officer = case_node.opened(), visit("officer")
    done = send(officer, f"/cases/{name}/steps/register", {**REGISTERED, "accompanied": "alone"})
    after = officer.get(done["Location"])
    assert after.status_code == 200
    assert f"is recorded in the case {name}" in text(after)
    assert "this account does not see it any more" in text(after)
    assert "Golnaz" not in text(after)
    assert officer.get(done["Location"]).status_code == 404, "told once"
    assert visit("guardian").get(f"/cases/{name}").status_code == 200


def test_only_to_whom_the_register_says_a_page_names_whose_caseload_it_is(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("assign", {"account": "caseworker"}, "supervisor", name)
    assert "Caseload caseworker" in text(visit("supervisor").get(f"/cases/{name}"))
    assert "Caseload in yours" in text(visit("caseworker").get(f"/cases/{name}"))
    assert "Caseload not in yours" in text(visit("officer").get(f"/cases/{name}"))


def test_a_supervisor_puts_a_case_into_a_caseload_from_a_list_of_colleagues(visit: Visit, case_node: CaseNode) -> None:
    name, supervisor = case_node.registered(), visit("supervisor")
    offered = supervisor.get(f"/cases/{name}/steps/assign").content.decode()
    assert '<option value="caseworker">Caseworker (caseworker, north)</option>' in offered
    assert "protector" not in offered
    assert send(supervisor, f"/cases/{name}/steps/assign", {"account": "caseworker"}).status_code == 302
    assert "yours" in text(visit("caseworker").get("/"))


def test_an_erasure_is_proposed_seen_whole_and_approved_by_another(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("record-departure", {"why": "left", "on": "2026-03-02"}, name=name)
    supervisor, deputy = visit("supervisor"), visit("deputy")
    send(supervisor, f"/cases/{name}/steps/order-erasure", {"ground": "no-longer-needed"})
    own = text(supervisor.get(f"/cases/{name}"))
    assert "Proposed:" in own
    assert "whoever proposed it cannot" in own
    assert "Approve exactly this" not in own
    page = deputy.get(f"/cases/{name}")
    assert "Ground what was recorded is not needed any more" in text(page)
    address = re.search(r'action="(/proposals/[^"]+/approve)"', page.content.decode())
    assert address
    said = {"sha256": hidden(page, "sha256"), "case": name, "step": "order-erasure"}
    done = deputy.post(address[1], said)
    assert (done.status_code, done["Location"]) == (302, f"/cases/{name}")
    after = text(deputy.get(f"/cases/{name}"))
    assert "proposed by supervisor, approved by deputy" in after
    assert "Given names erased" in after
    assert deputy.post(address[1], said).status_code == 404


def test_who_proposed_cannot_approve_and_other_text_is_not_approved(visit: Visit, case_node: CaseNode) -> None:
    name, waiting = started(case_node)
    address = f"/proposals/{waiting['id']}/approve"
    own = visit("supervisor").post(address, {"sha256": waiting["sha256"], "case": name})
    assert own.status_code == 409
    assert "Another person must approve this" in text(own)
    other = visit("deputy").post(address, {"sha256": "0" * 64, "case": name})
    assert other.status_code == 409
    assert "What you approve is not what was proposed" in text(other)
    assert visit("supervisor-south").post(address, {"sha256": waiting["sha256"], "case": name}).status_code == 404
    assert steps(case_node, name) == 3


def test_a_proposal_is_withdrawn_on_the_page(visit: Visit, case_node: CaseNode) -> None:
    name, waiting = started(case_node)
    address = f"/proposals/{waiting['id']}/withdraw"
    assert visit("officer").post(address, {"case": name}).status_code == 404
    assert visit("deputy").post(address, {"case": name})["Location"] == f"/cases/{name}"
    assert "Waits for a second person" not in text(visit("deputy").get(f"/cases/{name}"))


def test_break_glass_shows_until_when_changes_nothing_and_is_noticed(visit: Visit, case_node: CaseNode) -> None:
    name, south = case_node.registered(), visit("caseworker-south")
    unsaid = south.post("/break-glass", {"name": name, "reason": "urgent"})
    assert unsaid.status_code == 422
    assert f'value="{name}"' in unsaid.content.decode()
    assert south.post("/break-glass", {"name": name, "reason": DANGER})["Location"] == f"/cases/{name}"
    shown = text(south.get(f"/cases/{name}"))
    assert "You see this case by break-glass" in shown
    assert "Until 2 March 2026, 10:00 UTC" in shown
    assert "Correct what was recorded" not in shown
    assert south.get(f"/cases/{name}/steps/correct").status_code == 409
    for who in ("supervisor", "protector"):
        notice = text(visit(who).get("/oversight/notices"))
        assert f"{name} · caseworker-south" in notice
        assert DANGER in notice
    assert "Nobody has broken the glass" in text(visit("supervisor-south").get("/oversight/notices"))
    case_node.clock.move(hours=1)
    assert south.get(f"/cases/{name}").status_code == 404


def test_the_sixth_break_glass_within_an_hour_is_refused(visit: Visit, case_node: CaseNode) -> None:
    south, said = visit("caseworker-south"), {"name": "2026-9999999", "reason": DANGER}
    assert [south.post("/break-glass", said).status_code for _ in range(6)] == [404] * 5 + [429]


def test_reads_are_searched_by_account_case_and_kind_without_an_account_in_the_address(
    visit: Visit, case_node: CaseNode
) -> None:
    name = case_node.registered()
    visit("caseworker").get(f"/cases/{name}")
    visit("officer").get(f"/cases/{name}")
    visit("officer").get("/cases/2026-9999999")
    supervisor = visit("supervisor")

    def found(**said: str) -> list[str]:
        page = supervisor.post("/oversight/reads", said).content.decode()
        return re.findall(r"<td>(officer|caseworker|supervisor) <span", page)

    assert found(case=name) == ["officer", "caseworker"]
    assert found(account=" Caseworker ") == ["caseworker"]
    assert found(account="officer", kind="refusal") == ["officer"]
    unknown = found(kind="no-such-kind")
    assert found() == ["supervisor", *unknown]
    assert found(account="nobody-here") == []
    link = f"/oversight/reads?case={name}"
    assert link in supervisor.get(f"/cases/{name}").content.decode()
    assert supervisor.get(link).status_code == 200
    assert "account=" not in supervisor.post("/oversight/reads", {"account": "officer"}).content.decode()
    assert visit("supervisor-south").get(link).status_code == 404
    assert link not in visit("officer").get(f"/cases/{name}").content.decode()


def test_the_record_of_reads_has_pages(visit: Visit, case_node: CaseNode) -> None:
    officer, supervisor = visit("officer"), visit("supervisor")
    for _ in range(101):
        officer.get("/")
    first = supervisor.post("/oversight/reads", {"account": "officer"})
    assert "Lines 1 to 100" in text(first)
    older = supervisor.post("/oversight/reads", {"account": "officer", "start": "100"})
    assert "Lines 101 to 101" in text(older)
    assert "Newer" in text(older)
    assert "Older" not in text(older)


def test_a_list_that_was_read_says_how_many_cases_it_named(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.opened()
    visit("officer").get(f"/cases/{name}")
    visit("caseworker").get("/")
    said = text(visit("supervisor").post("/oversight/reads", {"account": "caseworker"}))
    assert "2 cases" in said or f"{name} and 1 other" in said


def test_the_accounts_are_for_their_keeper_who_sees_no_case(visit: Visit, case_node: CaseNode) -> None:
    keeper = visit("keeper")
    said = text(keeper.get("/accounts"))
    assert all(actor.name in said for actor in ACTORS.values())
    assert "/cases/" not in keeper.get("/").content.decode()
    assert keeper.get(f"/cases/{case_node.registered()}").status_code == 403


def test_the_list_as_a_file_is_the_supervisors_and_no_larger_than_the_cap(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered()
    supervisor = visit("supervisor")
    file = supervisor.post("/cases/export", {"state": "registered"})
    rows = list(csv.DictReader(file.content.decode("utf-8-sig").splitlines()))
    assert [row["case"] for row in rows] == [name]
    assert "Golnaz" not in file.content.decode()
    assert file["Content-Disposition"] == 'attachment; filename="midex-cases-2026-03-02.csv"'
    assert visit("officer").post("/cases/export").status_code == 403
    assert supervisor.get("/cases/export").status_code == 405
    for _ in range(30):
        case_node.opened()
    wide = supervisor.post("/cases/export", {})
    assert wide.status_code == 409
    assert "31 cases fit, and a file holds at most 30" in text(wide)


def test_what_the_institution_accounts_for_is_public_and_says_nothing_of_today(
    visit: Visit, case_node: CaseNode
) -> None:
    name = case_node.registered()
    visit("officer").get(f"/cases/{name}")
    nobody = visit()
    assert nobody.get("/accountability.json").json()["months"] == []
    assert "A day stands here when it is over" in text(nobody.get("/accountability"))
    case_node.clock.move(days=1)
    said = nobody.get("/accountability.json").json()
    assert said["months"] == [
        {"month": "2026-03", "steps": 2, "reads": 1, "refusals": 0, "break_glass": 0, "is_over": False}
    ]
    assert nobody.get("/accountability.csv").content.decode("utf-8-sig").splitlines() == [
        "month,steps,reads,refusals,break_glass,is_over",
        "2026-03,2,1,0,0,no",
    ]
    page = nobody.get("/accountability")
    assert "March 2026 (not over) 2 1 0 0" in text(page)
    for shown in (page.content.decode(), json.dumps(said)):
        assert not any(word in shown for word in (name, "Golnaz", "officer", NORTH))
    assert not nobody.cookies
    assert "/accountability" in nobody.get("/sign-in").content.decode()


def test_a_late_checkpoint_is_an_alarm_in_public_and_for_those_who_watch(visit: Visit, case_node: CaseNode) -> None:
    late = "A checkpoint of the journal is late"
    assert late not in text(visit().get("/accountability"))
    case_node.registered()
    assert late in text(visit().get("/accountability"))
    assert visit().get("/accountability.json").json()["journal"]["is_late"] is True
    for who, page in [("supervisor", "/"), ("supervisor", "/oversight/reads"), ("protector", "/"), ("keeper", "/")]:
        assert late in text(visit(who).get(page)), (who, page)
    assert late not in text(visit("officer").get("/"))


def test_a_lateness_that_was_noted_is_said_in_words(visit: Visit, case_node: CaseNode) -> None:
    from midex.services.casework.note_lateness import LATE, note_lateness
    from tests.casework import journal_ports

    case_node.registered()
    assert note_lateness(case_node.ports, journal_ports(case_node))
    shown = text(visit("protector").get("/oversight/alarms"))
    assert "a checkpoint of the journal is late" in shown
    assert LATE not in shown


def test_what_others_verify_with_is_published(visit: Visit, case_node: CaseNode) -> None:
    from midex.services.journal.checkpoint_journal import checkpoint_journal
    from tests.casework import journal_ports

    case_node.registered()
    checkpoint_journal(journal_ports(case_node))
    said = visit().get("/accountability.json").json()["journal"]
    assert said["checkpoint"].startswith("midex.test/rs/asylum\n2\n")
    assert said["key"].startswith("midex.test/rs/asylum+")
    assert said["signed_size"] == 2
    assert said["is_late"] is False
    page = text(visit().get("/accountability"))
    assert said["key"] in page
    assert "midex-verify FOLDER --key" in page


def test_a_node_of_generated_people_says_so_on_every_page(visit: Visit, case_node: CaseNode) -> None:
    from functools import partial

    from midex.services.journal.state import journal_state
    from midex.web.casework.urls import case_urls
    from tests.casework import journal_ports
    from tests.entrance import entrance

    clients = {who: visit(who) for who in ("", "officer", "supervisor", "keeper")}
    pages = [("", "/sign-in"), ("", "/accountability"), ("", "/nowhere"), ("officer", "/"), ("officer", "/account")]
    pages += [("officer", "/accounts"), ("officer", "/cases/2026-9999999"), ("supervisor", "/oversight/journal")]
    said = "All people here are generated"
    assert not [page for who, page in pages if said in text(clients[who].get(page))]
    state = partial(journal_state, journal_ports(case_node))
    with override_settings(ROOT_URLCONF=tuple(case_urls(case_node.ports, entrance(), state, generated=True))):
        assert [page for who, page in pages if said not in text(clients[who].get(page))] == []


def test_every_address_has_a_name_and_ends_at_the_nodes_own_page(case_node: CaseNode) -> None:
    from functools import partial

    from midex.services.journal.state import journal_state
    from midex.web.casework.urls import case_urls
    from tests.casework import journal_ports
    from tests.entrance import entrance

    names = [
        one.name for one in case_urls(case_node.ports, entrance(), partial(journal_state, journal_ports(case_node)))
    ]
    assert all(names)
    assert len(set(names)) == len(names)
    assert names[-1] == "no-page"


def _scope(node: CaseNode) -> Any:
    from midex.services.casework.account_for import scope_of

    return scope_of(ACTORS["officer"], node.clock.now)
