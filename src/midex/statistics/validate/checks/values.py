"""V-S05: a figure is a whole number, or empty with the reason beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pyarrow.compute as pc

from midex.kernel.indicator import MEASURE
from midex.statistics.validate.coded import Coded, count_of
from midex.statistics.validate.hits import Hits, echo
from midex.statistics.validate.rules import DEFAULT, Rule

_BELOW_ZERO = re.compile(r"[-−]\s*\d+")


def values(coded: Coded, rule: Rule) -> Iterator[Hits]:
    """Figures that are no whole number, below zero, impossibly large, or missing without a reason."""
    largest = rule.parameters["largest"]
    judge = partial(_case, largest=largest if coded.submission else None)
    yield from coded.by_text(MEASURE, judge, lambda text: {"value": echo(text), "largest": largest})
    if coded.columns[MEASURE].indices.null_count:
        yield from coded.hits(_unexplained(coded, rule), MEASURE, "empty")


def _case(text: str, *, largest: int | None) -> str | None:
    if _BELOW_ZERO.fullmatch(text):
        return "negative"
    if text.startswith("="):
        return "formula"
    count = count_of(text)
    if count is None:
        return DEFAULT
    return "too_large" if largest is not None and count > largest else None


def _unexplained(coded: Coded, rule: Rule) -> object:
    reasons = set(rule.parameters["empty_with"]) | (set() if coded.submission else {"O"})
    status = coded.columns["OBS_STATUS"]
    explained = status.where([bool(reasons & set(text)) for text in status.values])
    return pc.and_(pc.is_null(coded.columns[MEASURE].indices), pc.invert(explained))
