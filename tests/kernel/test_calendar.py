"""Working days and deadlines counted in them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.kernel.calendar import Calendar

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))
CALENDARS = st.frozensets(DAYS, max_size=40).map(Calendar)
COUNTS = st.integers(min_value=0, max_value=60)

EASTER = Calendar(frozenset({date(2026, 4, 10), date(2026, 4, 13)}))


@pytest.mark.parametrize(
    ("day", "working"),
    [("2026-04-09", True), ("2026-04-10", False), ("2026-04-11", False), ("2026-04-12", False), ("2026-04-14", True)],
)
def test_weekends_and_holidays_are_no_working_days(day: str, working: bool) -> None:
    assert EASTER.is_working(date.fromisoformat(day)) == working


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-04-08", 1, "2026-04-09"),
        ("2026-04-09", 1, "2026-04-14"),
        ("2026-04-11", 1, "2026-04-14"),
        ("2026-04-08", 3, "2026-04-15"),
        ("2026-04-08", 0, "2026-04-08"),
    ],
)
def test_working_days_are_counted_over_a_long_weekend(day: str, count: int, expected: str) -> None:
    assert EASTER.working_days_after(date.fromisoformat(day), count) == date.fromisoformat(expected)


@given(CALENDARS, DAYS)
def test_the_next_working_day_is_the_first_one(calendar: Calendar, day: date) -> None:
    found = calendar.next_working(day)
    assert calendar.is_working(found)
    assert not any(calendar.is_working(day + timedelta(days=gap)) for gap in range((found - day).days))


@given(CALENDARS, DAYS, COUNTS)
def test_a_deadline_leaves_as_many_working_days_as_it_says(calendar: Calendar, day: date, count: int) -> None:
    end = calendar.working_days_after(day, count)
    between = [day + timedelta(days=gap) for gap in range(1, (end - day).days + 1)]
    assert sum(calendar.is_working(one) for one in between) == count


@given(CALENDARS, DAYS, COUNTS, COUNTS)
def test_a_longer_deadline_ends_later_and_is_counted_in_parts(
    calendar: Calendar, day: date, one: int, two: int
) -> None:
    whole = calendar.working_days_after(day, one + two)
    assert whole == calendar.working_days_after(calendar.working_days_after(day, one), two)
    assert whole >= calendar.working_days_after(day, one)


@given(CALENDARS, DAYS, COUNTS, DAYS)
def test_one_more_holiday_never_shortens_a_deadline(calendar: Calendar, day: date, count: int, closed: date) -> None:
    fewer = Calendar(calendar.holidays | {closed})
    assert fewer.working_days_after(day, count) >= calendar.working_days_after(day, count)
