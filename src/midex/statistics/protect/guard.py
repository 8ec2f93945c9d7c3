"""The vintage guard: a revision that would show who was added waits for others.

Under rounding to 5 a change of one gives a remainder away; ten changed person-records or more do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from midex.kernel.indicator import Table
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Released, Withheld
from midex.statistics.protect.crossings import broken_down, is_part
from midex.statistics.protect.figures import Reported

SMALL_REVISION = 10
"""Changed person-records of a participant and period below which a revision waits."""

NO_WINDOW = mark("a revision waits for the next release that brings a new period")
TOO_FEW = mark("fewer than {limit} person-records changed; held until more do")


@dataclass(frozen=True, kw_only=True)
class RevisionVerdict:
    """Whether the figures of a participant and period may leave in this release, and how many of them changed."""

    participant: str
    period: str
    verdict: Released | Withheld
    changed: int


def guard_vintage(
    table: Table, current: Sequence[Reported], previous: Sequence[Reported]
) -> tuple[list[Reported], tuple[RevisionVerdict, ...]]:
    """Hold revisions outside a window or of fewer than ten person-records; what is held keeps its old figures.

    A release is a window for revisions when it brings a period that the last vintage did not have.
    """
    before = {(part.participant, part.period): part for part in previous}
    window = any((part.participant, part.period) not in before for part in current)
    kept: list[Reported] = []
    verdicts: list[RevisionVerdict] = []
    for part in current:
        old = before.get((part.participant, part.period))
        changed = changed_records(table, old, part) if old else 0
        verdict = _verdict(changed, window=window)
        kept.append(old if old and isinstance(verdict, Withheld) else part)
        verdicts.append(
            RevisionVerdict(participant=part.participant, period=part.period, verdict=verdict, changed=changed)
        )
    return kept, tuple(verdicts)


def _verdict(changed: int, *, window: bool) -> Released | Withheld:
    if changed and not window:
        return Withheld(Message(NO_WINDOW))
    if 0 < changed < SMALL_REVISION:
        return Withheld(Message(TOO_FEW, {"limit": SMALL_REVISION}))
    return Released()


def changed_records(table: Table, old: Reported, new: Reported) -> int:
    """Changed person-records: the largest sum of |new - old| over the parts of any one crossing."""
    sums: dict[frozenset[str], int] = defaultdict(int)
    for key in old.cells.keys() | new.cells.keys():
        if not is_part(table, key):
            continue
        was, now = old.cells.get(key), new.cells.get(key)
        if was != now:
            difference = abs(((now and now.value) or 0) - ((was and was.value) or 0))
            sums[broken_down(table, key)] += difference or 1
    return max(sums.values(), default=0)
