"""Scales and ticks: from figures to places on paper. Bars and lines of counts always start at zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 2.5, 5, 10)


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
    raw = top / wanted
    power = 10 ** floor(log10(raw))
    step = max(1, round(next(s for s in STEPS if s * power >= raw) * power))
    return tuple(range(0, step * ceil(top / step) + 1, step))


def years(low: float, high: float, wanted: int = 6) -> tuple[int, ...]:
    """Whole years to label between two places in time: the first, the last and even steps between."""
    first, last = ceil(low), floor(high)
    span = max(1, last - first)
    step = next((s for s in (1, 2, 3, 4, 5, 10, 20, 50) if span / s <= wanted), 100)
    kept = [year for year in range(last, first - 1, -step) if year == last or year - first >= step or year == first]
    return tuple(sorted({first, *kept}))


Words = Callable[[int], str]
"""Writes a count the way the reader's language does."""
