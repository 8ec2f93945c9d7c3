"""What the validator found: place, rule, what is wrong and how to put it right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from midex.kernel.text import Message
from midex.statistics.reading import Note, Place


class Severity(Enum):
    """What a finding does to a submission."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding. ``key`` names the observation (column -> code); ``place`` is None for the file as a whole."""

    rule: str
    severity: Severity
    message: Message
    fix: Message
    place: Place | None = None
    key: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """All findings on one file. ``totals`` counts every finding per rule; ``findings`` shows a bounded number.

    ``rounded_to`` is what the submitter declared; ``notes`` is what the reader did. Of a quarantined file neither the
    name nor anything of its content stands here.
    """

    file: str
    layout: str
    table: str
    participant: str
    observations: int
    findings: tuple[Finding, ...]
    totals: Mapping[str, int]
    errors: int
    warnings: int
    quarantined: bool = False
    rounded_to: int | None = None
    notes: tuple[Note, ...] = ()

    @property
    def acceptable(self) -> bool:
        """Whether the file may be submitted."""
        return self.errors == 0 and not self.quarantined
