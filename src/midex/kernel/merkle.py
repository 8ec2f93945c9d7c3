"""The tree of RFC 6962 over a reader of hashes: root, proofs of inclusion and consistency, and their verification.

Refuses to know where hashes are kept: a reader answers for complete subtrees only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""

Hashes = Callable[[int, int], bytes]
"""The hash of the complete subtree of 2**level leaves whose first leaf is index * 2**level: (level, index) -> hash."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf; its first byte keeps it apart from a node's."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of neighbouring subtrees of one size."""
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def root(size: int, hashes: Hashes) -> bytes:
    """The root of the first ``size`` leaves."""
    return _range_root(0, size, hashes) if size else EMPTY_ROOT


def inclusion(number: int, size: int, hashes: Hashes) -> tuple[bytes, ...]:
    """The proof that leaf ``number`` is in the tree of the first ``size`` leaves (RFC 6962, 2.1.1)."""
    if not 0 <= number < size:
        raise ValueError("no such leaf in a tree of this size")
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if number < middle:
            path.append(_range_root(middle, end, hashes))
            end = middle
        else:
            path.append(_range_root(first, middle, hashes))
            first = middle
    return tuple(reversed(path))


def consistency(old: int, new: int, hashes: Hashes) -> tuple[bytes, ...]:
    """The proof that the first ``old`` leaves are the beginning of the first ``new`` (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError("the older tree is not smaller")
    if old in (0, new):
        return ()
    path: list[bytes] = []
    first, end = 0, new
    while end != old:
        middle = first + _split(end - first)
        if old <= middle:
            path.append(_range_root(middle, end, hashes))
            end = middle
        else:
            path.append(_range_root(first, middle, hashes))
            first = middle
    # the older tree's own root is known to whoever verifies, so the proof names it only where it is a part
    start = [_range_root(first, end, hashes)] if first else []
    return (*start, *reversed(path))


def is_included(leaf: bytes, number: int, size: int, proof: Sequence[bytes], tree: bytes) -> bool:
    """Whether the proof joins a leaf's hash to the root ``tree`` of ``size`` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= number < size:
        return False
    here, last, found = number, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(sibling, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and found == tree


def is_consistent(old: int, old_tree: bytes, new: int, new_tree: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of ``old`` leaves is proven to be the beginning of that of ``new`` (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not proof and old_tree == new_tree
    if old == 0:
        return not proof and old_tree == EMPTY_ROOT
    if not 0 < old < new or not (proof or _is_power_of_two(old)):
        return False
    return _joins(old, old_tree, new, new_tree, [old_tree, *proof] if _is_power_of_two(old) else list(proof))


def _joins(old: int, old_tree: bytes, new: int, new_tree: bytes, path: list[bytes]) -> bool:
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    of_old = of_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            of_old, of_new = node_hash(sibling, of_old), node_hash(sibling, of_new)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            of_new = node_hash(of_new, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and of_old == old_tree and of_new == new_tree


def _range_root(first: int, end: int, hashes: Hashes) -> bytes:
    """The root of the leaves from ``first`` to before ``end``; ``first`` is a multiple of the largest part's size."""
    parts: list[bytes] = []
    while first < end:
        level = (end - first).bit_length() - 1
        parts.append(hashes(level, first >> level))
        first += 1 << level
    found = parts.pop()
    while parts:
        found = node_hash(parts.pop(), found)
    return found


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _is_power_of_two(size: int) -> bool:
    return size & (size - 1) == 0
