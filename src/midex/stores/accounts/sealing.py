"""Where sealed proofs stand, so that one moved to another account does not open; the box itself is `crypto.box`."""

from __future__ import annotations

from typing import Protocol


class Box(Protocol):
    """A key of the home, outside its database."""

    def seal(self, text: str, place: str) -> str:
        """A text that opens only in the same place."""
        ...

    def open(self, sealed: str, place: str) -> str:
        """The text; ValueError where it was changed or moved."""
        ...

    def mark(self, text: str, place: str) -> str:
        """A keyed hash, 64 hex digits: equal for equal texts in a place, and no way back."""
        ...


class _NoBox:
    def seal(self, _text: str, _place: str) -> str:
        raise RuntimeError("this store was opened without the key that seals second factors")

    open = mark = seal


NO_BOX: Box = _NoBox()
"""For what only adds and checks passwords; fails loudly at anything else."""


def totp_place(identity: str) -> str:
    """Where the secret of an account's one-time codes stands."""
    return f"totp/{identity}"


def recovery_place(identity: str) -> str:
    """Where an account's recovery codes stand."""
    return f"recovery/{identity}"


def subject_place(issuer: str) -> str:
    """Where the subjects of a provider stand."""
    return f"openid/{issuer}"
