"""The event store: kept as it was given, in the journal's order, one number of a case and one attempt once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from midex.services.casework.ports import StoredEvent, TakenError
from tests.stores.cases.conftest import Stores, event

CASES = ["a" * 32, "b" * 32, "c" * 32]


def test_a_step_comes_back_byte_for_byte(stores: Stores) -> None:
    kept = event(0)
    stores.events.append(kept)
    assert stores.events.history(kept.case) == (kept,)
    assert stores.events.by_key(kept.key) == kept
    assert stores.events.by_key("another-attempt") is None
    assert stores.events.history("b" * 32) == ()


def test_the_order_is_the_journals_however_they_were_kept(stores: Stores) -> None:
    given = [event(entry, CASES[entry % 3], entry // 3 + 1, step=f"s{entry % 2}") for entry in range(30)]
    for one in reversed(given):
        stores.events.append(one)
    assert list(stores.events.all()) == given
    assert list(stores.events.all(7, 20)) == given[7:20]
    assert list(stores.events.all(29, 29)) == []
    assert list(stores.events.of_step("s1")) == given[1::2]
    assert [one.number for one in stores.events.history(CASES[1])] == list(range(1, 11))


def test_many_at_once_are_the_same_rows_as_one_by_one(two: tuple[Stores, Stores]) -> None:
    one_by_one, bulk = two
    given = [event(entry, CASES[entry % 3], entry // 3 + 1) for entry in range(300)]
    for one in given:
        one_by_one.events.append(one)
    assert bulk.events.append_many(iter(given)) == 300
    assert list(bulk.events.all()) == list(one_by_one.events.all()) == given


def test_all_streams_page_after_page(stores: Stores) -> None:
    given = [event(entry, f"{entry:032x}") for entry in range(4_100)]
    stores.events.append_many(given)
    assert list(stores.events.all()) == given
    assert list(stores.events.all(1_999, 4_001)) == given[1_999:4_001]
    first = next(stores.events.all())
    assert first == given[0]


@pytest.mark.parametrize("same", ["number", "key", "entry"])
@pytest.mark.parametrize("bulk", [False, True])
def test_what_is_taken_is_refused_and_nothing_is_written(stores: Stores, same: str, bulk: bool) -> None:
    before = event(0)
    stores.events.append(before)
    other = event(1, "b" * 32)
    taken = {
        "number": replace(event(2), number=1),
        "key": event(2, "c" * 32, key=before.key),
        "entry": event(0, "c" * 32, key="attempt-000009"),
    }[same]
    with stores.unit_of_work():  # the unit of work survives the refusal
        with pytest.raises(TakenError):
            _keep([other, taken] if bulk else [taken], stores, bulk)
        stores.events.append(event(3, "d" * 32))
    assert [one.entry for one in stores.events.all()] == [0, 3]


def test_a_unit_of_work_that_fails_keeps_no_step(stores: Stores) -> None:
    stores.events.append(event(0))
    first_is_good = [event(1, "b" * 32), event(0)]
    with pytest.raises(TakenError), stores.unit_of_work():
        _keep(first_is_good, stores, False)
    assert list(stores.events.all()) == [event(0)]


def _keep(events: list[StoredEvent], stores: Stores, bulk: bool) -> None:
    if bulk:
        stores.events.append_many(events)
        return
    for one in events:
        stores.events.append(one)
