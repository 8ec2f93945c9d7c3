"""Whether indicators of trafficking may be handed over by what happened so far; asked anew at every hand-over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from midex.kernel.event import Taken
from midex.procedures.protection.case import Screening, apply


def stands(history: Iterable[Taken[Any]]) -> bool:
    """A referral was taken, and neither was the consent withdrawn since nor did a review end it."""
    case = Screening()
    for taken in history:
        case = apply(case, taken)
    return case.referred
