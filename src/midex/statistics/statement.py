"""What a node signs and what the hub answers: canonical JSON statements, and the one file that carries both parts.

Pure: signing is done elsewhere, over exactly these bytes. Fields are only ever appended.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from midex.formats.canonical_json import canonical_json, read_json
from midex.kernel.identity import is_identity

SUBMISSION = "midex.submission/1"
RECEIPT = "midex.receipt/1"

_NEVER = datetime.min.replace(tzinfo=UTC)


class NoSubmitterError(ValueError):
    """A statement whose submitter is no account's name in its one spelling; the two approvals could not be checked."""


def key_id(public_key: bytes) -> str:
    """The short name of a public key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def sha256(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a submitter declares about a body of figures. ``rounded_to`` is None for exact counts."""

    table: str
    participant: str
    periods: tuple[str, ...]
    sha256: str
    length: int
    submitter: str
    rounded_to: int | None
    origin: str
    made_at: datetime
    key_id: str

    def encode(self) -> bytes:
        """The bytes that are signed."""
        return _encode(SUBMISSION, self)

    @classmethod
    def decode(cls, content: bytes) -> Statement:
        """Read signed bytes back; ValueError where they are no statement of a known type, or of nobody known."""
        fields = _decode(SUBMISSION, content)
        statement = _strictly(cls, fields | {"periods": tuple(fields.get("periods", ()))}, content)
        if not is_identity(statement.submitter):
            raise NoSubmitterError(statement.submitter)
        return statement

    @property
    def same_as(self) -> str:
        """What makes two statements the same submission: all but by whom, when and with which key it was made."""
        return sha256(replace(self, submitter="", made_at=_NEVER, key_id="").encode())


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The hub's word that it holds a submission; ``versions`` gives each period's version, from 1."""

    statement_sha256: str
    sha256: str
    table: str
    participant: str
    versions: Mapping[str, int]
    received_at: datetime
    key_id: str

    def encode(self) -> bytes:
        """The bytes that the hub signs."""
        return _encode(RECEIPT, self)

    @classmethod
    def decode(cls, content: bytes) -> Receipt:
        """Read signed bytes back; ValueError where they are no receipt of a known type."""
        return _strictly(cls, _decode(RECEIPT, content), content)


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A signed submission as one file: the statement, its signature, and the figures in canonical form."""

    statement: bytes
    signature: bytes
    figures: bytes

    def encode(self) -> bytes:
        """Statement, signature in base64, and figures, on lines of their own."""
        return b"\n".join((self.statement, base64.b64encode(self.signature), self.figures))

    @classmethod
    def decode(cls, content: bytes) -> Envelope:
        """Take the file apart; ValueError where a part is missing."""
        parts = content.split(b"\n", 2)
        if len(parts) != 3:
            raise ValueError("a part is missing")
        try:
            signature = base64.b64decode(parts[1], validate=True)
        except binascii.Error as wrong:
            raise ValueError("the signature is no base64") from wrong
        return cls(statement=parts[0], signature=signature, figures=parts[2])


_Signed = TypeVar("_Signed", Statement, Receipt)


def _encode(kind: str, statement: Statement | Receipt) -> bytes:
    moment = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(statement).items()}
    return canonical_json({"type": kind, **moment})


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "periods": list,
    "length": int,
    "rounded_to": (int, type(None)),
    "versions": dict,
}
"""What JSON must hold under a name; every other name holds text."""


def _decode(kind: str, content: bytes) -> dict[str, Any]:
    fields = read_json(content)
    if fields.pop("type", None) != kind:
        raise ValueError(f"not of type {kind}")
    if any(not isinstance(value, _TYPES.get(name, str)) for name, value in fields.items()):
        raise ValueError("a field is of another type")
    if any(not isinstance(period, str) for period in fields.get("periods", ())):
        raise ValueError("a period is no text")
    return {k: datetime.fromisoformat(v) if k.endswith("_at") else v for k, v in fields.items()}


def _strictly(kind: type[_Signed], fields: dict[str, Any], content: bytes) -> _Signed:
    try:
        made = kind(**fields)
        same = made.encode() == content
    except TypeError as wrong:
        raise ValueError("a field is missing or unknown") from wrong
    if not same:
        raise ValueError("not in canonical form")
    return made
