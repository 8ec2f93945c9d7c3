"""A family and a bus are registered whole or not at all, related to each other, and once whatever is sent twice."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from midex.kernel.tier import Tier
from midex.kernel.verdict import Refused
from midex.procedures.registration.events import DocumentSeen, Informed, NameAdded, NeedsNoted, Registered, Related
from midex.services.casework.check_home import check_home
from midex.services.casework.group_form import Group, WrongGroup
from midex.services.casework.read_case import OpenedCase, read_case
from midex.services.casework.register_group import GroupRegistered, register_group
from midex.stores.engine_check import EngineCheck
from tests.casework import ACTORS, CaseNode, journal_ports

SHARED = {"language": "fa", "interpreter": True, "on": "2026-03-02", "arrived": "2026-02~", "came_from": "BG"}
MOTHER = {"given_names": "Golnaz", "family_names": "Testović", "birth": "1988", "sex": "F", "citizenship": "AF"}
FAMILY: list[dict[str, Any]] = [
    {**MOTHER, "accompanied": "adult", "own_given_names": "گلناز", "needs": ["SP", "SM"]},
    {**MOTHER, "given_names": "Navid", "birth": "1986-05", "sex": "M", "accompanied": "adult"}
    | {"relation": "spouse", "relative": "1", "document": "passport", "document_number": "X123", "issued_by": "AF"},
    {**MOTHER, "given_names": "Parisa", "birth": "2019-01-02", "accompanied": "with-family"}
    | {"relation": "child", "relative": "1"},
    {**MOTHER, "given_names": "Omid", "birth": "2011~", "sex": "M", "accompanied": "separated"}
    | {"relation": "sibling", "relative": "2"},
]


NAMES = ("Golnaz", "Teuta", "Biljana", "Fjolla", "Kumar", "Xhevahire", "Ljerka")


def registered(node: CaseNode, people: list[dict[str, Any]], key: str = "", who: str = "officer", **shared: Any) -> Any:
    """What comes of it."""
    group = Group(shared={**SHARED, **shared}, people=people)
    return register_group(group, key or uuid4().hex, ACTORS[who], node.ports)


def opened(node: CaseNode, name: str, who: str = "officer") -> list[Any]:
    """What happened in a case, as its officer reads it."""
    found = read_case(name, ACTORS[who], node.ports)
    assert isinstance(found, OpenedCase)
    return [one.event for one in found.taken]


def test_a_family_is_registered_each_in_a_case_and_related(case_node: CaseNode) -> None:
    answer = registered(case_node, FAMILY)
    assert isinstance(answer, GroupRegistered)
    mother, father, child, brother = answer.names
    happened = opened(case_node, mother)
    assert [type(one) for one in happened[:2]] == [Informed, Registered]
    assert {one.to: one.relation.value for one in happened if isinstance(one, Related)} == {
        father: "spouse",
        child: "parent",
    }
    (own,) = (one for one in happened if isinstance(one, NameAdded))
    assert (own.kind.value, own.given_names) == ("own-script", "گلناز")
    (needs,) = (one for one in happened if isinstance(one, NeedsNoted))
    assert [one.value for one in needs.needs] == ["SP", "SM"]
    related = {one.to: one.relation.value for one in opened(case_node, father) if isinstance(one, Related)}
    assert related == {mother: "spouse", brother: "sibling"}
    (document,) = (one for one in opened(case_node, father) if isinstance(one, DocumentSeen))
    assert (document.number, document.issued_by) == ("X123", "AF")
    assert {row.name: row.tier for row in case_node.ports.cases.all()}[brother] is Tier.CHILD
    engine = EngineCheck(case_node.alias, case_node.keys.file)
    assert list(check_home(case_node.ports, journal_ports(case_node), engine)) == []


def test_what_is_wrong_is_said_at_its_cell_and_nothing_is_kept(case_node: CaseNode) -> None:
    wrong = [
        {**FAMILY[0], "birth": "12 May", "citizenship": "XX"},
        {**FAMILY[1], "relative": "9"},
        {**FAMILY[2], "relative": "3", "relation": ""},
        {**FAMILY[3], "needs": ["??"], "photo": "x"},
    ]
    answer = registered(case_node, wrong, language="", came_from="")
    assert isinstance(answer, WrongGroup)
    assert set(answer.shared) == {"language", "came_from"}
    assert {row: set(found) for row, found in answer.people.items()} == {
        0: {"birth"},
        1: {"relative"},
        2: {"relative", "relation"},
        3: {"needs", "photo"},
    }
    wrong[0]["birth"] = "1988"
    again = registered(case_node, wrong[:1])
    assert isinstance(again, WrongGroup)
    assert {row: set(found) for row, found in again.people.items()} == {0: {"citizenship"}}
    assert not list(case_node.ports.cases.all())


def test_the_same_attempt_is_the_same_registration(case_node: CaseNode) -> None:
    key = uuid4().hex
    first, again = registered(case_node, FAMILY, key), registered(case_node, FAMILY, key)
    assert first == again
    assert len(list(case_node.ports.cases.all())) == 4
    assert isinstance(registered(case_node, FAMILY[:2], key), Refused)
    assert isinstance(registered(case_node, FAMILY, key, "caseworker"), Refused)


@pytest.mark.parametrize("who", ["guardian", "trafficking", "supervisor", "protector", "keeper"])
def test_who_does_not_register_people_registers_no_group(case_node: CaseNode, who: str) -> None:
    assert isinstance(registered(case_node, FAMILY, who=who), Refused)
    assert not list(case_node.ports.cases.all())


def test_a_full_bus_is_registered_and_a_fuller_one_is_not(case_node: CaseNode) -> None:
    people = [(name, str(1930 + 10 * later)) for name in NAMES for later in range(10)]
    rows = [{**MOTHER, "given_names": name, "birth": birth, "accompanied": "adult"} for name, birth in people]
    assert str(registered(case_node, rows).because) == "at most 60 people are registered at once"
    assert str(registered(case_node, []).because) == "write down at least one person"
    answer = registered(case_node, rows[:50])
    assert isinstance(answer, GroupRegistered)
    assert len(set(answer.names)) == 50
