"""Working days and deadlines counted in them; refuses to know today's date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """The days on which a participant's offices are closed beside weekends."""

    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices are open."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def next_working(self, day: date) -> date:
        """``day`` itself, or the first working day after it: where a deadline that ends on a closed day ends."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def working_days_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, which does not count itself (Regulation 1182/71, art. 3)."""
        for _ in range(count):
            day = self.next_working(day + timedelta(days=1))
        return day
