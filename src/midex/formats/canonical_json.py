"""JSON in one byte form, for what is signed or committed to; and JSON from strangers, bounded."""

from __future__ import annotations

import json
from typing import Any

LONGEST = 64 * 1024
"""Bytes of the longest text that is read."""


def canonical_json(value: Any) -> bytes:
    """The one byte form of a JSON value: sorted names, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def read_json(content: bytes) -> dict[str, Any]:
    """A JSON object from a stranger; ValueError for anything else, however deep or long."""
    if len(content) > LONGEST:
        raise ValueError("too long")
    try:
        value = json.loads(content)
    except RecursionError as wrong:
        raise ValueError("too deep") from wrong
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value
