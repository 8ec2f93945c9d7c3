"""Ed25519: sign, verify, and keep a private key in a file that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from midex.statistics.statement import key_id

FILE = "signing.ed25519"


class SigningKey:
    """``ports.Signer`` over an Ed25519 private key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public_key = private.public_key().public_bytes_raw()
        self.key_id = key_id(self.public_key)

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, folder: Path) -> SigningKey:
        """The key kept in ``folder``."""
        return cls(Ed25519PrivateKey.from_private_bytes(bytes.fromhex((folder / FILE).read_text("ascii"))))

    def save(self, folder: Path) -> None:
        """Keep the key in ``folder``; refuses to write over another."""
        keep_secret(folder / FILE, self._private.private_bytes_raw().hex())

    def sign(self, message: bytes) -> bytes:
        """A signature over ``message``, 64 bytes."""
        return self._private.sign(message)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` over ``message`` was made with the private half of ``public_key``."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def keep_secret(file: Path, text: str) -> None:
    """Write a new file that only its owner can read; FileExistsError where there is one."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
