"""An RFC 6962 tree that grows at its end: it keeps one hash for each bit of its size, however many leaves it has."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


class Tree:
    """The roots of the complete subtrees that make up the leaves so far, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def grow(self, leaves: Iterable[bytes]) -> None:
        """Append leaves."""
        roots, size = self._roots, self.size
        for leaf in leaves:
            found = sha256(b"\x00" + leaf).digest()
            full = size
            while full & 1:
                found = sha256(b"\x01" + roots.pop() + found).digest()
                full >>= 1
            roots.append(found)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self._roots:
            return sha256(b"").digest()
        found = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            found = sha256(b"\x01" + left + found).digest()
        return found
