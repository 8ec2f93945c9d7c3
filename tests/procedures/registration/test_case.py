"""What whole histories fold into, and that folding asks no rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from midex.kernel.event import Event, Taken
from midex.kernel.procedure import Procedure, judge
from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.kernel.verdict import Refused
from midex.procedures.registration.case import Registration, apply
from midex.procedures.registration.events import Accompanied
from midex.procedures.registration.procedure import CORRECT, REGISTRATION
from tests.procedures.registration.happened import (
    ADULT,
    ALONE,
    ALSO_ASSIGNED,
    AS_CHILD,
    ASSIGNED,
    COPY,
    CORRECTED,
    ERASED,
    INFORMED,
    LEFT,
    NOT_KNOWN,
    OFFICER,
    PROTECTED,
    SEPARATED,
    STANDARD,
    TRAFFICKED,
    WITH_FAMILY,
    after,
    history,
    taken,
)


def test_a_whole_registration_from_the_first_word_to_the_erasure() -> None:
    case = after(INFORMED, ADULT, CORRECTED, COPY, ASSIGNED, PROTECTED, STANDARD, LEFT, ERASED)
    assert case == Registration(
        steps=9,
        state="erased",
        tier=Tier.STANDARD,
        assigned=frozenset({"caseworker"}),
        accompanied=Accompanied.ADULT,
        is_known=True,
        child=False,
        erased=True,
        is_open=False,
    )


@pytest.mark.parametrize(
    ("happened", "state", "is_open"),
    [
        ((), "", False),
        ((INFORMED,), "informed", True),
        ((INFORMED, ADULT), "registered", True),
        ((INFORMED, ADULT, CORRECTED), "registered", True),
        ((INFORMED, ADULT, COPY), "copy-handed-over", True),
        ((INFORMED, ADULT, COPY, CORRECTED), "copy-handed-over", True),
        ((INFORMED, ADULT, ASSIGNED), "registered", True),
        ((INFORMED, LEFT), "ended", False),
        ((INFORMED, ADULT, LEFT), "ended", False),
        ((INFORMED, ADULT, LEFT, CORRECTED), "ended", False),
        ((INFORMED, ADULT, LEFT, ERASED), "erased", False),
    ],
)
def test_how_far_a_registration_is(happened: tuple[Event, ...], state: str, is_open: bool) -> None:
    case = after(*happened)
    assert (case.state, case.is_open, case.steps) == (state, is_open, len(happened))


@pytest.mark.parametrize(
    ("happened", "tier"),
    [
        ((ADULT,), Tier.STANDARD),
        ((WITH_FAMILY,), Tier.STANDARD),
        ((ALONE,), Tier.CHILD),
        ((SEPARATED,), Tier.CHILD),
        ((NOT_KNOWN,), Tier.CHILD),
        ((PROTECTED,), Tier.PROTECTED),
        ((PROTECTED, ALONE), Tier.CHILD),
        ((TRAFFICKED, ALONE), Tier.TRAFFICKING),
        ((ALONE, PROTECTED), Tier.CHILD),
        ((ADULT, AS_CHILD, PROTECTED), Tier.CHILD),
        ((ADULT, TRAFFICKED, AS_CHILD), Tier.TRAFFICKING),
        ((ADULT, TRAFFICKED, STANDARD), Tier.STANDARD),
    ],
)
def test_a_case_is_kept_as_closely_as_the_closest_that_was_said(happened: tuple[Event, ...], tier: Tier) -> None:
    assert after(INFORMED, *happened).tier is tier


def test_whose_caseload_it_is_in_and_whom_it_concerns() -> None:
    case = after(INFORMED, OFFICER, ASSIGNED, ALSO_ASSIGNED, ASSIGNED)
    assert (case.assigned, case.concerns) == (frozenset({"caseworker", "guardian"}), "officer")


def test_what_is_due_is_what_the_last_step_said() -> None:
    due = date(2026, 3, 5)
    opened = REGISTRATION.apply(REGISTRATION.start, taken(1, INFORMED, due=due))
    assert opened.due == due
    assert REGISTRATION.apply(opened, taken(2, ADULT)).due is None


def test_what_is_done_before_the_registration_does_not_put_it_off() -> None:
    due = date(2026, 3, 5)
    opened = REGISTRATION.apply(REGISTRATION.start, taken(1, INFORMED, due=due))
    later = REGISTRATION.apply(REGISTRATION.apply(opened, taken(2, ASSIGNED)), taken(3, PROTECTED))
    assert later.due == due
    assert REGISTRATION.apply(later, taken(4, ADULT)).due is None
    assert REGISTRATION.apply(later, taken(4, LEFT)).due is None


@pytest.mark.parametrize(
    ("before", "corrected", "fits"),
    [
        (ALONE, Accompanied.ADULT, False),
        (SEPARATED, Accompanied.ADULT, False),
        (ALONE, Accompanied.SEPARATED, True),
        (ALONE, None, True),
        (NOT_KNOWN, Accompanied.ADULT, True),
        (WITH_FAMILY, Accompanied.ADULT, True),
        (ADULT, Accompanied.ALONE, True),
    ],
)
def test_nobody_alone_makes_a_child_alone_an_adult(before: Event, corrected: Accompanied | None, fits: bool) -> None:
    said = replace(CORRECTED, accompanied=corrected)
    assert (not CORRECT.fits(after(INFORMED, before), said, date(2026, 3, 2))) is fits


def test_an_event_of_another_procedure_is_not_folded_in_silence() -> None:
    with pytest.raises(NotImplementedError, match="Event"):
        REGISTRATION.apply(REGISTRATION.start, replace(taken(1, INFORMED), event=Event()))


def rule_that_must_not_be_asked(*_: Any) -> Any:
    raise AssertionError("a rule was evaluated")


def deaf(procedure: Procedure[Registration]) -> Procedure[Registration]:
    """The procedure with rules and due dates that fail as soon as anybody asks them."""
    none = {"allowed": rule_that_must_not_be_asked, "due": rule_that_must_not_be_asked}
    return replace(procedure, steps=tuple(replace(step, **none) for step in procedure.steps))


WHOLE = (INFORMED, ADULT, CORRECTED, COPY, ASSIGNED, PROTECTED, STANDARD, LEFT, ERASED)


def test_folding_evaluates_no_rule() -> None:
    assert deaf(REGISTRATION).fold(history(*WHOLE)) == REGISTRATION.fold(history(*WHOLE))


def test_a_fold_that_evaluated_a_rule_would_be_found() -> None:
    def judging(case: Registration, step_taken: Taken[Any]) -> Registration:
        step = judged.step(step_taken.step)
        assert step is not None
        verdict = judge(step, case, next(iter(step.by)))
        return case if isinstance(verdict, Refused) else apply(case, step_taken)

    judged = replace(deaf(REGISTRATION), apply=judging)
    with pytest.raises(AssertionError, match="a rule was evaluated"):
        judged.fold(history(*WHOLE))


def test_a_history_of_another_law_folds_as_it_was_lawful_then() -> None:
    """Steps that today's rules would refuse stay in the history, and the case is what they made of it."""
    case = after(INFORMED, ALONE, STANDARD)
    assert case.tier is Tier.STANDARD
    register = REGISTRATION.step("register")
    assert register is not None
    assert isinstance(judge(register, case, Role.CASEWORKER), Refused)
