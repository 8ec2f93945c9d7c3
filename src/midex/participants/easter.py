"""The day of Easter, computed: by the Julian calendar (Orthodox) and by the Gregorian (Western).

Meeus, Astronomical Algorithms, chapter 8; valid from 1900 to 2099.
"""

from __future__ import annotations

from datetime import date, timedelta

JULIAN_BEHIND = timedelta(days=13)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Orthodox churches, as a day of the civil calendar."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + JULIAN_BEHIND


def western_easter(year: int) -> date:
    """Easter Sunday of the Western churches."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    skipped = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + skipped + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
