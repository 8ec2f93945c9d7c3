"""Random words for secrets and one-time codes, and the keys that every home needs."""

from __future__ import annotations

import secrets
from pathlib import Path

from midex.crypto.box import make_box
from midex.crypto.signing import FILE, SigningKey, keep_secret

SESSION = "session.secret"
"""File of the secret that signs the sessions of a home's pages."""

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def code() -> str:
    """A one-time code that can be read out: four groups of five, 99 bits, without letters that look alike."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def secret() -> str:
    """A secret nobody types."""
    return secrets.token_urlsafe(48)


def make_keys(folder: Path) -> bool:
    """Make the signing key, the session secret and the second factors' key where missing; answers whether any was."""
    missing = [name for name in (FILE, SESSION) if not (folder / name).exists()]
    if FILE in missing:
        SigningKey.generate().save(folder)
    if SESSION in missing:
        keep_secret(folder / SESSION, secret())
    return make_box(folder) or bool(missing)
