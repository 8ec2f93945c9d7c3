"""Tokens that stand for what people are found by: keyed, of one office and kind, and short, so that texts share them.

Refuses to tell two texts of a token apart. Whoever holds a database without the key learns which rows share a token.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable
from pathlib import Path

from midex.crypto.aead import KEY_BYTES, derive
from midex.crypto.signing import keep_secret
from midex.linkage.indexed import Term

FILE = "blind-index.key"
"""File of the index's own key, beside the node's other private keys."""

BITS = 20
"""Bits of a token; docs/decisions/0012-blind-index.md says why so few."""


class BlindIndex:
    """``ports.Blinding`` under a key of its own, not the node's: it is thrown away when the index is made anew."""

    def __init__(self, key: bytes) -> None:
        self._key = derive(key, b"midex blind index: tokens, 1")

    @classmethod
    def load(cls, folder: Path) -> BlindIndex:
        """The index whose key is kept in ``folder``."""
        return cls(bytes.fromhex((folder / FILE).read_text("ascii")))

    def tokens(self, office: str, terms: Iterable[Term]) -> frozenset[int]:
        """The tokens of terms in an office."""
        return frozenset(self._token(office, term) for term in terms)

    def _token(self, office: str, term: Term) -> int:
        said = b"".join(
            len(part).to_bytes(4, "big") + part for part in map(str.encode, (office, term.kind.value, term.text))
        )
        return int.from_bytes(hmac.digest(self._key, said, "sha256")[:8], "big") >> (64 - BITS)


def make_index_key(folder: Path) -> bool:
    """Make the index's key where it is missing; answers whether it was."""
    if (folder / FILE).exists():
        return False
    keep_secret(folder / FILE, os.urandom(KEY_BYTES).hex())
    return True


def forget_index_key(folder: Path) -> None:
    """Overwrite and remove the index's key; every token made under it, in every backup, stands for nothing then."""
    with (folder / FILE).open("r+") as file:
        file.write("0" * 2 * KEY_BYTES)
        file.flush()
        os.fsync(file.fileno())
    (folder / FILE).unlink()
