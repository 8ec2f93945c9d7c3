"""Ages that can be true, and names by the custom of the language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from midex.simulation.families import MOTHER_FROM, MOTHER_TO, YEAR, family
from midex.simulation.names import family_names, names_of
from midex.simulation.people import Company, MadeUpPerson, Relation

DAY = date(2026, 3, 1)
A_DAY = 2 / 365


def made(seed: int) -> tuple[MadeUpPerson, ...]:
    return family(1, 1, 20, DAY, Random(seed))


def age(person: MadeUpPerson) -> float:
    return (DAY - person.born).days / YEAR


def with_children(seeds: range) -> Iterator[tuple[list[MadeUpPerson], list[MadeUpPerson]]]:
    for seed in seeds:
        people = made(seed)
        children = [one for one in people if one.relation is Relation.CHILD]
        if children:
            yield [one for one in people if one.relation in (Relation.FIRST, Relation.SPOUSE)], children


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**40))
def test_parents_were_of_age_and_children_are_none_yet(seed: int) -> None:
    people = made(seed)
    for parent in (one for one in people if one.relation in (Relation.FIRST, Relation.SPOUSE)):
        for child in (one for one in people if one.relation is Relation.CHILD):
            apart = age(parent) - age(child)
            assert apart >= MOTHER_FROM - A_DAY
            assert parent.sex == "M" or apart <= MOTHER_TO + A_DAY
    for one in people:
        assert (age(one) < 18) == (one.company is not Company.ADULT)
        assert 0 <= age(one) < 90


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**40))
def test_brothers_and_sisters_are_a_year_apart_and_couples_are_adults(seed: int) -> None:
    people = made(seed)
    children = sorted(age(one) for one in people if one.relation in (Relation.CHILD, Relation.SIBLING))
    assert all(older - younger > 0.9 for younger, older in pairwise(children))
    assert all(age(one) >= 18 for one in people if one.relation is Relation.SPOUSE)
    assert sum(one.relation is Relation.FIRST for one in people) == 1


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**40), most=st.integers(1, 4))
def test_a_family_is_never_larger_than_there_is_room_for(seed: int, most: int) -> None:
    assert 1 <= len(family(1, 1, most, DAY, Random(seed))) <= most


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**40))
def test_a_child_alone_has_that_need_and_a_single_parent_mostly_theirs(seed: int) -> None:
    for one in made(seed):
        assert ("SC-UC" in one.needs) == (one.company is Company.ALONE)
        assert ("SC-SC" in one.needs) == (one.company is Company.SEPARATED)
        assert len(set(one.needs)) == len(one.needs)


def test_children_carry_their_fathers_name_where_that_is_the_custom() -> None:
    for parents, children in with_children(range(600)):
        custom = names_of(children[0].languages[0]).custom
        called = {one.family_names for one in children}
        if custom in ("wife-keeps-hers", "tribe", "husbands-given", "fathers-given"):
            assert len(called) == 1
        if custom == "fathers-given" and parents[0].sex == "M":
            assert children[0].family_names[0] == parents[0].given[0]


def test_a_somali_child_is_called_by_its_fathers_and_his_fathers_name() -> None:
    names = names_of("so")
    given = names.given_name("M", Random(1))
    husband, wife, child = family_names(names, ["M", "F", "F"], 2, given, Random(2))
    assert child == (*given, husband[0])
    assert len(wife) == 2
    assert wife != husband


def test_a_macedonian_woman_has_her_form_of_the_name() -> None:
    names = names_of("mk")
    for seed in range(30):
        man, woman = family_names(names, ["M", "F"], 0, (), Random(seed))
        assert woman[0].native == man[0].native.removesuffix("и") + "а"
        assert all(one.endswith("a") for one in woman[0].latin)


def test_a_bengali_man_is_never_called_begum() -> None:
    names = names_of("bn")
    drawn = [family_names(names, ["M", "F"], 2, (), Random(seed)) for seed in range(200)]
    called = [(man[0].native, woman[0].native) for man, woman in drawn if man]
    assert not {man for man, _ in called} & names.womens
    assert {woman for _, woman in called} <= names.womens
