"""The verifier's tree has the roots of RFC 6962's own test data, and those of the product's at every size."""

from __future__ import annotations

import pytest

from midex.kernel import merkle
from midex.kernel.merkle import fold, leaf_hash
from midex_verify.tree import Tree

# the reference trees of Certificate Transparency (certificate-transparency, merkletree tests)
LEAVES = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243")]
LEAVES += [bytes.fromhex("5051525354555657"), bytes.fromhex("606162636465666768696a6b6c6d6e6f")]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, len(ROOTS) + 1))
def test_the_roots_are_those_of_the_reference_trees(size: int) -> None:
    tree = Tree()
    tree.grow(LEAVES[:size])
    assert (tree.size, tree.root().hex()) == (size, ROOTS[size - 1])


def test_the_empty_trees_root_is_the_hash_of_nothing() -> None:
    assert Tree().root() == merkle.EMPTY_ROOT


def test_it_grows_to_the_same_roots_as_the_journals_tree() -> None:
    leaves, tree = [b"%d" % number for number in range(270)], Tree()

    def hashes(level: int, index: int) -> bytes:
        return fold([leaf_hash(leaf) for leaf in leaves[index << level : (index + 1) << level]])

    for size in range(271):
        assert tree.root() == merkle.root(size, hashes)
        tree.grow(leaves[size : size + 1])
