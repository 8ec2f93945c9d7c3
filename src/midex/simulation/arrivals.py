"""When people come: so many each day as the published figures of 2015–16 have it, most of them in the evening."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random

EVENING, EVENING_HOURS, IN_THE_EVENING = 18, 4, 0.6
"""60 % of a day's people come within four hours, as in Slovenia on 21 October 2015."""

WITHOUT_SERIES = "RS"
"""Whose figures stand for a participant for which none were published daily."""


@cache
def published(participant: str) -> tuple[tuple[date, int], ...]:
    """The estimated arrivals of each day; nobody where no figure was published for a day."""
    rows = list(csv.DictReader(files(__package__).joinpath("arrivals.csv").read_text("ascii").splitlines()))
    column = participant if participant in rows[0] else WITHOUT_SERIES
    return tuple((date.fromisoformat(row["date"]), int(row[column] or 0)) for row in rows)


def people_by_day(people: int, days: int, participant: str) -> Iterator[int]:
    """How many of ``people`` come on each of the first ``days`` days; they add up to all of them."""
    figures = [figure for _, figure in published(participant)[:days]]
    total, so_far, given = sum(figures), 0, 0
    for figure in figures:
        so_far += figure
        due = people * so_far // total
        yield due - given
        given = due


def time_of_day(day: date, draw: Random) -> datetime:
    """A moment of the day, to the second."""
    if draw.random() < IN_THE_EVENING:
        hours = EVENING + EVENING_HOURS * draw.random()
    else:
        hours = (EVENING + EVENING_HOURS + (24 - EVENING_HOURS) * draw.random()) % 24
    return datetime.combine(day, time(tzinfo=UTC)) + timedelta(seconds=int(hours * 3600))
