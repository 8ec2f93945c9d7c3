"""When a registration is due: three working days, over weekends and holidays, by the value in force that day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from midex.kernel.calendar import Calendar
from midex.participants.holidays import calendar_of
from midex.procedures.registration.procedure import OPEN, REGISTRATION

WEEKENDS_ONLY = Calendar()
MONDAY_OFF = Calendar(frozenset({date(2026, 3, 9)}))


def due(at: datetime, calendar: Calendar) -> date | None:
    return OPEN.due(REGISTRATION.start, at, calendar)


@pytest.mark.parametrize(
    ("informed", "calendar", "expected"),
    [
        pytest.param("2026-03-02", WEEKENDS_ONLY, "2026-03-05", id="Monday to Thursday"),
        pytest.param("2026-03-03", WEEKENDS_ONLY, "2026-03-06", id="Tuesday to Friday"),
        pytest.param("2026-03-04", WEEKENDS_ONLY, "2026-03-09", id="Wednesday over a weekend"),
        pytest.param("2026-03-06", WEEKENDS_ONLY, "2026-03-11", id="Friday over a weekend"),
        pytest.param("2026-03-07", WEEKENDS_ONLY, "2026-03-11", id="Saturday"),
        pytest.param("2026-03-08", WEEKENDS_ONLY, "2026-03-11", id="Sunday"),
        pytest.param("2026-03-04", MONDAY_OFF, "2026-03-10", id="a holiday on the Monday"),
        pytest.param("2026-03-06", MONDAY_OFF, "2026-03-12", id="Friday before a long weekend"),
        pytest.param("2015-07-20", WEEKENDS_ONLY, "2015-07-23", id="the first day the value is in force"),
    ],
)
def test_a_registration_is_due_three_working_days_later(informed: str, calendar: Calendar, expected: str) -> None:
    at = datetime.fromisoformat(f"{informed}T23:59:59+00:00")
    assert due(at, calendar) == date.fromisoformat(expected)


def test_before_the_law_said_anything_nothing_is_due() -> None:
    assert due(datetime(2015, 7, 19, 12, tzinfo=UTC), WEEKENDS_ONLY) is None


@pytest.mark.parametrize("participant", ["AL", "BA", "XK", "ME", "MK", "RS"])
def test_over_new_year_it_is_due_no_sooner_than_on_weekends_alone(participant: str) -> None:
    at = datetime(2025, 12, 31, 9, tzinfo=UTC)
    found, plain = due(at, calendar_of(participant)), due(at, WEEKENDS_ONLY)
    assert found is not None
    assert plain is not None
    assert found > plain
    assert calendar_of(participant).is_working(found)


def test_no_other_step_has_a_deadline() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert [step.id for step in REGISTRATION.steps if step.due(REGISTRATION.start, at, WEEKENDS_ONLY)] == ["open"]
