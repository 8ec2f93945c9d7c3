"""The in-memory twin of signing: no cryptography, the same contract for whoever plays fair."""

from __future__ import annotations

import hashlib
import hmac
import itertools

from midex.statistics.statement import key_id

_numbers = itertools.count(1)
_private: dict[bytes, bytes] = {}


class InMemorySigner:
    """Signs with a keyed hash; the secret stands in this module, where only ``verify`` looks."""

    def __init__(self) -> None:
        number = str(next(_numbers)).encode()
        self.public_key = hashlib.sha256(b"public" + number).digest()
        self.key_id = key_id(self.public_key)
        _private[self.public_key] = hashlib.sha256(b"private" + number).digest()

    def sign(self, message: bytes) -> bytes:
        return hmac.digest(_private[self.public_key], message, "sha512")


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    secret = _private.get(public_key)
    return secret is not None and hmac.compare_digest(hmac.digest(secret, message, "sha512"), signature)
