"""Break-glass shows a case for an hour; it changes nothing, gives nothing away and makes no caseload."""

from __future__ import annotations

from midex.kernel.journal import EntryKind
from midex.kernel.tier import Tier
from midex.kernel.verdict import Refused
from midex.policy.break_glass import ONLY_SHOWN
from midex.policy.scope import NOT_FOUND
from midex.services.casework.account_for import NO_CASE
from midex.services.casework.alarms import see_alarms
from midex.services.casework.approve_step import approve_step, withdraw_step
from midex.services.casework.break_glass import break_glass, see_notices
from midex.services.casework.ports import Grant
from midex.services.casework.read_case import OpenedCase, read_case
from midex.services.casework.take_step import StepProposed, StepTaken
from tests.casework import CaseNode
from tests.world import because

REASON = "The person is here at the counter and needs a doctor now."
CLOSER = {"tier": "protected", "reason": "What the person told in confidence."}


def broken(node: CaseNode, name: str, who: str) -> Grant:
    grant = break_glass(name, REASON, node.actor(who), node.ports)
    assert isinstance(grant, Grant), grant
    return grant


def test_who_broke_the_glass_sees_the_case_for_an_hour_and_not_longer(case_node: CaseNode) -> None:
    name, south = case_node.registered(), case_node.actor("caseworker-south")
    assert because(read_case(name, south, case_node.ports)) == NOT_FOUND
    broken(case_node, name, "caseworker-south")
    assert isinstance(read_case(name, south, case_node.ports), OpenedCase)
    case_node.clock.move(hours=1)
    assert because(read_case(name, south, case_node.ports)) == NOT_FOUND


def test_an_hour_of_sight_is_not_made_a_caseload(case_node: CaseNode) -> None:
    name = case_node.registered()
    broken(case_node, name, "supervisor-south")
    answer = case_node.ask("assign", {"account": "supervisor-south"}, "supervisor-south", name)
    assert because(answer) == ONLY_SHOWN
    answer = case_node.ask("keep-closer", CLOSER, "supervisor-south", name)
    assert because(answer) == ONLY_SHOWN


def test_a_proposal_is_neither_approved_nor_withdrawn_through_broken_glass(case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("keep-closer", CLOSER, "supervisor", name)
    proposed = case_node.ask("keep-as-standard", {"reason": "The threat is over."}, "supervisor", name)
    assert isinstance(proposed, StepProposed)
    broken(case_node, name, "supervisor-south")
    south = case_node.actor("supervisor-south")
    assert because(approve_step(proposed.proposal, proposed.sha256, south, case_node.ports)) == ONLY_SHOWN
    assert because(withdraw_step(proposed.proposal, south, case_node.ports)) == ONLY_SHOWN
    done = approve_step(proposed.proposal, proposed.sha256, case_node.actor("deputy"), case_node.ports)
    assert isinstance(done, StepTaken)


def test_a_try_at_no_case_is_kept_with_as_much_work_as_a_try_at_one(case_node: CaseNode) -> None:
    name = case_node.registered(accompanied="alone")
    officer = case_node.actor("officer-south")
    assert break_glass(name, REASON, officer, case_node.ports) == break_glass(
        "2026-9999999", REASON, officer, case_node.ports
    )
    absent, present = case_node.ports.reads.search(identity="officer-south", kind=EntryKind.BREAK_GLASS.value)
    assert absent.cases == (NO_CASE,)
    assert len(present.cases) == 1 != present.cases.count(NO_CASE)


def test_the_glass_of_an_erased_person_does_not_break(case_node: CaseNode) -> None:
    name = case_node.registered()
    row = case_node.ports.cases.judged(name)
    assert row
    case_node.ports.vault.erase(row.person)
    answer = break_glass(name, REASON, case_node.actor("caseworker-south"), case_node.ports)
    assert because(answer) == NOT_FOUND
    assert len(case_node.ports.reads.search(kind=EntryKind.BREAK_GLASS.value)) == 1


def test_nobody_is_told_who_broke_the_glass_on_a_case_about_themself(case_node: CaseNode) -> None:
    name = case_node.registered(concerns_staff="supervisor")
    broken(case_node, name, "caseworker-south")
    told = {
        who: see_notices(case_node.actor(who), case_node.ports)
        for who in ("supervisor", "deputy", "protector", "supervisor-south")
    }
    assert {who: len(found.notices) for who, found in told.items() if not isinstance(found, Refused)} == {
        "supervisor": 0,
        "deputy": 1,
        "protector": 1,
        "supervisor-south": 0,
    }


def test_asking_too_often_raises_one_alarm_for_the_own_supervisor(case_node: CaseNode) -> None:
    for number in range(8):
        break_glass(f"2026-{number:07d}", REASON, case_node.actor("officer-south"), case_node.ports)
    for who, alarms in (("supervisor-south", 1), ("supervisor", 0), ("protector", 1)):
        seen = see_alarms(case_node.actor(who), case_node.ports)
        assert not isinstance(seen, Refused)
        assert [one.identity for one in seen] == ["officer-south"] * alarms
    assert isinstance(see_alarms(case_node.actor("officer-south"), case_node.ports), Refused)


def test_a_case_is_never_kept_less_closely_by_one_person(case_node: CaseNode) -> None:
    name = case_node.registered(accompanied="alone")
    case_node.take("keep-closer", {"tier": "protected", "reason": "Asked for less."}, "guardian", name)
    row = case_node.ports.cases.judged(name)
    assert row
    assert row.tier is Tier.CHILD
    case_node.take("keep-closer", {"tier": "trafficking", "reason": "Asked for more."}, "guardian", name)
    row = case_node.ports.cases.judged(name)
    assert row
    assert row.tier is Tier.TRAFFICKING


def test_keeping_closer_has_no_standard_to_choose(case_node: CaseNode) -> None:
    name = case_node.registered()
    answer = case_node.ask("keep-closer", {"tier": "standard", "reason": "By one alone."}, "caseworker", name)
    assert not isinstance(answer, StepTaken | StepProposed | Refused)
    assert set(answer.fields) == {"tier"}


def test_no_notice_is_beyond_reach_however_many_there_are(case_node: CaseNode) -> None:
    names = [case_node.registered() for _ in range(3)]
    for number in range(35):
        case_node.clock.move(hours=2)
        for name in names:
            broken(case_node, name, "caseworker-south" if number % 2 else "officer-south")
    newest = see_notices(case_node.actor("supervisor"), case_node.ports)
    assert not isinstance(newest, Refused)
    assert (len(newest.notices), newest.older) == (100, 100)
    rest = see_notices(case_node.actor("supervisor"), case_node.ports, start=100)
    assert not isinstance(rest, Refused)
    assert (len(rest.notices), rest.older) == (5, None)
    assert len({one.grant.entry for one in (*newest.notices, *rest.notices)}) == 105
