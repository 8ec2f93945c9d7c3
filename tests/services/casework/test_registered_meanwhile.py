"""Whoever is registered between the comparison and the keeping is compared too, and whoever stands in a group twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from midex.kernel.verdict import Refused
from midex.services.casework import register_group as group_module
from midex.services.casework import register_person as person_module
from midex.services.casework.known_already import known_already
from midex.services.casework.register_group import Group, GroupRegistered, MaybeKnownGroup, register_group
from midex.services.casework.register_person import OTHERS_REGISTER, MaybeKnown, register_person
from midex.services.casework.take_step import StepTaken, TakeStep
from tests.casework import ACTORS, REGISTERED, CaseNode
from tests.services.casework.test_register_group import MOTHER, SHARED

KARIMI = {"given_names": "Golnaz", "family_names": "Karimi", "birth": "1991-04-30"}
IN_PERSIAN = {"given_names": "گلناز", "family_names": "کریمی", "birth": "1991"}
ADULT = {**MOTHER, "accompanied": "adult"}


def registers(node: CaseNode, fields: dict[str, Any], name: str = "", key: str = "") -> Any:
    wanted = TakeStep(
        procedure="registration",
        step="register",
        fields={**REGISTERED, **fields},
        key=key or uuid4().hex,
        name=name or node.opened(),
    )
    return register_person(wanted, (), ACTORS["officer"], node.ports)


def registers_group(node: CaseNode, *people: dict[str, Any], **told_apart: tuple[str, ...]) -> Any:
    group = Group(shared=SHARED, people=list(people))
    apart = {int(row.removeprefix("row")): names for row, names in told_apart.items()}
    return register_group(group, uuid4().hex, ACTORS["officer"], node.ports, apart)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, int, Callable[[], object]], None]:
    """Lets something happen right after each of the next comparisons in a module."""

    def between(module: Any, times: int, happens: Callable[[], object]) -> None:
        left = [happens] * times

        def compared(*asked: Any) -> Any:
            answer = known_already(*asked)
            if left:
                left.pop()()
            return answer

        monkeypatch.setattr(module, "known_already", compared)

    return between


def test_whoever_another_counter_registers_meanwhile_is_compared(case_node: CaseNode, meanwhile: Any) -> None:
    names: list[str] = []
    meanwhile(person_module, 1, lambda: names.append(case_node.registered(**IN_PERSIAN)))
    answer = registers(case_node, KARIMI)
    assert isinstance(answer, MaybeKnown)
    assert [one.row.name for one in answer.found] == names


def test_the_comparison_is_made_again_where_whoever_came_is_somebody_else(case_node: CaseNode, meanwhile: Any) -> None:
    other = {"given_names": "Golnaz", "family_names": "Karimi", "birth": "1961-01-02"}
    meanwhile(person_module, 1, lambda: case_node.registered(**other))
    assert isinstance(registers(case_node, KARIMI), StepTaken)


def test_nobody_is_kept_where_people_alike_come_all_the_time(case_node: CaseNode, meanwhile: Any) -> None:
    other = {"given_names": "Golnaz", "family_names": "Karimi", "birth": "1961-01-02"}
    meanwhile(person_module, 3, lambda: case_node.registered(**other))
    answer = registers(case_node, KARIMI)
    assert isinstance(answer, Refused)
    assert answer.because.id == OTHERS_REGISTER
    assert len(list(case_node.ports.cases.all())) == 4  # those who came, and the case that waits


@pytest.mark.parametrize("before", [True, False])
def test_what_is_sent_twice_at_once_is_kept_once_and_nobody_is_asked_about_themselves(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    name, key, first = case_node.opened(), uuid4().hex, []

    def compared(*asked: Any) -> Any:
        monkeypatch.setattr(person_module, "known_already", known_already)
        answer = None if before else known_already(*asked)
        first.append(registers(case_node, KARIMI, name, key))
        return known_already(*asked) if before else answer

    monkeypatch.setattr(person_module, "known_already", compared)
    assert registers(case_node, KARIMI, name, key) == first[0]
    assert isinstance(first[0], StepTaken)


@pytest.mark.parametrize("before", [True, False])
def test_a_group_that_is_sent_twice_at_once_is_kept_once(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    group, key, first = Group(shared=SHARED, people=[{**ADULT, **KARIMI}]), uuid4().hex, []

    def compared(*asked: Any) -> Any:
        monkeypatch.setattr(group_module, "known_already", known_already)
        answer = None if before else known_already(*asked)
        first.append(register_group(group, key, ACTORS["officer"], case_node.ports))
        return known_already(*asked) if before else answer

    monkeypatch.setattr(group_module, "known_already", compared)
    assert register_group(group, key, ACTORS["officer"], case_node.ports) == first[0]
    assert isinstance(first[0], GroupRegistered)


def test_a_group_is_compared_again_too(case_node: CaseNode, meanwhile: Any) -> None:
    names: list[str] = []
    meanwhile(group_module, 1, lambda: names.append(case_node.registered(**IN_PERSIAN)))
    answer = registers_group(case_node, ADULT, {**ADULT, **KARIMI})
    assert isinstance(answer, MaybeKnownGroup)
    assert {row: [one.row.name for one in found] for row, found in answer.people.items()} == {1: names}


def test_whoever_stands_in_a_group_twice_is_shown_and_told_apart(case_node: CaseNode) -> None:
    people = ({**ADULT, **KARIMI}, {**ADULT, "given_names": "Navid", "birth": "1970"}, {**ADULT, **IN_PERSIAN})
    answer = registers_group(case_node, *people)
    assert isinstance(answer, MaybeKnownGroup)
    assert {row: [one.number for one in rows] for row, rows in answer.alike.items()} == {2: [1]}
    assert [str(said) for said in answer.alike[2][0].agrees][:2] == [
        "a name that is written or sounds alike",
        "the same year of birth",
    ]
    assert not list(case_node.ports.cases.all())
    assert isinstance(registers_group(case_node, *people, row2=("2",)), MaybeKnownGroup)
    kept = registers_group(case_node, *people, row2=("1",))
    assert isinstance(kept, GroupRegistered)
    rows = {row.name: row for row in case_node.ports.cases.all()}
    assert [rows[name].different for name in kept.names] == [frozenset(), frozenset(), {kept.names[0]}]


def test_twins_are_told_apart_though_their_cases_leave_the_sight_of_who_registers(case_node: CaseNode) -> None:
    twin = {**MOTHER, "given_names": "Omid", "birth": "2012-03-04", "accompanied": "alone"}
    twins = (twin, {**twin, "given_names": "Omida"})
    answer = registers_group(case_node, *twins)
    if isinstance(answer, MaybeKnownGroup):
        answer = registers_group(case_node, *twins, row1=("1",))
    assert isinstance(answer, GroupRegistered)
    assert not [row for row in case_node.ports.cases.all() if row.different]
