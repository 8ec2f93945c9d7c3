"""Reference periods and the day by which a figure is due.

A period knows its days; whether it is over is asked with a date, for the kernel has no clock.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from midex.kernel.fault import Fault


class Frequency(Enum):
    """SDMX CL_FREQ, as far as it is used."""

    YEAR = "A"
    QUARTER = "Q"
    MONTH = "M"

    @property
    def per_year(self) -> int:
        """How many periods of this frequency a year has."""
        return {"A": 1, "Q": 4, "M": 12}[self.value]


_FORM = re.compile(r"(?P<year>\d{4})(?:-?Q(?P<quarter>[1-4])|-?M(?P<m1>0[1-9]|1[0-2])|-(?P<m2>0[1-9]|1[0-2]))?$")


@dataclass(frozen=True, order=True)
class Period:
    """A calendar year, quarter or month."""

    year: int
    number: int
    frequency: Frequency = Frequency.YEAR

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2026``, ``2026-Q1``, ``2026Q1``, ``2026-03``, ``2026-M03`` or ``2026M03``; else fault F109."""
        match = _FORM.match(text.strip())
        if not match:
            raise Fault("F109", text=text[:40])
        year = int(match["year"])
        if match["quarter"]:
            return cls(year, int(match["quarter"]), Frequency.QUARTER)
        if month := match["m1"] or match["m2"]:
            return cls(year, int(month), Frequency.MONTH)
        return cls(year, 1, Frequency.YEAR)

    def __str__(self) -> str:
        if self.frequency is Frequency.YEAR:
            return f"{self.year:04d}"
        if self.frequency is Frequency.QUARTER:
            return f"{self.year:04d}-Q{self.number}"
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first_day(self) -> date:
        """The first calendar day of the period."""
        return date(self.year, (self.number - 1) * (12 // self.frequency.per_year) + 1, 1)

    @property
    def last_day(self) -> date:
        """The last calendar day of the period."""
        month = self.number * (12 // self.frequency.per_year)
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    def is_over(self, today: date) -> bool:
        """Whether the whole period lies before ``today``."""
        return self.last_day < today

    def previous(self) -> Period:
        """The period of the same frequency just before."""
        if self.number > 1:
            return Period(self.year, self.number - 1, self.frequency)
        return Period(self.year - 1, self.frequency.per_year, self.frequency)


@dataclass(frozen=True)
class Deadline:
    """How long after the end of a period its figures are due: whole months, or days."""

    months: int = 0
    days: int = 0

    def after(self, period: Period) -> date:
        """The day by which the figures of ``period`` are due."""
        year, month = divmod(period.last_day.year * 12 + period.last_day.month - 1 + self.months, 12)
        return date(year, month + 1, calendar.monthrange(year, month + 1)[1]) + timedelta(days=self.days)
