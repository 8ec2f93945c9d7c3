"""Scales and ticks: from figures to places on paper. Bars and lines of counts always start at zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 2.5, 5)


@dataclass(frozen=True)
class Scale:
    """A straight line from ``low``-``high`` to ``start``-``stop``."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.stop) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.stop - self.start)


def ticks(top: float, wanted: int = 4) -> tuple[int, ...]:
    """Round figures from zero to at least ``top``, about ``wanted`` of them."""
    if top <= 0:
        return (0, 1)
    tenth = 10.0 ** (floor(log10(top)) - 1)
    steps = (max(1, round(step * power)) for power in (tenth, tenth * 10) for step in STEPS)
    step = next(step for step in steps if ceil(top / step) <= wanted + 1)
    return tuple(range(0, step * ceil(top / step) + 1, step))


def years(low: float, high: float, wanted: int = 6) -> tuple[int, ...]:
    """Whole years to label between two places in time: the first, the last and even steps between."""
    first, last = ceil(low), floor(high)
    span = max(1, last - first)
    step = next((s for s in (1, 2, 3, 4, 5, 10, 20, 50) if span / s <= wanted), 100)
    kept = [year for year in range(last, first - 1, -step) if year in (last, first) or year - first >= step]
    return tuple(sorted({first, *kept}))


Words = Callable[[int], str]
"""Writes a count the way the reader's language does."""
