"""A date of which one may know the year only, or the year and the month; people are not made to invent the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from midex.kernel.fault import Fault

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~?)")


@dataclass(frozen=True, order=True)
class PartialDate:
    """ISO 8601-1 with reduced precision; ``estimated`` is EDTF's ``~`` (ISO 8601-2)."""

    year: int
    month: int = 0
    day: int = 0
    estimated: bool = False

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2009``, ``2009-04``, ``2009-04-30``, each also with ``~``; else fault F301."""
        match = _FORM.fullmatch(text.strip())
        if not match:
            raise Fault("F301", text=text[:20])
        year, month, day = (int(part or 0) for part in match.groups()[:3])
        try:
            date(year, month or 1, day or 1)
        except ValueError as wrong:
            raise Fault("F301", text=text[:20]) from wrong
        if (month == 0 and match[2]) or (day == 0 and match[3]):
            raise Fault("F301", text=text[:20])
        return cls(year, month, day, match[4] == "~")

    def __str__(self) -> str:
        text = (
            f"{self.year:04d}" + (f"-{self.month:02d}" if self.month else "") + (f"-{self.day:02d}" if self.day else "")
        )
        return text + ("~" if self.estimated else "")
