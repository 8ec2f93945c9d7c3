"""A key of a home, in a file beside its other keys, that seals small secrets kept in its database.

Not for fields of a person: those have a key each, in the vault.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from pathlib import Path

from midex.crypto.aead import KEY_BYTES, NONCE_BYTES, Aead, TamperedError, derive
from midex.crypto.signing import keep_secret

FILE = "second-factors.key"


class Box:
    """Seals texts, and hashes them under a key; ``place`` is bound into both."""

    def __init__(self, key: bytes) -> None:
        self._cipher = Aead(derive(key, b"midex.box/1 seal"))
        self._marks = derive(key, b"midex.box/1 mark")

    @classmethod
    def load(cls, folder: Path) -> Box:
        """The box whose key is kept in ``folder``."""
        return cls(bytes.fromhex((folder / FILE).read_text("ascii")))

    def seal(self, text: str, place: str) -> str:
        """A text that opens only in the same place."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.seal(nonce, text.encode(), place.encode())).decode()

    def open(self, sealed: str, place: str) -> str:
        """The text; ValueError where it was changed or moved."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._cipher.open(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
        except (TamperedError, binascii.Error):
            raise ValueError(f"what is sealed at {place.partition('/')[0]} was changed or moved") from None

    def mark(self, text: str, place: str) -> str:
        """A keyed hash, 64 hex digits; ``place`` cannot hold a zero byte."""
        return hmac.digest(self._marks, place.encode() + b"\0" + text.encode(), "sha256").hex()


def make_box(folder: Path) -> bool:
    """Make the key where it is missing; answers whether it was."""
    if (folder / FILE).exists():
        return False
    keep_secret(folder / FILE, secrets.token_bytes(KEY_BYTES).hex())
    return True
