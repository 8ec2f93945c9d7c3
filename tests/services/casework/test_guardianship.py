"""A guardian's children and an office's needs: whose they are, in what order, journaled, and nothing sealed opened."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

import pytest

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.verdict import Refused
from midex.policy.actions import Action
from midex.policy.caps import LISTED, TOO_MANY_LISTED
from midex.policy.scope import NOT_FOUND
from midex.procedures.protection.case import Standing
from midex.procedures.protection.indicators import NeedsRow
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.count_needs import count_needs, needs_as_csv
from midex.services.casework.read_case import OpenedCase, read_case
from midex.services.casework.rebuild_cases import rebuilt
from midex.services.casework.see_guardianship import Guarded, see_guardianship
from tests.casework import CaseNode
from tests.services.casework.test_of_person import row_of
from tests.world import because

BEGUN = {"best_interests_for": "alone", "on": "2026-03-02"}


def guarded(node: CaseNode, visit_on: str, guardian: str = "guardian") -> str:
    """The screening of a child alone with a guardian; answers with its name."""
    name = node.screening(node.registered(accompanied="alone"), "guardian")
    node.take("begin-best-interests", BEGUN, "guardian", name)
    node.take("appoint-guardian", {"guardian": guardian, "first_visit_on": visit_on}, "guardian", name)
    return name


def children(node: CaseNode, who: str = "guardian") -> list[Guarded]:
    found = see_guardianship(node.actor(who), node.ports)
    assert not isinstance(found, Refused), found
    return list(found)


def table(node: CaseNode, who: str = "supervisor") -> dict[tuple[str, str, str], dict[Standing, int | None]]:
    found = count_needs(node.actor(who), node.ports)
    assert not isinstance(found, Refused), found
    return {(row.need.value, row.age, row.sex): dict(row.counts) for row in found}


def test_whoever_is_visited_next_comes_first(case_node: CaseNode) -> None:
    late, soon = guarded(case_node, "2026-03-20"), guarded(case_node, "2026-03-09")
    assert [one.row.name for one in children(case_node)] == [soon, late]
    visit = {"on": "2026-03-09", "next_on": "2026-04-09", "note": "has a friend"}
    case_node.take("record-visit", visit, "guardian", soon)
    assert [(one.row.name, str(one.visit_on)) for one in children(case_node)] == [
        (late, "2026-03-20"),
        (soon, "2026-04-09"),
    ]


def test_whoever_is_visited_next_is_there_however_many_there_are(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("midex.services.casework.see_guardianship.MOST", 2)
    for day in ("2026-03-20", "2026-03-19", "2026-03-09"):
        guarded(case_node, day)
    assert [str(one.visit_on) for one in children(case_node)] == ["2026-03-09", "2026-03-19"]


def test_an_interview_is_near_from_the_notice_until_it_is_held(case_node: CaseNode) -> None:
    name = guarded(case_node, "2026-03-09")
    case_node.take("assign-screening", {"account": "caseworker"}, "guardian", name)
    case_node.take("notify-guardian", {"interview_on": "2026-03-12"}, "caseworker", name)
    assert [str(one.interview_on) for one in children(case_node)] == ["2026-03-12"]
    case_node.clock.move(days=10)
    case_node.take("interview", {"on": "2026-03-12", "language": "fa"}, "caseworker", name)
    assert [one.interview_on for one in children(case_node)] == [None]


def test_a_child_with_another_guardian_is_on_the_others_page_only(case_node: CaseNode) -> None:
    name = guarded(case_node, "2026-03-09")
    said = {"guardian": "guardian-south", "replaced_for": "child-asked", "first_visit_on": "2026-03-10"}
    case_node.take("replace-guardian", said, "guardian", name)
    assert children(case_node) == []
    (one,) = children(case_node, "guardian-south")
    assert (one.row.name, one.replaced, one.visited_on) == (name, True, None)


def test_what_is_seen_is_journaled_with_the_cases_and_others_are_refused(case_node: CaseNode) -> None:
    name = guarded(case_node, "2026-03-09")
    children(case_node)
    last = case_node.ports.reads.search(count=1)[0]
    assert (last.kind.value, last.action, last.cases) == ("read", "see-guardianship", (row_of(case_node, name).case,))
    assert isinstance(see_guardianship(case_node.actor("caseworker"), case_node.ports), Refused)
    assert case_node.ports.reads.search(count=1)[0].kind.value == "refusal"


def test_whoever_was_named_as_many_cases_as_one_may_in_an_hour_sees_no_more(case_node: CaseNode) -> None:
    row = row_of(case_node, guarded(case_node, "2026-03-09"))
    scope = scope_of(case_node.actor("guardian"), case_node.clock())
    many = tuple(replace(row, case=f"{number:032}") for number in range(LISTED))
    with case_node.ports.unit_of_work():
        account_for(EntryKind.READ, Action.LIST_CASES, Purpose.CHILD_PROTECTION, scope, many, case_node.ports)
    assert because(see_guardianship(case_node.actor("guardian"), case_node.ports)) == TOO_MANY_LISTED
    kinds = [read.kind for read in case_node.ports.reads.search(count=2)]
    assert sorted(kind.value for kind in kinds) == ["incident", "refusal"]


def test_a_screening_that_was_closed_is_not_on_the_page(case_node: CaseNode) -> None:
    name = guarded(case_node, "2026-03-09")
    closed = {"screening_ended": "left", "on": "2026-03-05"}
    case_node.take("close-screening", closed, "guardian", name)
    assert children(case_node) == []


def test_needs_of_the_office_are_counted_by_age_and_sex_and_not_below_five(case_node: CaseNode) -> None:
    def noted(sex: str) -> str:
        name = case_node.screening(case_node.registered(sex=sex))
        case_node.take("note-need", {"need": "SM"}, "caseworker", name)
        return name

    names = [noted("F") for _ in range(4)]
    assert table(case_node)["SM", "T", "T"][Standing.NOT_MET] is None
    names += [noted("M")]
    found = table(case_node)
    assert found["SM", "T", "T"][Standing.NOT_MET] == found["SM", "adult", "T"][Standing.NOT_MET] == 5
    assert found["SM", "T", "F"][Standing.NOT_MET] is found["SM", "child", "T"][Standing.NOT_MET] is None
    case_node.take("meet-need", {"need": "SM"}, "caseworker", names[0])
    assert table(case_node)["SM", "T", "T"] == dict.fromkeys(Standing)
    assert table(case_node, "supervisor-south")["SM", "T", "T"] == dict.fromkeys(Standing)


def test_what_anti_trafficking_officers_keep_is_not_counted(case_node: CaseNode) -> None:
    names = [case_node.screening(case_node.registered()) for _ in range(5)]
    for name in names:
        case_node.take("note-need", {"need": "LP"}, "caseworker", name)
    assert table(case_node)["LP", "T", "T"][Standing.NOT_MET] == 5
    case_node.take("note-trafficking", {"indicators": "held", "on": "2026-03-02"}, "caseworker", names[0])
    assert table(case_node)["LP", "T", "T"][Standing.NOT_MET] is None


def test_counting_is_journaled_without_any_case_and_others_are_refused(case_node: CaseNode) -> None:
    table(case_node)
    last = case_node.ports.reads.search(count=1)[0]
    assert (last.kind.value, last.action, last.cases, last.purpose.value) == ("read", "count-needs", (), "statistics")
    assert isinstance(count_needs(case_node.actor("caseworker"), case_node.ports), Refused)


def test_the_file_has_every_row_and_says_fewer_where_there_may_be_none(case_node: CaseNode) -> None:
    found = count_needs(case_node.actor("supervisor"), case_node.ports)
    assert isinstance(found, tuple)
    assert all(isinstance(row, NeedsRow) for row in found)
    read = list(csv.reader(StringIO(needs_as_csv(found).decode("utf-8-sig"))))
    assert read[0] == ["need", "age", "sex", "met", "not-met", "under-review", "unanswered_since"]
    assert len(read) == 1 + len(found)
    assert {tuple(line[3:]) for line in read[1:]} == {("<5", "<5", "<5", "")}


def test_a_guardian_who_was_replaced_sees_the_case_no_more(case_node: CaseNode) -> None:
    name = guarded(case_node, "2026-03-09", guardian="guardian-south")
    assert isinstance(read_case(name, case_node.actor("guardian-south"), case_node.ports), OpenedCase)
    replaced = {"guardian": "guardian", "replaced_for": "conflict-of-interest", "first_visit_on": "2026-03-12"}
    case_node.take("replace-guardian", replaced, "guardian", name)
    assert because(read_case(name, case_node.actor("guardian-south"), case_node.ports)) == NOT_FOUND
    assert list(rebuilt(case_node.ports.events)) == list(case_node.ports.cases.all())
