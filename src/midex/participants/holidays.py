"""The days on which a participant's offices are closed, from `holidays.yaml` of its folder.

Refuses to compute what an authority announces each year (the days of Eid): such days are missing, and the file says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from midex.formats.declaration import read_yaml
from midex.kernel.calendar import Calendar
from midex.participants.easter import orthodox_easter, western_easter

YEARS = range(2012, 2061)

MADE_GOOD_FROM: Mapping[str, frozenset[int]] = {
    "never": frozenset(),
    "sunday": frozenset({6}),
    "weekend": frozenset({5, 6}),
}
"""On which weekdays a holiday is made good on the next working day, by what the law of the participant says."""


@cache
def calendar_of(participant: str, years: range = YEARS) -> Calendar:
    """The calendar of a participant for these years; outside them only weekends are known."""
    raw = read_yaml(files("midex.participants").joinpath(participant.lower(), "holidays.yaml").read_text("utf-8"))
    return Calendar(frozenset(day for year in years if year >= raw["since"] for day in _holidays(raw, year)))


def _holidays(raw: Mapping[str, Any], year: int) -> frozenset[date]:
    made_good = [_day(year, text) for text in raw["made_good"]]
    free = {*made_good, *(_day(year, text) for text in raw["fixed"]), *_easter_days(raw, year)}
    for day in made_good:
        if day.weekday() in MADE_GOOD_FROM[raw["made_good_from"]]:
            free.add(Calendar(frozenset(free)).next_working(day))
    return frozenset(free)


def _easter_days(raw: Mapping[str, Any], year: int) -> Iterator[date]:
    for name, easter in (("orthodox", orthodox_easter), ("western", western_easter)):
        for days in raw.get("easter", {}).get(name, ()):
            yield easter(year) + timedelta(days=days)


def _day(year: int, text: str) -> date:
    month, day = text.split("-")
    return date(year, int(month), int(day))
