"""People come on the days on which they came, and mostly in the evening."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.simulation.arrivals import people_by_day, published, time_of_day
from tests.simulation.made_up import FIRST, families

LARGEST_FAMILY = 7


def test_the_figures_are_of_every_day_from_october_to_february() -> None:
    days = [day for day, _ in published("RS")]
    assert days == [date(2015, 10, 1) + timedelta(days=at) for at in range(152)]
    assert sum(figure for _, figure in published("RS")) == 521_612
    assert sum(figure for _, figure in published("MK")) == 530_993
    assert published("XK") == published("RS")


@pytest.mark.raw
def test_they_are_the_published_ones(raw_files: Path) -> None:
    with (raw_files / "unhcr_daily_arrivals" / "unhcr_daily_arrivals_2015-10-01_2016-02-29.csv").open(
        encoding="utf-8"
    ) as file:
        rows = list(csv.DictReader(file))
    for participant, column in (("MK", "Arrivals to fYRoM"), ("RS", "Arrivals to Serbia")):
        raw = [(date.fromisoformat(row["Date"]), int(row[column].replace("N/A", "0"))) for row in rows]
        assert published(participant) == tuple(raw)


@given(people=st.integers(1, 10**7), days=st.integers(1, 152))
def test_each_day_has_its_share_and_nobody_is_lost(people: int, days: int) -> None:
    figures = [figure for _, figure in published("RS")][:days]
    shares = list(people_by_day(people, days, "RS"))
    assert sum(shares) == people
    assert all(abs(share - people * figure / sum(figures)) <= 1 for share, figure in zip(shares, figures, strict=True))


def test_families_come_on_the_days_of_the_figures() -> None:
    came = Counter[date]()
    for family in families(people=5_000, days=152):
        came[min(one.course[0].at for one in family.registrations).date()] += len(family.people)
    due = arrived = 0
    for at, share in enumerate(people_by_day(5_000, 152, "RS")):
        due, arrived = due + share, arrived + came[FIRST + timedelta(days=at)]
        assert 0 <= arrived - due < LARGEST_FAMILY


def test_three_of_five_come_within_four_hours_of_the_evening() -> None:
    draw = Random(1)
    hours = Counter(time_of_day(FIRST, draw).hour for _ in range(20_000))
    assert sum(hours.values()) == 20_000
    assert 0.58 < sum(hours[hour] for hour in range(18, 22)) / 20_000 < 0.62
    assert all(hours[hour] > 200 for hour in range(24))
    assert {time_of_day(FIRST, draw).date() for _ in range(500)} == {FIRST}
