"""Fellegi-Sunter weights of agreement, and the two limits that decide what a human is shown; nothing is decided here.

The sum of weights never leaves this module: no record carries one, and no page shows one.
"""

from __future__ import annotations

import csv
from enum import Enum
from functools import cache
from importlib.resources import files
from math import log2

from midex.linkage.compare import Compared

FIELDS = ("names", "birth", "sex", "citizenship", "document")
POSSIBLE, LIKELY = 9.0, 15.0
"""Sums of weights from which two records are shown beside each other, and shown first."""


class Closeness(Enum):
    """In which order a human looks."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    APART = "apart"


def closeness(compared: Compared) -> Closeness:
    """Whether a human should look at two records."""
    total = _sum(compared)
    if total >= LIKELY:
        return Closeness.LIKELY
    return Closeness.POSSIBLE if total >= POSSIBLE else Closeness.APART


def closest_first(compared: Compared) -> float:
    """A key to sort by, the closest first; good for nothing else."""
    return -_sum(compared)


def _sum(compared: Compared) -> float:
    return sum(_weights()[field, getattr(compared, field).value] for field in FIELDS)


@cache
def _weights() -> dict[tuple[str, str], float]:
    """By field and level: log2 of how much more often the level is seen for one person than for two (m over u)."""
    with files(__package__).joinpath("weights.csv").open(encoding="utf-8") as file:
        said = {(row["field"], row["level"]): log2(float(row["m"]) / float(row["u"])) for row in csv.DictReader(file)}
    return said | {(field, "unknown"): 0.0 for field in FIELDS}
