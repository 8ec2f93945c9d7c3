"""What an institution publishes about itself, month by month: steps, reads, refusals, break-glass; never whose.

A day is counted when it is over, so that nobody can watch a count to learn what is happening just now.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from midex.kernel.journal import EntryKind
from midex.services.casework.ports import CasePorts


@dataclass(frozen=True, kw_only=True)
class Month:
    """The counts of one month, written as 2026-03; ``is_over`` tells whether more can come."""

    month: str
    steps: int
    reads: int
    refusals: int
    break_glass: int
    is_over: bool


def published_counts(ports: CasePorts) -> tuple[Month, ...]:
    """Every month that the journal has entries of, the newest first."""
    today = ports.clock().date()
    counted: Counter[tuple[str, EntryKind]] = Counter()
    for (day, kind), count in ports.journal.counts().items():
        if day < today:
            counted[f"{day:%Y-%m}", kind] += count
    return tuple(
        Month(
            month=month,
            steps=counted[month, EntryKind.EVENT],
            reads=counted[month, EntryKind.READ],
            refusals=counted[month, EntryKind.REFUSAL],
            break_glass=counted[month, EntryKind.BREAK_GLASS],
            is_over=month < f"{today:%Y-%m}",
        )
        for month in sorted({month for month, _ in counted}, reverse=True)
    )
