"""RFC 6962 trees: the known answers of the reference implementation, and every proof of every small tree."""

from __future__ import annotations

from hashlib import sha256

import pytest

from midex.kernel.merkle import EMPTY_ROOT, consistency, fold, inclusion, is_consistent, is_included, leaf_hash, root

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
"""The eight leaves of the Certificate Transparency reference tests."""
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
A, B, C = (
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
)


def of_reference(level: int, index: int) -> bytes:
    return fold([leaf_hash(leaf) for leaf in LEAVES[index << level : (index + 1) << level]])


def of_numbers(level: int, index: int) -> bytes:
    return fold([leaf_hash(b"%d" % number) for number in range(index << level, (index + 1) << level)])


def hexed(proof: tuple[bytes, ...]) -> list[str]:
    return [part.hex() for part in proof]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference_trees(size: int) -> None:
    assert root(size, of_reference).hex() == ROOTS[size]


def test_the_empty_trees_root_is_the_hash_of_nothing() -> None:
    assert sha256(b"").digest() == EMPTY_ROOT


def test_proofs_are_those_of_the_reference_tests() -> None:
    assert hexed(inclusion(5, 8, of_reference)) == [B, C, ROOTS[4]]
    assert hexed(inclusion(0, 1, of_reference)) == []
    assert hexed(consistency(2, 5, of_reference)) == [A, B]
    assert hexed(consistency(6, 8, of_reference))[1:] == [C, ROOTS[4]]


@pytest.mark.parametrize("size", range(1, 18))
def test_every_leaf_is_proven_and_no_proof_fits_another_place(size: int) -> None:
    tree = root(size, of_numbers)
    for number in range(size):
        proof = inclusion(number, size, of_numbers)
        for claimed in range(size + 1):
            fits = is_included(of_numbers(0, number), claimed, size, proof, tree)
            assert fits == (claimed == number), (number, claimed)
        assert not is_included(of_numbers(0, number), number, size, (*proof, tree), tree)
        assert not proof or not is_included(of_numbers(0, number), number, size, proof[:-1], tree)


@pytest.mark.parametrize("new", range(18))
def test_every_beginning_is_proven_and_no_other_tree_is_one(new: int) -> None:
    tree = root(new, of_numbers)
    for old in range(new + 1):
        proof, before = consistency(old, new, of_numbers), root(old, of_numbers)
        assert is_consistent(old, before, new, tree, proof)
        assert not is_consistent(old, leaf_hash(b"other"), new, tree, proof)
        assert not is_consistent(old, before, new, leaf_hash(b"other"), proof) or old == 0
        assert not is_consistent(old, before, new, tree, (*proof, tree))
        if proof:
            assert not is_consistent(old, before, new, tree, proof[:-1])
            assert not is_consistent(old, before, new, tree, (leaf_hash(b"other"), *proof[1:]))


def test_a_proof_of_what_is_not_there_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion(8, 8, of_reference)
    with pytest.raises(ValueError, match="not smaller"):
        consistency(9, 8, of_reference)
