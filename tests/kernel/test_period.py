"""Periods and due dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.kernel.fault import Fault
from midex.kernel.period import Deadline, Frequency, Period


@pytest.mark.parametrize(
    ("text", "form"),
    [("2026", "2026"), ("2026-Q1", "2026-Q1"), ("2026Q1", "2026-Q1"), ("2026-03", "2026-03"), ("2026-M03", "2026-03"),
     ("2026M03", "2026-03"), (" 2026-12 ", "2026-12")],
)  # fmt: skip
def test_every_accepted_form_is_stored_in_one(text, form):
    assert str(Period.parse(text)) == form


@pytest.mark.parametrize("text", ["", "26", "2026-13", "2026-Q5", "2026-00", "March 2026", "2026-3", "2026/03"])
def test_anything_else_is_a_fault_that_says_what_to_write(text):
    with pytest.raises(Fault, match="F109"):
        Period.parse(text)


def test_a_period_is_over_the_day_after_its_last():
    quarter = Period.parse("2026-Q3")
    assert (quarter.first_day, quarter.last_day) == (date(2026, 7, 1), date(2026, 9, 30))
    assert not quarter.is_over(date(2026, 9, 30))
    assert quarter.is_over(date(2026, 10, 1))


def test_due_dates_count_whole_months_or_days_from_the_end():
    assert Deadline(months=2).after(Period.parse("2025-12")) == date(2026, 2, 28)
    assert Deadline(months=3).after(Period.parse("2025")) == date(2026, 3, 31)
    assert Deadline(days=17).after(Period.parse("2026-02")) == date(2026, 3, 17)


@given(st.integers(2000, 2100), st.sampled_from(list(Frequency)), st.data())
def test_a_period_reads_back_what_it_writes_and_follows_its_previous(year, frequency, data):
    period = Period(year, data.draw(st.integers(1, frequency.per_year)), frequency)
    assert Period.parse(str(period)) == period
    assert (period.first_day - period.previous().last_day).days == 1
