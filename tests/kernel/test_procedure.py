"""A procedure is data and functions: steps by name, a fold, and the law asked once, when acting."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from midex.kernel.calendar import Calendar
from midex.kernel.event import CarriedOver, Event, Taken
from midex.kernel.law import Law
from midex.kernel.procedure import Case, Procedure, Step, always, judge, no_deadline
from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.kernel.tier import Tier
from midex.kernel.verdict import Allowed, Refused

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENOUGH = Message("two steps are enough")


def may_go_on(case: Case) -> Allowed | Refused:
    """Whether there were fewer than two steps."""
    return Allowed() if case.steps < 2 else Refused(ENOUGH)


GO_ON = Step[Case](
    id="go-on",
    records=Event,
    label="go on",
    by=frozenset({Role.CASEWORKER}),
    law=Law("An act", "art. 1"),
    allowed=may_go_on,
)


def counting(case: Case, taken: Taken[Any]) -> Case:
    return replace(case, steps=taken.number, state=taken.step)


WALKING = Procedure[Case](id="walking", label="Walking", steps=(GO_ON,), start=Case(), apply=counting)


def taken(number: int) -> Taken[Event]:
    return Taken(
        case="c",
        number=number,
        step="go-on",
        event=Event(),
        at=AT,
        by="caseworker",
        office="north",
        rule="may_go_on",
        rule_version=1,
        law="An act, art. 1",
    )


def test_a_case_about_the_person_of_another_begins_with_what_is_carried_over() -> None:
    assert WALKING.before(None) == WALKING.start
    carried = CarriedOver(case="c", tier=Tier.CHILD, concerns="keeper", needs_guardian=True, child=False)
    begun = WALKING.before(carried)
    assert begun == Case(tier=Tier.CHILD, concerns="keeper", needs_guardian=True, child=False)


def test_a_step_is_found_by_its_name_alone() -> None:
    assert (WALKING.step("go-on"), WALKING.step("stop")) == (GO_ON, None)


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_a_history_folds_from_the_start(count: int) -> None:
    case = WALKING.fold(taken(number) for number in range(1, count + 1))
    assert (case.steps, case.state) == (count, "go-on" if count else "")


def test_folding_goes_on_where_the_rule_would_not() -> None:
    case = WALKING.fold(taken(number) for number in (1, 2, 3))
    assert (case.steps, judge(GO_ON, case, Role.CASEWORKER)) == (3, Refused(ENOUGH))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CASEWORKER])
def test_the_role_is_asked_before_the_rule(role: Role) -> None:
    def never(_: Case) -> Allowed:
        raise AssertionError("the rule was asked for a role that may not take the step")

    verdict = judge(replace(GO_ON, allowed=never), Case(), role)
    assert isinstance(verdict, Refused)
    assert verdict.because.details == {"role": role.value}


def test_a_step_that_says_nothing_more_is_lawful_for_its_roles_and_leads_to_no_deadline() -> None:
    plain = Step[Case](id="plain", records=Event, label="plain", by=GO_ON.by, law=GO_ON.law)
    assert (plain.allowed, plain.due, plain.version) == (always, no_deadline, 1)
    assert judge(plain, Case(), Role.CASEWORKER) == Allowed()
    assert plain.due(Case(), AT, Calendar()) is None


def test_a_case_before_anything_happened_is_closed_and_nobodys() -> None:
    assert (Case().is_open, Case().assigned, Case().concerns, Case().steps) == (False, frozenset(), "", 0)
