"""What the law gives a number of days for: the assessment of needs and a child's guardian, from 12 June 2026 on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from midex.kernel.calendar import Calendar
from midex.procedures.protection.procedure import APPOINT, BEGIN_BEST_INTERESTS, DISPUTE_AGE, OPEN, PROTECTION
from tests.procedures.protection import happened as h
from tests.procedures.protection.happened import taken

HOLIDAY = Calendar(frozenset({date(2026, 7, 31)}))


@pytest.mark.parametrize(
    ("at", "calendar", "interview", "guardian"),
    [
        pytest.param("2026-06-11", Calendar(), None, None, id="before the law said anything"),
        pytest.param("2026-06-12", Calendar(), "2026-07-13", "2026-07-03", id="the first day, thirty days on a Sunday"),
        pytest.param("2026-07-01", Calendar(), "2026-07-31", "2026-07-22", id="a Wednesday"),
        pytest.param("2026-07-01", HOLIDAY, "2026-08-03", "2026-07-22", id="it ends on a holiday"),
        pytest.param("2026-07-13", HOLIDAY, "2026-08-12", "2026-08-04", id="a holiday between"),
    ],
)
def test_days_are_counted(at: str, calendar: Calendar, interview: str | None, guardian: str | None) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC, hour=23)
    due = [
        str(day) if day else None
        for day in (step.due(PROTECTION.start, moment, calendar) for step in (OPEN, BEGIN_BEST_INTERESTS))
    ]
    assert due == [interview, guardian]


def test_a_child_alone_has_a_guardian_first_and_is_interviewed_when_anybody_is() -> None:
    at, later = datetime(2026, 7, 1, 9, tzinfo=UTC), datetime(2026, 7, 13, 9, tzinfo=UTC)
    assert OPEN.due(PROTECTION.before(h.OF_CHILD), at, Calendar()) == date(2026, 7, 22)
    assert OPEN.due(PROTECTION.before(h.OF_ADULT), at, Calendar()) == date(2026, 7, 31)
    case = PROTECTION.fold([taken(1, h.OPENED, h.OF_CHILD), taken(2, h.BEGUN)])
    assert APPOINT.due(case, later, Calendar()) == date(2026, 7, 31)
    interviewed = PROTECTION.fold([taken(1, h.OPENED), taken(2, h.INTERVIEWED), taken(3, h.ALONE), taken(4, h.BEGUN)])
    assert APPOINT.due(interviewed, later, Calendar()) is None


def test_no_other_step_has_a_deadline_of_the_law() -> None:
    at = datetime(2026, 7, 1, 9, tzinfo=UTC)
    due = [step.id for step in PROTECTION.steps if step.due(PROTECTION.start, at, Calendar())]
    assert due == ["open-screening", "find-child", "begin-best-interests", "dispute-age"]


def test_the_term_runs_from_when_the_child_is_known_and_not_where_there_is_a_guardian() -> None:
    found, begun = date(2026, 7, 22), date(2026, 7, 24)
    case = PROTECTION.fold([taken(1, h.OPENED), taken(2, h.ALONE, due=found), taken(3, h.BEGUN, due=begun)])
    assert case.awaited == {"guardian": found}
    at = datetime(2026, 7, 3, 9, tzinfo=UTC)
    assert DISPUTE_AGE.due(case, at, Calendar()) == date(2026, 7, 24)
    assert DISPUTE_AGE.due(PROTECTION.apply(case, taken(4, h.APPOINTED)), at, Calendar()) is None
