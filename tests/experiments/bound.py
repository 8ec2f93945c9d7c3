"""How often a promise may still be broken, at 95 % confidence, after so many trials."""

from __future__ import annotations

import math

CONFIDENCE = 0.95


def upper_bound(failures: int, trials: int) -> float:
    """The rate of failures that is exceeded with 5 % probability only: 3/N without one, else Clopper and Pearson's."""
    if trials == 0 or failures >= trials:
        return 1.0
    if failures == 0:
        return min(1.0, 3 / trials)
    low, high = failures / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(failures, trials, middle) > 1 - CONFIDENCE else (low, middle)
    return high


def _at_most(failures: int, trials: int, rate: float) -> float:
    """The probability of at most so many failures where each trial fails at ``rate``."""
    return sum(
        math.exp(_ways(trials, k) + k * math.log(rate) + (trials - k) * math.log1p(-rate)) for k in range(failures + 1)
    )


def _ways(trials: int, chosen: int) -> float:
    return math.lgamma(trials + 1) - math.lgamma(chosen + 1) - math.lgamma(trials - chosen + 1)
