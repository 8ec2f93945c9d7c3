"""Made-up screenings: whose they are, within the registration, and which steps of the procedure they are."""

from __future__ import annotations

from collections import Counter

from midex.formats.event_json import Wrong
from midex.procedures.catalogue import find_step
from midex.services.casework.said_event import event_of
from midex.simulation.course import ENDS
from midex.simulation.people import Company, What
from midex.simulation.steps import SCREENING, screening_of
from tests.simulation.made_up import registrations, simulation

MADE = tuple(registrations(people=3_000))
SCREENED = [one for one in MADE if one.screening]


def test_those_with_needs_and_children_alone_are_screened_and_nobody_else() -> None:
    assert all(one.person.needs or one.person.company is Company.ALONE for one in SCREENED)
    assert all(one.time == 1 for one in SCREENED)
    wanting = [one for one in MADE if one.person.needs and one.time == 1]
    assert 0.4 < len(SCREENED) / len(wanting) < 0.9
    alone = [one for one in wanting if one.person.company in (Company.ALONE, Company.SEPARATED)]
    assert len(alone) > 100
    assert sum(bool(one.screening) for one in alone) / len(alone) > 0.75


def test_some_needs_are_met_some_are_not_and_of_some_nothing_was_said() -> None:
    happened = Counter(one.what for made in SCREENED for one in made.screening)
    answered = happened[What.NEED_MET] + happened[What.NEED_LEFT]
    assert min(happened[What.NEED_MET], happened[What.NEED_LEFT]) > 0.1 * happened[What.NEED_NOTED]
    assert answered < 0.9 * happened[What.NEED_NOTED]


def test_a_screening_begins_after_the_registration_and_ends_with_it() -> None:
    for made in SCREENED:
        course = {one.what: one.at for one in made.course}
        moments = [one.at for one in made.screening]
        ended = next((one.at for one in made.course if one.what in ENDS), None)
        assert made.screening[0].what is What.SCREENED
        assert course[What.REGISTERED] < moments[0]
        assert moments == sorted(moments)
        assert moments[-1] < simulation().until
        assert (made.screening[-1].what is What.SCREENING_ENDED) == bool(ended)
        assert not ended or (moments[-1] == ended and moments[0] < ended)


def test_only_children_alone_are_guarded_and_are_not_interviewed() -> None:
    for made in SCREENED:
        what = {one.what for one in made.screening}
        if made.person.company not in (Company.ALONE, Company.SEPARATED):
            assert not what & {What.BEST_INTERESTS, What.GUARDED, What.VISITED}
        else:
            assert What.INTERVIEWED not in what


def test_every_step_is_one_of_the_procedure_by_a_role_that_takes_it_and_none_needs_two_persons() -> None:
    taken = set()
    for made in SCREENED:
        for number, one in enumerate(screening_of(made), start=1):
            _, step = find_step(SCREENING, one.step)
            assert one.role in step.by
            assert not step.two_persons
            assert step.of_person == (number == 1)
            assert one.number == number
            event = event_of(step, {**one.fields, **({one.names: "guardian"} if one.names else {})})
            assert not isinstance(event, Wrong), (one.step, event)
            taken.add(one.step)
    assert {"meet-need", "leave-need", "appoint-guardian", "record-visit", "interview", "close-screening"} <= taken
