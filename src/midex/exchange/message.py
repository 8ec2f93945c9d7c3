"""A hand-over as the recipient gets it: the JSON value, built from what was released and nothing else.

Knows no procedure and no case; an import contract holds it to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from midex.kernel.purpose import Purpose

FORMAT = "midex-hand-over/1"


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """What one institution hands to another about one person. ``entry`` is the journal's number of the disclosure."""

    sender: str
    recipient: str
    purpose: Purpose
    basis: str
    until: date
    entry: int
    fields: Mapping[str, Any]


def to_json(message: HandOver) -> dict[str, Any]:
    """The message as plain values."""
    return {
        "format": FORMAT,
        "from": message.sender,
        "to": message.recipient,
        "purpose": message.purpose.value,
        "basis": message.basis,
        "until": message.until.isoformat(),
        "entry": message.entry,
        "fields": dict(message.fields),
    }
