"""The blind index on both engines: who fits enough groups, inside the scope; removed and made anew."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from random import Random

import pytest

from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.policy.scope import Scope
from midex.stores.cases import tokens as in_sql
from tests.stores.cases.conftest import NOW, Stores, grant, row

OFFICER = Scope(identity="officer", role=Role.REGISTRATION_OFFICER, office="north", at=NOW)


def case(number: int) -> str:
    return f"{number:032x}"


def keep(stores: Stores, number: int, *tokens: int, **said: object) -> None:
    stores.cases.put(row(number, **said))
    stores.tokens.add(case(number), tokens)


def test_whoever_fits_enough_groups_is_found_and_those_of_more_first(stores: Stores) -> None:
    keep(stores, 1, 10, 20)
    keep(stores, 2, 10, 20, 30)
    keep(stores, 3, 30)
    assert stores.tokens.candidates([{10, 11}, {20}, {30}], 2, OFFICER, 9) == ((case(2), case(1)), False)
    assert stores.tokens.candidates([{10}, {20}, {30}], 3, OFFICER, 9) == ((case(2),), False)
    assert stores.tokens.candidates([{30}, {31}], 1, OFFICER, 9)[0] == (case(2), case(3))
    assert stores.tokens.candidates([], 0, OFFICER, 9) == ((), False)
    assert stores.tokens.candidates([{99}], 1, OFFICER, 9) == ((), False)


def test_any_groups_find_what_counting_finds(stores: Stores) -> None:
    draw = Random(4)
    have = {number: set(draw.sample(range(12), 4)) for number in range(60)}
    with stores.unit_of_work():
        for number, tokens in have.items():
            keep(stores, number, *tokens)
    for groups in combinations([{0, 1}, {2}, {3, 4}, {5}], 3):
        for at_least in (1, 2, 3):
            found, more = stores.tokens.candidates(groups, at_least, OFFICER, 100)
            fitting = {case(n) for n, it in have.items() if sum(not it.isdisjoint(one) for one in groups) >= at_least}
            assert set(found) == fitting
            assert not more


def test_more_than_is_looked_at_is_said(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        keep(stores, number, 10)
    assert stores.tokens.candidates([{10}], 1, OFFICER, 4)[1] is True
    assert stores.tokens.candidates([{10}], 1, OFFICER, 5)[1] is False
    monkeypatch.setattr(in_sql, "LOOKED_AT", 3)
    found, more = stores.tokens.candidates([{10}], 1, OFFICER, 5)
    assert len(found) == 3
    assert more


@pytest.mark.parametrize("at_least", [1, 2])
@pytest.mark.parametrize("most", [2, 50])
def test_the_same_question_has_the_same_answer_whenever_cases_came(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, at_least: int, most: int
) -> None:
    monkeypatch.setattr(in_sql, "LOOKED_AT", 12)
    monkeypatch.setattr(in_sql, "FIRST_LOOK", 2)
    numbers, answers = list(range(20)), []
    for number in numbers:
        stores.cases.put(row(number))
    for _ in range(3):
        Random(len(answers)).shuffle(numbers)
        stores.tokens.clear()
        stores.tokens.add_many((case(number), token) for number in numbers for token in (10, 30))
        answers.append(stores.tokens.candidates([{10}, {30}], at_least, OFFICER, most))
    assert answers == [(tuple(case(number) for number in range(min(most, 12))), True)] * 3


def test_whoever_changed_last_comes_first_where_all_must_fit(stores: Stores) -> None:
    for number in range(20):
        keep(stores, number, 10, 30, changed_at=NOW + timedelta(minutes=number))
    assert stores.tokens.candidates([{10}, {30}], 2, OFFICER, 2) == ((case(19), case(18)), True)


def test_where_all_must_fit_it_is_looked_on_until_there_are_enough(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_sql, "FIRST_LOOK", 2)
    for number in range(30):
        keep(stores, number, 10, 11, *([20] if number > 11 else []), office="north" if number % 3 else "south")
    found, more = stores.tokens.candidates([{10, 11}, {20, *range(40, 80)}], 2, OFFICER, 50)
    assert set(found) == {case(number) for number in range(12, 30) if number % 3}
    assert len(found) == len(set(found))
    assert not more


def test_nobody_outside_the_scope_is_found(stores: Stores) -> None:
    keep(stores, 1, 10, office="south")
    keep(stores, 2, 10, tier=Tier.CHILD)
    keep(stores, 3, 10, concerns="officer")
    keep(stores, 4, 10, office="south", assigned=frozenset({"officer"}))
    assert stores.tokens.candidates([{10}], 1, OFFICER, 9)[0] == (case(4),)


def test_the_offices_of_a_scope_are_its_own_its_caseloads_and_its_grants(stores: Stores) -> None:
    assert stores.tokens.offices(OFFICER) == {"north"}
    keep(stores, 4, office="south", assigned=frozenset({"officer"}))
    stores.grants.give(grant(1, office="east", identity="officer"))
    assert stores.tokens.offices(OFFICER) == {"north", "south", "east"}


def test_tokens_are_kept_once_and_forgotten_by_case(stores: Stores) -> None:
    stores.tokens.add(case(1), {10, 20})
    stores.tokens.add(case(1), {20, 30})
    stores.tokens.add_many([(case(2), 10), (case(2), 40)])
    assert list(stores.tokens.all()) == [(case(1), 10), (case(1), 20), (case(1), 30), (case(2), 10), (case(2), 40)]
    stores.tokens.forget(case(1))
    assert list(stores.tokens.all()) == [(case(2), 10), (case(2), 40)]
    stores.tokens.clear()
    assert list(stores.tokens.all()) == []
