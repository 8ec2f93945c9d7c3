"""The projection of cases: written and found again as it was given, one by one or in bulk; names without gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.policy.scope import Scope
from midex.services.casework.ports import Wanted
from tests.stores.cases.conftest import NOW, Stores, row

OFFICER = Scope(identity="officer", role=Role.REGISTRATION_OFFICER, office="north", at=NOW)
FULL = {
    "tier": Tier.CHILD,
    "state": "registered",
    "due": date(2026, 3, 5),
    "assigned": frozenset({"caseworker", "guardian"}),
    "concerns": "deputy",
    "is_open": False,
}


def test_a_row_comes_back_as_it_was_written(stores: Stores) -> None:
    for number, one in enumerate((row(1), row(2, **FULL)), 1):
        stores.cases.put(one)
        assert stores.cases.by_id(one.case) == one
        assert stores.cases.judged(one.name) == one
        assert len(list(stores.cases.all())) == number
    assert stores.cases.by_id("f" * 32) is None
    assert stores.cases.by_ids([]) == {}
    assert stores.cases.by_ids([row(1).case, "f" * 32]) == {row(1).case: row(1)}


@pytest.mark.parametrize("asked", ["2026-0000001\x00", "\x00", "\ud7ff", "'"])
def test_a_name_that_no_case_can_have_finds_nothing(stores: Stores, asked: str) -> None:
    stores.cases.put(row(1))
    found = stores.cases.named(asked, OFFICER), stores.cases.judged(asked), stores.cases.find(asked, OFFICER)
    assert found == (None, None, None)
    assert stores.cases.page(Wanted(name=asked, state=asked), OFFICER) == ((), 0)
    assert stores.proposals.find(asked) is None
    assert stores.reads.search(identity=asked, kind=asked) == ()


def test_a_later_row_stands_in_place_of_the_one_before(stores: Stores) -> None:
    stores.cases.put(row(1))
    later = row(1, steps=2, changed_at=NOW + timedelta(days=1), **FULL)
    stores.cases.put(later)
    assert list(stores.cases.all()) == [later]


def test_many_at_once_are_the_same_rows_as_one_by_one(two: tuple[Stores, Stores]) -> None:
    one_by_one, bulk = two
    given = [row(number, **(FULL if number % 3 else {})) for number in range(1, 300)]
    with one_by_one.unit_of_work():
        for one in given:
            one_by_one.cases.put(one)
    with bulk.unit_of_work():
        assert bulk.cases.put_many(iter(given)) == len(given)
    assert list(bulk.cases.all()) == list(one_by_one.cases.all()) == given


def test_two_cases_never_have_one_name(stores: Stores) -> None:
    stores.cases.put(row(1))
    with pytest.raises(IntegrityError), stores.unit_of_work():
        stores.cases.put(replace(row(2), name=row(1).name))


def test_names_count_up_in_each_year(stores: Stores) -> None:
    assert stores.cases.next_name(2026) == "2026-0000001"
    stores.cases.put(row(41))
    assert stores.cases.next_name(2026) == "2026-0000042"
    assert stores.cases.next_name(2027) == "2027-0000001"


def test_all_streams_and_clear_forgets(stores: Stores) -> None:
    given = [row(number, assigned=frozenset({"caseworker"})) for number in range(1, 2_100)]
    stores.cases.put_many(given)
    assert list(stores.cases.all()) == given
    stores.cases.clear()
    assert list(stores.cases.all()) == []
    stores.cases.put(row(1))
    assert stores.cases.by_id(row(1).case) == row(1), "an assignment was left behind"


def test_a_page_is_the_longest_unchanged_first_and_counts_all(stores: Stores) -> None:
    for number in range(1, 8):
        stores.cases.put(row(number, changed_at=NOW - timedelta(hours=number), state="s1" if number % 2 else "s2"))
    stores.cases.put(row(9, office="south"))
    found, total = stores.cases.page(Wanted(count=3, start=1), OFFICER)
    assert ([one.name[-1] for one in found], total) == (["6", "5", "4"], 7)
    found, total = stores.cases.page(Wanted(state="s2"), OFFICER)
    assert ([one.name[-1] for one in found], total) == (["6", "4", "2"], 3)
    assert stores.cases.page(Wanted(office="south"), OFFICER) == ((), 0)


def test_overdue_mine_and_named_narrow_a_page(stores: Stores) -> None:
    stores.cases.put(row(1, due=date(2026, 3, 1)))
    stores.cases.put(row(2, due=date(2026, 3, 2), assigned=frozenset({"officer"})))
    stores.cases.put(row(12))
    wanted = {
        Wanted(overdue_on=date(2026, 3, 2)): ["2026-0000001"],
        Wanted(mine=True): ["2026-0000002"],
        Wanted(name="2026-000001"): ["2026-0000012"],
        Wanted(name="2026-0000001%"): [],
    }
    for asked, names in wanted.items():
        assert [one.name for one in stores.cases.page(asked, OFFICER)[0]] == names


def test_a_list_is_one_order_over_all_its_parts_and_counts_no_further_than_it_must(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = {"office": "south", "assigned": frozenset({"officer"})}
    tiers = {0: {}, 1: {"tier": Tier.PROTECTED}, 2: mine}
    given = [row(number, changed_at=NOW - timedelta(days=number), **tiers[number % 3]) for number in range(1, 10)]
    with stores.unit_of_work():
        stores.cases.put_many(given)
    scope = replace(OFFICER, role=Role.SUPERVISOR)
    pages = [stores.cases.page(Wanted(start=start, count=4), scope) for start in (0, 4, 8)]
    assert [one for rows, _ in pages for one in rows] == sorted(given, key=lambda one: one.changed_at)
    assert {total for _, total in pages} == {9}
    monkeypatch.setattr("midex.stores.cases.files.MOST_COUNTED", 5)
    assert stores.cases.page(Wanted(count=4), scope)[1] == 5
