"""Since when a need stands unanswered: from its first note until anybody says how it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from midex.kernel.event import Event
from midex.procedures.codes import SpecificNeed
from midex.procedures.protection.unanswered import unanswered_since
from tests.procedures.protection import happened as h

MEDICAL, DISABILITY = SpecificNeed.MEDICAL, SpecificNeed.DISABILITY
DAYS = {day: date(2026, 7, day) for day in range(1, 8)}


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ((h.OPENED,), {}),
        ((replace(h.OPENED, needs=(DISABILITY,)),), {DISABILITY: 1}),
        ((replace(h.OPENED, needs=(DISABILITY,)), h.NOTED), {DISABILITY: 1}),
        ((replace(h.OPENED, needs=(DISABILITY,)), h.MET), {}),
        ((h.OPENED, h.NOTED), {DISABILITY: 2}),
        ((h.OPENED, h.NOTED, h.NOTED), {DISABILITY: 2}),
        ((h.OPENED, h.NOTED, h.MET), {}),
        ((h.OPENED, h.NOTED, h.NOT_MET), {}),
        ((h.OPENED, h.NOTED, h.REVIEWED), {}),
        ((h.OPENED, h.NOTED, h.MET, h.NOTED), {DISABILITY: 4}),
        ((h.OPENED, h.NOTED, h.OTHER_MET), {DISABILITY: 2}),
        ((h.OPENED, h.INTERVIEWED, h.NOTED), {MEDICAL: 2, DISABILITY: 3}),
        ((h.OPENED, h.INTERVIEWED, h.OTHER_MET, h.INTERVIEWED), {}),
    ],
)
def test_a_need_stands_unanswered_from_its_note_on(
    happened: tuple[Event, ...], expected: dict[SpecificNeed, int]
) -> None:
    steps = h.history(*happened)
    daily = [replace(one, at=h.AT + timedelta(days=place)) for place, one in enumerate(steps)]
    assert unanswered_since(daily) == {need: DAYS[day] for need, day in expected.items()}


def test_it_stands_unanswered_only_while_the_case_says_that_it_is_not_met_without_a_date() -> None:
    for happened in ((h.NOTED,), (h.NOTED, h.MET), (h.NOTED, h.NOT_MET), (h.INTERVIEWED, h.NOTED, h.OTHER_MET)):
        case = h.after(h.OPENED, *happened)
        waiting = {need for need, one in case.needs.items() if one.standing.value == "not-met" and not one.review_on}
        assert unanswered_since(h.history(h.OPENED, *happened)).keys() == waiting
