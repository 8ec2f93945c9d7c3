"""The order of all steps and reads: numbered without gaps, never dated backwards, never changed, on every engine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.test.utils import CaptureQueriesContext

from midex.kernel.journal import EntryKind, commit
from midex.services.journal.ports import ToRecord
from tests.stores.journal.conftest import Kept

NOW = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SALT = b"s" * 32


def wanted(at: datetime = NOW, actor: str = "amra", payload: bytes = b"{}") -> dict[str, Any]:
    return {"actor": actor, "at": at, "salt": SALT, "payload": payload}


def test_entries_are_numbered_from_nought_and_read_back_as_they_were_made(kept: Kept) -> None:
    with kept.unit_of_work():
        made = [kept.journal.record(kind, **wanted()) for kind in EntryKind]
    assert [entry.number for entry in made] == list(range(len(EntryKind)))
    assert made[0].at == NOW.replace(microsecond=0)
    assert made[0].commitment == commit(SALT, b"{}")
    assert kept.journal.size() == len(made)
    assert list(kept.journal.entries()) == made
    assert list(kept.journal.entries(2, 4)) == made[2:4]


def test_a_clock_that_goes_back_dates_nothing_back(kept: Kept) -> None:
    with kept.unit_of_work():
        times = [kept.journal.record(EntryKind.READ, **wanted(NOW - n * SECOND)).at for n in range(3)]
    assert times == [NOW.replace(microsecond=0)] * 3


def test_entries_are_counted_by_day_and_kind(kept: Kept) -> None:
    kinds = [EntryKind.EVENT, EntryKind.READ, EntryKind.READ]
    with kept.unit_of_work():
        for day in (1, 2):
            for kind in kinds:
                kept.journal.record(kind, **wanted(datetime(2026, 3, day, 23, 59, 59, tzinfo=UTC)))
        kept.journal.record(EntryKind.READ, **wanted(datetime(2026, 3, 3, tzinfo=UTC)))
    assert dict(kept.journal.counts()) == {
        (date(2026, 3, 1), EntryKind.EVENT): 1,
        (date(2026, 3, 1), EntryKind.READ): 2,
        (date(2026, 3, 2), EntryKind.EVENT): 1,
        (date(2026, 3, 2), EntryKind.READ): 2,
        (date(2026, 3, 3), EntryKind.READ): 1,
    }


def test_an_account_is_kept_as_the_same_pseudonym_each_time(kept: Kept) -> None:
    with kept.unit_of_work():
        one, again, other = (kept.journal.record(EntryKind.READ, **wanted(actor=who)) for who in ("a", "a", "b"))
    assert one.actor == again.actor != other.actor
    assert len(one.actor) == 16
    int(one.actor, 16)


def test_many_at_once_are_the_same_as_one_after_the_other(kept: Kept) -> None:
    items = [
        ToRecord(kind=EntryKind.EVENT, actor="amra", at=NOW - n * SECOND, salt=SALT, payload=b"%d" % n)
        for n in range(700)
    ]
    with kept.unit_of_work():
        first = kept.journal.record(EntryKind.READ, **wanted())
        made = kept.journal.record_many(items)
    assert [entry.number for entry in made] == list(range(1, 701))
    assert list(kept.journal.entries()) == [first, *made]
    assert made[5].commitment == commit(SALT, b"5")


def test_a_unit_of_work_that_fails_leaves_no_entry_and_no_gap(in_database: Kept) -> None:
    with pytest.raises(ZeroDivisionError), in_database.unit_of_work():
        assert in_database.journal.record(EntryKind.EVENT, **wanted()).number / 0
    with in_database.unit_of_work():
        assert in_database.journal.record(EntryKind.EVENT, **wanted()).number == 0


def test_an_entry_outside_a_unit_of_work_is_a_mistake(in_database: Kept) -> None:
    with pytest.raises(RuntimeError, match="unit of work"):
        in_database.journal.record(EntryKind.EVENT, **wanted())


def test_an_entry_costs_one_read_and_one_insert(in_database: Kept) -> None:
    with in_database.unit_of_work(), CaptureQueriesContext(connections[in_database.alias]) as queries:
        in_database.journal.record(EntryKind.EVENT, **wanted())
    assert [query["sql"].split()[0] for query in queries] == ["SELECT", "INSERT"]


@pytest.mark.parametrize("change", ["UPDATE journal_entry SET at = 0", "DELETE FROM journal_entry"])
def test_the_database_itself_refuses_to_change_an_entry(in_database: Kept, change: str) -> None:
    with in_database.unit_of_work():
        in_database.journal.record(EntryKind.EVENT, **wanted())
    with pytest.raises(DatabaseError, match="append-only"), connections[in_database.alias].cursor() as cursor:
        cursor.execute(change)
    assert in_database.journal.size() == 1
