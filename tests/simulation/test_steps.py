"""Made-up registrations as steps that the procedure has, in the order in which they were taken."""

from __future__ import annotations

from collections import Counter

from midex.formats.event_json import Wrong
from midex.procedures.catalogue import find_step
from midex.services.casework.said_event import event_of
from midex.simulation.steps import ASSIGN, PROCEDURE, screening_of, steps_in_order, steps_of
from tests.simulation.made_up import families, registrations


def test_steps_come_in_order_and_all_of_them_do() -> None:
    made = families(people=800)
    steps = list(steps_in_order(made))
    assert [one.at for one in steps] == sorted(one.at for one in steps)
    expected = Counter(step.step for family in made for one in family.registrations for step in steps_of(one))
    expected += Counter(step.step for family in made for one in family.registrations for step in screening_of(one))
    assert Counter(one.step for one in steps) == expected


def test_every_step_is_one_of_the_procedure_by_a_role_that_takes_it() -> None:
    for made in registrations(people=1_500):
        for number, one in enumerate(steps_of(made), start=1):
            _, step = find_step(PROCEDURE, one.step)
            assert one.role in step.by
            assert step.begins == (number == 1)
            assert one.number == number


def test_all_that_was_made_up_is_recorded() -> None:
    besides = Counter[str]()
    for made in registrations(people=1_500):
        steps = list(steps_of(made))
        said = {one.step: one.fields for one in steps}
        more = {"add-name": made.other_names, "note-document": made.person.document, "note-needs": made.person.needs}
        assert len(steps) == len(made.course) + 1 + sum(bool(one) for one in more.values())
        assert {step for step, one in more.items() if one} == more.keys() & said.keys()
        for one in steps:
            _, step = find_step(PROCEDURE, one.step)
            event = event_of(step, {**one.fields, **({"account": "caseworker"} if one.step == ASSIGN else {})})
            assert not isinstance(event, Wrong), (one.step, event)
        besides.update(said.keys())
    assert {"add-name", "note-document", "note-needs", "record-entry"} <= besides.keys()
