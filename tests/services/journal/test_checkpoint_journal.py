"""A checkpoint is signed over what holds, and over nothing else."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connections

from midex.kernel.checkpoint import FIRST, key_hash, read_note
from midex.kernel.fault import Fault
from midex.services.journal import checkpoint_journal as m
from midex.services.journal.checkpoint_journal import checkpoint_journal
from tests.services.journal.conftest import ORIGIN, CaseNode
from tests.twins.signing import verify


def change(node: CaseNode, statement: str) -> None:
    """What somebody with the database in hand can do."""
    with connections[node.alias].cursor() as cursor:
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS journal_entry_no_{verb}")
        cursor.execute(statement)


def test_a_checkpoint_covers_every_entry_and_is_signed(node: CaseNode) -> None:
    node.record(3)
    made = checkpoint_journal(node.ports)
    note = read_note(made.note)
    assert (made.size, note.checkpoint.size, note.checkpoint.origin) == (3, 3, ORIGIN)
    assert note.checkpoint.root == node.ports.tree.root(3)
    assert note.checkpoint.previous == FIRST
    (line,) = note.signatures
    assert line.key_hash == key_hash(ORIGIN, 1, node.ports.signer.public_key)
    assert verify(node.ports.signer.public_key, note.text.encode(), line.signature)
    assert node.ports.checkpoints.last() == made


def test_each_checkpoint_names_the_one_before(node: CaseNode) -> None:
    node.record()
    first = checkpoint_journal(node.ports)
    node.record()
    second = checkpoint_journal(node.ports)
    named = read_note(second.note).checkpoint.previous
    assert named == sha256(read_note(first.note).text.encode()).hexdigest()
    assert named == read_note(first.note).checkpoint.name


def test_an_empty_journal_has_nothing_to_sign(node: CaseNode) -> None:
    assert checkpoint_journal(node.ports) is None


def test_without_anything_new_a_checkpoint_is_made_only_from_time_to_time(node: CaseNode, world: object) -> None:
    node.record()
    first = checkpoint_journal(node.ports)
    assert checkpoint_journal(node.ports) == first
    node.ports.clock.now += timedelta(seconds=node.ports.late_after / 2)  # type: ignore[attr-defined]
    later = checkpoint_journal(node.ports)
    assert (later.size, later.at > first.at) == (first.size, True)


def test_many_entries_are_checked_and_integrated_in_parts(node: CaseNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(m, "LOOK", 300)
    node.record(700)
    assert checkpoint_journal(node.ports).size == 700
    assert node.ports.tree.integrate() == 0


def test_after_a_clock_went_back_nothing_is_dated_before_the_checkpoint(node: CaseNode) -> None:
    node.record()
    first = checkpoint_journal(node.ports)
    node.ports.clock.now -= timedelta(days=1)  # type: ignore[attr-defined]
    node.record()
    second = checkpoint_journal(node.ports)
    assert [entry.at >= first.at for entry in node.ports.entries.entries(1)] == [True]
    assert second.at >= first.at


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE journal_entry SET commitment = zeroblob(32) WHERE number = 3", "entry 3 does not stand"),
        ("DELETE FROM journal_entry WHERE number = 3", "entry 3 is missing"),
        ("DELETE FROM journal_entry WHERE number = 4", "entry 4 is missing"),
        ("UPDATE journal_entry SET at = at - 9999 WHERE number = 3", "entry 3 is dated before"),
        ("UPDATE journal_entry SET commitment = zeroblob(32) WHERE number = 1", "first 2 entries are not those"),
        ("DELETE FROM journal_entry WHERE number = 0", "an entry is missing between 0 and 1"),
        ("DELETE FROM journal_entry WHERE number > 0", "2 entries were signed, 1 are left"),
    ],
)
def test_nothing_is_signed_over_an_entry_that_was_changed(node: CaseNode, statement: str, said: str) -> None:
    node.record(2)
    signed = checkpoint_journal(node.ports)
    node.record(3)
    change(node, statement)
    with pytest.raises(Fault, match=f"F307.*{said}"):
        checkpoint_journal(node.ports)
    assert node.ports.checkpoints.last() == signed


def test_nothing_is_signed_where_what_an_entry_stands_for_was_changed_or_is_gone(node: CaseNode) -> None:
    node.record(3)
    salt, payload = node.payloads.kept[1]
    node.payloads.kept[1] = (salt, payload + b" changed")
    with pytest.raises(Fault, match="entry 1 does not stand for what is kept"):
        checkpoint_journal(node.ports)
    del node.payloads.kept[1]
    with pytest.raises(Fault, match="what entry 1 stands for is not kept any more"):
        checkpoint_journal(node.ports)
    node.payloads.kept[1] = (None, b"")  # the person was erased: the entry stays, what it stood for is nobody's
    assert checkpoint_journal(node.ports).size == 3
