"""Since when a need stands that nobody has answered: no date falls due of it, so whoever works on the case is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from midex.kernel.event import Taken
from midex.procedures.codes import SpecificNeed
from midex.procedures.protection.events import (
    Interviewed,
    NeedMet,
    NeedNoted,
    NeedNotMet,
    NeedReviewed,
    ScreeningOpened,
)


def unanswered_since(history: Iterable[Taken[Any]]) -> Mapping[SpecificNeed, date]:
    """The day on which each need was noted that was neither met since, nor found not to be, nor looked at again."""
    known: dict[SpecificNeed, date | None] = {}
    for taken in history:
        match taken.event:
            case NeedNoted(need=need):
                known[need] = known.get(need) or taken.at.date()
            case ScreeningOpened(needs=needs) | Interviewed(needs=needs):
                known = {**dict.fromkeys(needs, taken.at.date()), **known}
            case NeedMet(need=need) | NeedNotMet(need=need) | NeedReviewed(need=need):
                known[need] = None
    return {need: since for need, since in known.items() if since}
