"""What is accounted for beside steps, the grants of break-glass, and steps that wait for a second person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from midex.kernel.journal import EntryKind
from tests.stores.cases.conftest import NOW, Stores, grant, proposal, read


def test_a_read_comes_back_with_its_cases_in_their_order(stores: Stores) -> None:
    kept = [read(0), read(3, cases=(), kind=EntryKind.REFUSAL, outside=True), read(7, cases=("d" * 32,))]
    for one in kept:
        stores.reads.keep(one)
    assert stores.reads.search() == tuple(reversed(kept))
    assert list(stores.reads.between(0, 8)) == kept
    assert list(stores.reads.between(1, 7)) == kept[1:2]


def test_between_streams_page_after_page(stores: Stores) -> None:
    with stores.unit_of_work():
        for entry in range(2_050):
            stores.reads.keep(read(entry, cases=()))
    assert [one.entry for one in stores.reads.between(10, 2_045)] == list(range(10, 2_045))


def test_one_entry_is_one_record(stores: Stores) -> None:
    stores.reads.keep(read(0))
    with pytest.raises(IntegrityError), stores.unit_of_work():
        stores.reads.keep(read(0, identity="another"))
    assert stores.reads.search() == (read(0),)


def test_what_was_shown_and_tried_is_counted_from_a_moment_on(stores: Stores) -> None:
    stores.reads.keep(read(0, at=NOW - timedelta(hours=2), cases=("1" * 32,)))
    stores.reads.keep(read(1, cases=("2" * 32,)))
    stores.reads.keep(read(2, cases=("3" * 32,), outside=True))
    stores.reads.keep(read(3, cases=("4" * 32,), kind=EntryKind.REFUSAL))
    stores.reads.keep(read(4, cases=("5" * 32,), action="list-cases"))
    stores.reads.keep(read(5, cases=("6" * 32,), identity="another"))
    since = NOW - timedelta(hours=1)
    assert stores.reads.seen("officer", ["open-case"], since) == {"2" * 32, "3" * 32}
    assert stores.reads.seen("officer", ["open-case"], since, outside=True) == {"3" * 32}
    assert stores.reads.seen("officer", ["open-case", "list-cases"], NOW - timedelta(days=1), outside=False) == {
        "1" * 32,
        "2" * 32,
        "5" * 32,
    }
    assert stores.reads.tries("officer", EntryKind.REFUSAL, since) == 1
    assert stores.reads.tries("officer", EntryKind.REFUSAL, NOW + timedelta(seconds=1)) == 0


def test_a_search_narrows_by_each_of_its_words(stores: Stores) -> None:
    stores.reads.keep(read(0, office="north", identity="one", cases=("1" * 32,)))
    stores.reads.keep(read(1, office="south", identity="one", cases=("2" * 32,)))
    stores.reads.keep(read(2, office="south", identity="two", kind=EntryKind.BREAK_GLASS, cases=("1" * 32, "2" * 32)))
    found = {
        "office": [one.entry for one in stores.reads.search(office="south")],
        "identity": [one.entry for one in stores.reads.search(identity="one")],
        "case": [one.entry for one in stores.reads.search(case="1" * 32)],
        "kind": [one.entry for one in stores.reads.search(kind="break-glass")],
        "all": [one.entry for one in stores.reads.search(office="south", identity="one", case="2" * 32)],
        "page": [one.entry for one in stores.reads.search(start=1, count=1)],
    }
    assert found == {"office": [2, 1], "identity": [1, 0], "case": [2, 0], "kind": [2], "all": [1], "page": [1]}


def test_grants_come_back_newest_first(stores: Stores) -> None:
    given = [grant(0), grant(1, office="south"), grant(2, case="b" * 32), grant(3, identity="another")]
    for one in given:
        stores.grants.give(one)
    assert stores.grants.of_offices(["north"], 0, 9) == (given[3], given[2], given[0])
    assert stores.grants.of_offices(["north", "south"], 1, 2) == (given[2], given[1])
    assert stores.grants.of_case("a" * 32) == (given[3], given[1], given[0])


def test_a_proposal_waits_until_it_is_settled_once(stores: Stores) -> None:
    first, second = proposal(1), proposal(2)
    for one in (second, first):
        stores.proposals.keep(one)
    assert stores.proposals.of_case(first.case) == (first, second)
    assert stores.proposals.find(first.id) == first
    assert stores.proposals.settle(first.id, "taken", NOW)
    assert not stores.proposals.settle(first.id, "withdrawn", NOW)
    assert stores.proposals.find(first.id) is None
    assert stores.proposals.of_case(first.case) == (second,)
    assert stores.proposals.by_key(first.key) == first


def test_a_proposal_of_the_same_attempt_stays_as_it_is(stores: Stores) -> None:
    first = proposal(1)
    stores.proposals.keep(first)
    stores.proposals.keep(proposal(2, key=first.key, body=b"another"))
    assert stores.proposals.of_case(first.case) == (first,)
    assert stores.proposals.by_key("never-attempted") is None
