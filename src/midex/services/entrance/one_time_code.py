"""One-time codes that an authenticator app shows (RFC 6238: SHA-1, 30 seconds, 6 digits).

Refuses to keep anything: which code was used last is the store's to know, for a code counts once.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

PERIOD = 30  # seconds
DIGITS = 6
TOLERANCE = 1
"""Steps before and after the present one that are accepted: clocks differ, and people type slowly."""

SECRET_BYTES = 20  # as long as what SHA-1 makes of it (RFC 4226, section 4)


def secret_of(random: bytes) -> str:
    """A secret as people type it into an app: base32 without padding."""
    return base64.b32encode(random).decode().rstrip("=")


def is_secret(said: str) -> bool:
    """Whether a text is a secret of at least 16 bytes."""
    try:
        return len(_bytes_of(said)) >= 16
    except binascii.Error:
        return False


def step_of(at: datetime) -> int:
    """The number of the 30 seconds that a moment lies in."""
    return int(at.timestamp()) // PERIOD


def code_of(secret: str, step: int) -> str:
    """The code of one step."""
    digest = hmac.digest(_bytes_of(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The step near a moment whose code this is; every near step is compared, whichever fits."""
    typed, now, found = "".join(code.split()), step_of(at), None
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        if hmac.compare_digest(code_of(secret, step), typed.encode("ascii", "replace").decode()):
            found = step
    return found


def address_of(secret: str, identity: str, place: str) -> str:
    """The ``otpauth:`` address that an app reads from a QR code."""
    label = quote(f"{place}:{identity}", safe="")
    return f"otpauth://totp/{label}?" + urlencode({"secret": secret, "issuer": place}, quote_via=quote)


def _bytes_of(secret: str) -> bytes:
    plain = "".join(secret.split()).upper()
    return base64.b32decode(plain + "=" * (-len(plain) % 8))
