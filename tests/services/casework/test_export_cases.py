"""An office's list as a file: for its supervisor, without a field of a person, capped, accounted for."""

from __future__ import annotations

import csv
import io

import pytest

from midex.kernel.journal import EntryKind
from midex.policy.actions import NOT_YOURS
from midex.policy.caps import RECORDS, TOO_MANY
from midex.services.casework.export_cases import COLUMNS, TOO_WIDE, export_cases
from midex.services.casework.ports import Wanted
from midex.services.casework.read_case import read_case
from tests.casework import CaseNode
from tests.world import because


def exported(node: CaseNode, who: str = "supervisor", wanted: Wanted | None = None) -> list[list[str]]:
    content = export_cases(wanted or Wanted(), node.actor(who), node.ports)
    assert isinstance(content, bytes), content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_supervisor_gets_a_line_for_each_case_of_the_office(case_node: CaseNode) -> None:
    names = [case_node.registered(), case_node.registered()]
    case_node.registered("officer-south")
    lines = exported(case_node)
    assert tuple(lines[0]) == COLUMNS
    assert sorted(line[0] for line in lines[1:]) == names


def test_no_field_of_a_person_and_no_account_is_in_it(case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("assign", {"account": "caseworker"}, "supervisor", name)
    text = str(exported(case_node))
    for said in ("Golnaz", "Testović", "1991", "AF", "caseworker", "officer"):
        assert said not in text


def test_it_is_accounted_for_with_every_case_in_it(case_node: CaseNode) -> None:
    case_node.registered()
    exported(case_node)
    read = case_node.ports.reads.search(count=1)[0]
    assert (read.kind, read.action, len(read.cases)) == (EntryKind.READ, "export-cases", 1)


@pytest.mark.parametrize("who", ["officer", "caseworker", "guardian", "trafficking", "protector", "keeper"])
def test_nobody_else_may(case_node: CaseNode, who: str) -> None:
    case_node.registered()
    assert because(export_cases(Wanted(), case_node.actor(who), case_node.ports)) == NOT_YOURS


def test_more_than_one_file_holds_is_refused_until_fewer_are_asked_for(case_node: CaseNode) -> None:
    for _ in range(RECORDS + 1):
        case_node.opened()
    case_node.registered()
    assert because(export_cases(Wanted(), case_node.actor("supervisor"), case_node.ports)) == TOO_WIDE
    assert len(exported(case_node, wanted=Wanted(state="registered"))) == 2


def test_what_was_opened_by_hand_counts_against_the_file(case_node: CaseNode) -> None:
    names = [case_node.opened() for _ in range(RECORDS)]
    exported(case_node)
    for name in names:
        read_case(name, case_node.actor("supervisor"), case_node.ports)
    other = case_node.registered()
    assert because(read_case(other, case_node.actor("supervisor"), case_node.ports)) == TOO_MANY


def test_a_tier_that_the_supervisor_does_not_see_is_not_in_the_file(case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("keep-closer", {"tier": "trafficking", "reason": "told in confidence"}, "caseworker", name)
    assert exported(case_node)[1:] == []
