"""Queues on the first page and the supervisor's office: counts are their lists, and figures name nobody."""

from __future__ import annotations

import re

import pytest

from midex.kernel.journal import EntryKind
from midex.policy.actions import Action
from tests.casework import CaseNode
from tests.web.casework.conftest import Visit
from tests.web.casework.test_pages import text

NAMED = re.compile(r"2026-\d{7}")


def assigned(node: CaseNode, who: str = "caseworker") -> str:
    """A case in somebody's caseload."""
    name = node.registered()
    node.take("assign", {"account": who}, "supervisor", name)
    return name


def proposed(node: CaseNode, who: str = "supervisor") -> str:
    """A case whose erasure somebody proposed."""
    name = node.registered()
    node.take("record-departure", {"why": "left", "on": "2026-03-02"}, "officer", name)
    node.ask("order-erasure", {"ground": "no-longer-needed"}, who, name)
    return name


def counts(page: str) -> dict[str, int]:
    return {code: int(count) for code, count in re.findall(r'<a href="\?queue=([a-z-]+)"[^>]*><b>(\d+)</b>', page)}


@pytest.mark.parametrize("who", ["officer", "caseworker", "supervisor", "deputy", "caseworker-south", "guardian"])
def test_each_queue_lists_as_many_cases_as_it_says(visit: Visit, case_node: CaseNode, who: str) -> None:
    for made in (assigned, assigned, proposed):
        made(case_node)
    client = visit(who)
    said = counts(client.get("/").content.decode())
    assert set(said) == {"mine", "office", "due-soon", "overdue", "awaiting", "proposed"}
    for queue, count in said.items():
        assert len(set(NAMED.findall(text(client.get(f"/?queue={queue}"))))) == count, queue
        assert client.get(f"/api/cases?queue={queue}").json()["total"] == count
    assert client.get("/api/queues").json()["queues"] == said


def test_what_waits_for_a_second_person_is_in_the_queue_of_whoever_may_approve_it(
    visit: Visit, case_node: CaseNode
) -> None:
    name = proposed(case_node)
    waits = {who: counts(visit(who).get("/").content.decode()) for who in ("supervisor", "deputy", "officer")}
    assert (waits["supervisor"]["proposed"], waits["supervisor"]["awaiting"]) == (1, 0)
    assert (waits["deputy"]["proposed"], waits["deputy"]["awaiting"]) == (0, 1)
    assert (waits["officer"]["proposed"], waits["officer"]["awaiting"]) == (0, 0)
    page = text(visit("deputy").get("/?queue=awaiting"))
    assert name in page
    assert "Steps of colleagues that wait for your word: 1." in page


def test_the_reminders_are_counts_and_name_no_case(visit: Visit, case_node: CaseNode) -> None:
    from midex.services.casework.count_queues import remind

    name = case_node.opened()
    row = case_node.ports.cases.judged(name)
    assert row is not None
    assert row.due is not None
    case_node.clock.now = case_node.clock.now.replace(year=row.due.year, month=row.due.month, day=row.due.day)
    case_node.clock.move(days=1)

    def said(who: str) -> list[str]:
        return [str(one) for one in remind(case_node.actor(who), case_node.ports)]

    assert said("supervisor") == ["overdue in your office: 1"]
    assert said("caseworker") == said("supervisor-south") == said("keeper") == []
    case_node.take("assign", {"account": "caseworker"}, "supervisor", name)
    assert said("caseworker") == ["overdue in your caseload: 1"]  # being assigned puts nothing off


def test_a_supervisor_sees_the_office_in_figures_and_a_colleagues_caseload(visit: Visit, case_node: CaseNode) -> None:
    mine, south = assigned(case_node), case_node.registered("officer-south")
    supervisor = visit("supervisor")
    last = case_node.ports.journal.size()
    page = supervisor.get("/office")
    assert case_node.ports.journal.size() == last + 1
    assert not NAMED.search(text(page)), "figures only"
    assert "caseworker 1" in text(page)
    listed = supervisor.post("/office", {"account": "caseworker", "queue": "office"})
    assert mine in text(listed)
    assert south not in text(listed)
    (read,) = case_node.ports.reads.search(identity="supervisor", kind=EntryKind.READ.value, count=1)
    assert (read.action, len(read.cases)) == (Action.LIST_CASES.value, 1)
    nobody = text(supervisor.post("/office", {"account": "nobody-here", "queue": "no-such"}))
    assert "Nothing of this office is in it" in nobody
    assert "caseworker" not in supervisor.post("/office", {"account": "caseworker"}).request["PATH_INFO"]


def test_a_colleagues_caseload_in_another_office_stays_there(visit: Visit, case_node: CaseNode) -> None:
    name = case_node.registered("officer-south")
    case_node.take("assign", {"account": "caseworker"}, "supervisor-south", name)
    assert name not in text(visit("supervisor").post("/office", {"account": "caseworker"}))


def test_what_is_due_stands_in_a_picture_and_in_a_table(visit: Visit, case_node: CaseNode) -> None:
    supervisor = visit("supervisor")
    assert 'class="chart' not in supervisor.get("/office").content.decode()
    case_node.opened()
    case_node.clock.move(days=40)
    page = supervisor.get("/office").content.decode()
    assert 'class="chart' in page
    assert "Overdue</th><td>1</td>" in page


@pytest.mark.parametrize("who", ["officer", "caseworker", "guardian", "trafficking", "protector", "keeper"])
def test_others_have_no_office_page_and_no_colleagues_list(visit: Visit, who: str) -> None:
    assert visit(who).get("/office").status_code == 403
    assert visit(who).post("/office", {"account": "caseworker"}).status_code == 403
