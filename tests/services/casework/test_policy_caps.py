"""Somebody patient with one account and a day gets no more than the caps, by whichever way; the office works on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest

from midex.kernel.verdict import Refused
from midex.policy.caps import LISTED, OUTSIDE, RECORDS
from midex.services.casework.alarms import see_alarms
from midex.services.casework.break_glass import break_glass
from midex.services.casework.export_cases import export_cases
from midex.services.casework.hand_over import HandedOver, hand_over
from midex.services.casework.list_cases import list_cases
from midex.services.casework.ports import Grant, Wanted
from midex.services.casework.read_case import OpenedCase, read_case
from tests.casework import CaseNode

HOURS = 8
PER_TURN = 10
"""Cases that are tried every ten minutes: twice what the cap allows in an hour."""

WHY = "the person is in danger at this very moment"


@pytest.fixture
def office(case_node: CaseNode) -> list[str]:
    """More cases of one office than the caps of a whole day would show."""
    return [case_node.opened() for _ in range(HOURS * RECORDS + 40)]


def by_any_way(node: CaseNode, name: str, turn: int, who: str) -> bool:
    """Whether the case's content came, by opening it or by handing it over."""
    actor = node.actor(who)
    if turn % 2:
        answer = hand_over(name, "supervision", "rs/ombudsperson", actor, node.ports)
        return isinstance(answer, HandedOver)
    return isinstance(read_case(name, actor, node.ports), OpenedCase)


def turns(node: CaseNode) -> Iterator[int]:
    """Every ten minutes of a working day."""
    for turn in range(HOURS * 6):
        yield turn
        node.clock.move(minutes=10)


def test_a_day_of_trying_gets_no_more_than_the_cap_of_each_hour_and_is_noticed_in_the_first(
    case_node: CaseNode, office: list[str]
) -> None:
    got: dict[str, int] = {}
    noticed = -1
    wanted = cycle(office)
    for turn in turns(case_node):
        for name in (next(wanted) for _ in range(PER_TURN)):
            if by_any_way(case_node, name, turn, "supervisor"):
                got.setdefault(name, turn)
        export_cases(Wanted(name=office[turn % len(office)]), case_node.actor("supervisor"), case_node.ports)
        alarms = see_alarms(case_node.actor("protector"), case_node.ports)
        assert not isinstance(alarms, Refused)
        noticed = turn if alarms and noticed < 0 else noticed
    assert 0 < len(got) <= HOURS * RECORDS
    for first in range(HOURS * 6 - 5):
        assert sum(first <= turn < first + 6 for turn in got.values()) <= RECORDS
    assert 0 <= noticed < 6


def test_paging_and_searching_by_letter_name_no_more_cases_than_the_cap_of_an_hour(
    case_node: CaseNode, office: list[str]
) -> None:
    more = [case_node.opened() for _ in range(LISTED - len(office) + 60)]
    named: set[str] = set()
    refused = 0
    for start in range(0, len(office) + len(more), 50):
        for wanted in (Wanted(start=start, count=10_000), Wanted(name=f"2026-{start // 10:06d}", count=10_000)):
            answer = list_cases(wanted, case_node.actor("officer"), case_node.ports)
            refused += isinstance(answer, Refused)
            named |= set() if isinstance(answer, Refused) else {row.name for row in answer.rows}
    assert refused > 0
    assert LISTED - 50 <= len(named) <= LISTED


def test_break_glass_is_asked_for_so_often_in_an_hour_and_no_more(case_node: CaseNode, office: list[str]) -> None:
    south = case_node.actor("caseworker-south")
    grants = [break_glass(name, WHY, south, case_node.ports) for name in office[: OUTSIDE + 4]]
    assert [isinstance(one, Grant) for one in grants] == [True] * OUTSIDE + [False] * 4
    seen = [isinstance(read_case(name, south, case_node.ports), OpenedCase) for name in office[: OUTSIDE + 4]]
    assert seen == [True] * OUTSIDE + [False] * 4


def test_an_account_at_its_caps_stops_nobody_else(case_node: CaseNode, office: list[str]) -> None:
    for name in office[: 2 * RECORDS]:
        read_case(name, case_node.actor("officer"), case_node.ports)
    for _ in range(OUTSIDE + 3):
        break_glass("2026-9999999", WHY, case_node.actor("officer"), case_node.ports)
    assert isinstance(read_case(office[-1], case_node.actor("officer"), case_node.ports), Refused)
    for who in ("caseworker", "supervisor", "deputy"):
        assert isinstance(read_case(office[-1], case_node.actor(who), case_node.ports), OpenedCase)
    assert case_node.opened("caseworker")
    assert isinstance(break_glass(office[0], WHY, case_node.actor("caseworker-south"), case_node.ports), Grant)
