"""Made-up registrations as steps that the procedure has, in the order in which they were taken."""

from __future__ import annotations

from collections import Counter

from midex.procedures.catalogue import find_step
from midex.simulation.people import What
from midex.simulation.steps import PROCEDURE, steps_in_order, steps_of
from tests.simulation.made_up import families, registrations


def test_steps_come_in_order_and_all_of_them_do() -> None:
    made = families(people=800)
    steps = list(steps_in_order(made))
    assert [one.at for one in steps] == sorted(one.at for one in steps)
    expected = Counter(step.step for family in made for one in family.registrations for step in steps_of(one))
    assert Counter(one.step for one in steps) == expected


def test_every_step_is_one_of_the_procedure_by_a_role_that_takes_it() -> None:
    for made in registrations(people=1_500):
        for number, one in enumerate(steps_of(made), start=1):
            _, step = find_step(PROCEDURE, one.step)
            assert one.role in step.by
            assert step.begins == (number == 1)
            assert one.number == number


def test_only_a_reunion_has_no_step_yet() -> None:
    for made in registrations(people=1_500):
        left_out = [one.what for one in made.course if one.what is not What.REUNITED]
        assert len(left_out) == len(list(steps_of(made)))
