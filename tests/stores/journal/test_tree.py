"""The stored tree is the textbook's tree at every size, whatever was integrated when."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from midex.kernel.fault import Fault
from midex.kernel.merkle import EMPTY_ROOT, is_consistent, is_included, leaf_hash
from midex.stores.journal import models
from midex.stores.journal.tree import tiled
from tests.stores.journal.conftest import Kept, twin

SIZES = (1, 2, 3, 255, 256, 257, 511, 512, 700, 1023)


def test_the_empty_journal_has_the_empty_trees_root(kept: Kept) -> None:
    assert kept.tree.root(0) == EMPTY_ROOT
    assert kept.tree.integrate() == 0


def test_roots_are_the_textbooks_before_and_after_integrating(kept: Kept) -> None:
    kept.grow(1023)
    textbook = twin()
    textbook.grow(1023)
    expected = [textbook.tree.root(size) for size in SIZES]
    assert [kept.tree.root(size) for size in SIZES] == expected
    assert kept.tree.integrate(300) == 256
    assert [kept.tree.root(size) for size in SIZES] == expected
    assert kept.tree.integrate() == 512
    assert kept.tree.integrate() == 0
    assert [kept.tree.root(size) for size in SIZES] == expected


def test_every_proof_holds_and_none_fits_another_place(kept: Kept) -> None:
    kept.grow(700)
    kept.tree.integrate()
    leaves = [leaf_hash(entry.leaf()) for entry in kept.journal.entries()]
    for number, size in ((0, 1), (0, 700), (255, 256), (256, 700), (699, 700)):
        proof = kept.tree.inclusion(number, size)
        assert is_included(leaves[number], number, size, proof, kept.tree.root(size))
        assert not is_included(leaves[number - 1], number, size, proof, kept.tree.root(size)) or size == 1
    for old, new in ((1, 700), (256, 512), (255, 257), (600, 700), (700, 700)):
        proof = kept.tree.consistency(old, new)
        assert is_consistent(old, kept.tree.root(old), new, kept.tree.root(new), proof)
        assert not is_consistent(old, leaves[9], new, kept.tree.root(new), proof)


def test_many_proofs_are_the_single_ones_and_read_the_tail_once(in_database: Kept) -> None:
    in_database.grow(700)
    in_database.tree.integrate(256)
    numbers = range(0, 700, 7)
    with CaptureQueriesContext(connections[in_database.alias]) as asked:
        together = list(in_database.tree.inclusions(numbers, 700))
    assert together == [in_database.tree.inclusion(number, 700) for number in numbers]
    assert sum("journal_entry" in one["sql"] and "commitment" in one["sql"] for one in asked) == 1


def test_a_second_row_of_tiles_gives_the_same_roots(in_database: Kept) -> None:
    sizes = (65_535, 65_536, 65_537, 66_000)
    in_database.grow(66_000)
    while in_database.tree.integrate(20_000):
        pass
    with_rows = [in_database.tree.root(size) for size in sizes]
    assert models.Tile.objects.using(in_database.alias).filter(level=1).count() == 1
    textbook = twin()
    textbook.grow(66_000)
    assert with_rows == [textbook.tree.root(size) for size in sizes]


def test_a_tile_that_is_gone_is_said_not_guessed(in_database: Kept) -> None:
    in_database.grow(1024)
    in_database.tree.integrate()
    with connections[in_database.alias].cursor() as cursor:
        if connections[in_database.alias].vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_tile_no_delete")
        else:
            cursor.execute("ALTER TABLE journal_tile DISABLE TRIGGER ALL")
        cursor.execute('DELETE FROM journal_tile WHERE "index" = 1')
    assert tiled(in_database.alias) == 1024
    with pytest.raises(Fault, match="F307"):
        in_database.tree.root(1024)
