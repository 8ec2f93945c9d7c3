"""Holidays: computed Easter, the days of Serbia, the rule for Sundays."""

from __future__ import annotations

from datetime import date

import pytest

from midex.participants.easter import orthodox_easter, western_easter
from midex.participants.holidays import calendar_of
from midex.participants.institutions import FOLDERS


@pytest.mark.parametrize(
    ("orthodox", "western"),
    [
        (date(2015, 4, 12), date(2015, 4, 5)),
        (date(2017, 4, 16), date(2017, 4, 16)),
        (date(2024, 5, 5), date(2024, 3, 31)),
        (date(2025, 4, 20), date(2025, 4, 20)),
        (date(2026, 4, 12), date(2026, 4, 5)),
        (date(2027, 5, 2), date(2027, 3, 28)),
    ],
)
def test_easter_falls_on_the_days_that_are_known(orthodox: date, western: date) -> None:
    assert orthodox_easter(orthodox.year) == orthodox
    assert western_easter(western.year) == western


def test_easter_is_a_sunday_in_every_year() -> None:
    for year in range(1900, 2100):
        assert orthodox_easter(year).weekday() == western_easter(year).weekday() == 6
        assert orthodox_easter(year) >= western_easter(year)


def test_serbian_offices_are_closed_on_the_days_of_2026() -> None:
    closed = {day for day in calendar_of("RS").holidays if day.year == 2026}
    assert closed == {
        date(2026, 1, 1),
        date(2026, 1, 2),
        date(2026, 1, 7),
        date(2026, 2, 15),
        date(2026, 2, 16),
        date(2026, 2, 17),  # 15 February is a Sunday
        date(2026, 4, 10),
        date(2026, 4, 11),
        date(2026, 4, 12),
        date(2026, 4, 13),
        date(2026, 5, 1),
        date(2026, 5, 2),
        date(2026, 11, 11),
    }


def test_two_holidays_that_fall_on_one_weekend_are_both_made_good_in_albania() -> None:
    # 28 and 29 November 2026 are a Saturday and a Sunday
    assert {date(2026, 11, 30), date(2026, 12, 1)} <= calendar_of("AL").holidays


def test_a_deadline_runs_over_easter() -> None:
    assert calendar_of("RS").working_days_after(date(2026, 4, 9), 1) == date(2026, 4, 14)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_participant_closes_on_new_years_day_and_has_no_holiday_before_its_list_begins(folder: str) -> None:
    days = calendar_of(folder.upper(), range(2000, 2031)).holidays
    assert date(2026, 1, 1) in days
    assert min(days).year >= 2012
