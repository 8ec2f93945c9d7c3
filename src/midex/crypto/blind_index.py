"""Tokens that stand for what people are found by: keyed, of one office and kind, and short, so that texts share them.

Refuses to tell two texts of a token apart. Whoever holds a database without the key learns which rows share a token.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from midex.crypto.aead import derive
from midex.linkage.indexed import Term

BITS = 20
"""Bits of a token; docs/decisions/0012-blind-index.md says why so few."""


class BlindIndex:
    """``ports.Blinding`` under a key derived from the node's own."""

    def __init__(self, node_key: bytes) -> None:
        self._key = derive(node_key, b"midex blind index: tokens, 1")

    def tokens(self, office: str, terms: Iterable[Term]) -> frozenset[int]:
        """The tokens of terms in an office."""
        return frozenset(self._token(office, term) for term in terms)

    def _token(self, office: str, term: Term) -> int:
        said = b"".join(
            len(part).to_bytes(4, "big") + part for part in map(str.encode, (office, term.kind.value, term.text))
        )
        return int.from_bytes(hmac.digest(self._key, said, "sha256")[:8], "big") >> (64 - BITS)
