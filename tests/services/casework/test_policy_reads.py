"""Whoever searches the record of reads learns of no case that is not theirs to know; the caps hold and are noticed."""

from __future__ import annotations

from midex.kernel.verdict import Refused
from midex.policy.caps import RECORDS, TOO_MANY, UNUSUAL
from midex.policy.scope import NOT_FOUND
from midex.services.casework.alarms import see_alarms
from midex.services.casework.list_cases import list_cases
from midex.services.casework.ports import Wanted
from midex.services.casework.read_case import OpenedCase, read_case
from midex.services.casework.search_reads import ReadLine, search_reads
from tests.casework import CaseNode
from tests.world import because


def lines(node: CaseNode, who: str, **asked: str) -> tuple[ReadLine, ...]:
    found = search_reads(node.actor(who), node.ports, **asked)  # type: ignore[arg-type]
    assert not isinstance(found, Refused), found
    return found


def named(found: tuple[ReadLine, ...], action: str = "open-case") -> set[str]:
    return {name for line in found if line.read.action == action for name in line.names}


def test_a_supervisor_is_told_the_cases_of_the_own_tiers_and_the_protection_officer_all(case_node: CaseNode) -> None:
    adult, child = case_node.registered(), case_node.registered(accompanied="alone")
    read_case(adult, case_node.actor("caseworker"), case_node.ports)
    read_case(child, case_node.actor("guardian"), case_node.ports)
    assert named(lines(case_node, "supervisor")) == {adult}
    assert named(lines(case_node, "protector")) == {adult, child}
    assert named(lines(case_node, "supervisor-south")) == set()


def test_asking_about_a_case_one_may_not_know_reads_like_asking_about_none(case_node: CaseNode) -> None:
    child = case_node.registered(accompanied="alone")
    own = case_node.registered(concerns_staff="supervisor")
    supervisor = case_node.actor("supervisor")
    answers = [search_reads(supervisor, case_node.ports, name=name) for name in (child, own, "2026-9999999")]
    assert answers[0] == answers[1] == answers[2]
    assert because(answers[0]) == NOT_FOUND
    assert lines(case_node, "protector", name=child) == ()


def test_who_read_about_oneself_is_not_told(case_node: CaseNode) -> None:
    own = case_node.registered(concerns_staff="supervisor")
    read_case(own, case_node.actor("caseworker"), case_node.ports)
    assert named(lines(case_node, "supervisor")) == set()
    assert named(lines(case_node, "deputy")) == {own}


def test_a_list_says_how_many_it_named_and_the_search_which_one_was_asked_for(case_node: CaseNode) -> None:
    one, _ = case_node.registered(), case_node.registered()
    list_cases(Wanted(), case_node.actor("caseworker"), case_node.ports)
    (line,) = (line for line in lines(case_node, "supervisor") if line.read.action == "list-cases")
    assert (line.count, line.names) == (2, ())
    (line,) = lines(case_node, "supervisor", name=one, identity="caseworker")
    assert (line.count, line.names) == (2, (one,))


def test_the_search_accounts_for_the_cases_it_names(case_node: CaseNode) -> None:
    names = {case_node.registered() for _ in range(3)}
    for name in names:
        read_case(name, case_node.actor("caseworker"), case_node.ports)
    lines(case_node, "supervisor")
    (own,) = case_node.ports.reads.search(identity="supervisor")
    assert {row.name for row in case_node.ports.cases.by_ids(own.cases).values()} == names


def test_a_case_seen_in_this_hour_is_shown_again_after_the_cap_refused_another(case_node: CaseNode) -> None:
    names = [case_node.registered() for _ in range(RECORDS + 3)]
    caseworker = case_node.actor("caseworker")
    for name in names[:RECORDS]:
        assert isinstance(read_case(name, caseworker, case_node.ports), OpenedCase)
    for name in names[RECORDS:]:
        assert because(read_case(name, caseworker, case_node.ports)) == TOO_MANY
    assert isinstance(read_case(names[0], caseworker, case_node.ports), OpenedCase)
    alarms = see_alarms(case_node.actor("supervisor"), case_node.ports)
    assert not isinstance(alarms, Refused)
    assert [(one.identity, one.action) for one in alarms] == [("caseworker", "open-case")]


def test_somebody_patient_below_the_cap_is_noticed_within_a_day(case_node: CaseNode) -> None:
    caseworker, shown, hours = case_node.actor("caseworker"), 0, 0
    while not see_alarms(case_node.actor("supervisor"), case_node.ports):
        for _ in range(RECORDS - 1):
            shown += isinstance(read_case(case_node.registered(), caseworker, case_node.ports), OpenedCase)
        case_node.clock.move(minutes=61)
        hours += 1
    assert hours == 4
    assert UNUSUAL < shown <= UNUSUAL + RECORDS


def test_a_page_is_never_longer_than_a_page(case_node: CaseNode) -> None:
    for _ in range(60):
        case_node.opened()
    officer = case_node.actor("officer")
    first = list_cases(Wanted(count=10_000), officer, case_node.ports)
    assert not isinstance(first, Refused)
    assert (len(first.rows), first.total) == (50, 60)
