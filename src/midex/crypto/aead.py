"""ChaCha20-Poly1305 and HKDF-SHA256 as this software uses them: one way each to seal, to open, to derive.

Refuses to be a choice of algorithms; the published test vectors pass through exactly these functions.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class TamperedError(Exception):
    """What was sealed does not open: other key, other associated data, or changed bytes. Says no more than that."""


class Aead:
    """One key; whoever seals chooses a nonce that this key has never seen."""

    def __init__(self, key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(key)

    def seal(self, nonce: bytes, plaintext: bytes, associated: bytes) -> bytes:
        """Ciphertext and tag; ValueError where the nonce has not 12 bytes."""
        return self._cipher.encrypt(nonce, plaintext, associated)

    def open(self, nonce: bytes, ciphertext: bytes, associated: bytes) -> bytes:
        """The plaintext, or TamperedError."""
        try:
            return self._cipher.decrypt(nonce, ciphertext, associated)
        except (InvalidTag, ValueError):
            raise TamperedError from None


def derive(key: bytes, label: bytes, *, salt: bytes = b"", size: int = KEY_BYTES) -> bytes:
    """A key of its own for what ``label`` names (RFC 5869); ValueError where ``size`` is more than HKDF gives."""
    return HKDF(SHA256(), size, salt, label).derive(key)
