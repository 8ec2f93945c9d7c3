"""Sentences for people: marked where they are written, translated where they are shown.

Refuses to translate or to format early: a message keeps its English id and its details apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def mark(text: str) -> str:
    """Return ``text`` unchanged; gettext collects what passes through here."""
    return text


@dataclass(frozen=True)
class Message:
    """A marked English sentence with named places, and the details that fill them."""

    id: str
    details: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.id.format(**self.details)
