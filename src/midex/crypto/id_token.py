"""What an OpenID provider signs about somebody: signature, issuer, audience, times and nonce, or it is not believed."""

from __future__ import annotations

import hmac
from typing import Any

import jwt

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Public-key signatures only: with a shared secret each side could have signed."""

LEEWAY = 60  # seconds that two clocks may differ
NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]


def subject_of(token: str, keys: Any, *, issuer: str, client: str, nonce: str) -> str:
    """The subject of an ID token (OpenID Connect Core, 3.1.3.7); ValueError says why it is not believed."""
    try:
        key = _key(token, keys)
        said = jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            audience=client,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": NEEDED, "strict_aud": False},
        )
    except (jwt.PyJWTError, KeyError, TypeError, AttributeError) as wrong:
        raise ValueError(type(wrong).__name__) from wrong
    if not hmac.compare_digest(str(said["nonce"]).encode(), nonce.encode()):
        raise ValueError("nonce")
    if said.get("azp", client) != client:
        raise ValueError("authorized party")
    subject = said["sub"]
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
        raise ValueError("subject")
    return subject


def _key(token: str, keys: Any) -> jwt.PyJWK:
    wanted = jwt.get_unverified_header(token).get("kid")
    usable = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use in (None, "sig")]
    fitting = [key for key in usable if key.key_id == wanted] if wanted else usable
    if len(fitting) != 1:
        raise KeyError("kid")
    return fitting[0]
