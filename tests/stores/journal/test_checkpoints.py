"""Checkpoints are kept in order with whoever cosigned them, and nothing is dated before them afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connections

from midex.kernel.journal import EntryKind
from midex.services.journal.ports import KeptCheckpoint
from tests.stores.journal.conftest import NOW, SALT, Kept

ONE = KeptCheckpoint(size=1, at=NOW + timedelta(minutes=1), note="the first\n")
TWO = KeptCheckpoint(size=2, at=NOW + timedelta(minutes=2), note="the second\n")


def test_none_is_kept_at_first(kept: Kept) -> None:
    assert kept.checkpoints.last() is None
    assert kept.checkpoints.last(cosigned=True) is None
    assert list(kept.checkpoints.all()) == []


def test_the_last_and_the_last_cosigned_are_found(kept: Kept) -> None:
    kept.checkpoints.keep(ONE)
    kept.checkpoints.keep(TWO)
    kept.checkpoints.cosign(ONE.note, "seen\n")
    cosigned = kept.checkpoints.last(cosigned=True)
    assert cosigned is not None
    assert cosigned.cosigned_note == "the first\nseen\n"
    assert kept.checkpoints.last() == TWO
    assert list(kept.checkpoints.all()) == [cosigned, TWO]


def test_nothing_is_dated_before_the_last_checkpoint(kept: Kept) -> None:
    kept.checkpoints.keep(ONE)
    with kept.unit_of_work():
        assert kept.journal.record(EntryKind.READ, actor="a", at=NOW, salt=SALT, payload=b"").at == ONE.at


@pytest.mark.parametrize("table", ["journal_checkpoint", "journal_cosignature", "journal_tile"])
def test_the_database_itself_refuses_to_forget(in_database: Kept, table: str) -> None:
    in_database.grow(256)
    in_database.tree.integrate()
    in_database.checkpoints.keep(ONE)
    in_database.checkpoints.cosign(ONE.note, "seen\n")
    with pytest.raises(DatabaseError, match="append-only"), connections[in_database.alias].cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608
