"""How a screening folds: what carries over, how closely it is kept, needs, whose caseload, what is awaited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from midex.kernel.event import Event
from midex.kernel.procedure import Step
from midex.kernel.tier import Tier, closest
from midex.kernel.verdict import Allowed, Refused
from midex.procedures.protection import events as e
from midex.procedures.protection.case import GUARDIAN, VISIT, Need, Standing
from midex.procedures.protection.case import INTERVIEW as HELD
from midex.procedures.protection.procedure import INTERVIEW, LEAVE_NEED, MEET_NEED, PROTECTION, REFER, REVIEW_NEED
from midex.procedures.protection.referral import stands
from tests.procedures.protection import happened as h
from tests.procedures.protection.happened import OF_ADULT, OF_CHILD, after, history, taken
from tests.procedures.walking import TODAY

GUARDED = (h.OPENED, h.BEGUN, h.APPOINTED)
BY_CONSENT = (h.OPENED, h.INDICATORS, h.CONSENT, h.REFERRED)
AS_CHILD = (h.OPENED, h.DISPUTED, h.INDICATORS, h.CHILD_REFERRED)


@pytest.mark.parametrize("tier", Tier)
def test_it_is_never_kept_less_closely_than_the_case_it_was_opened_of_and_never_as_standard(tier: Tier) -> None:
    case = after(h.OPENED, carried=replace(OF_ADULT, tier=tier))
    assert case.tier is closest(tier, Tier.PROTECTED)


def test_whom_it_concerns_carries_over_and_whoever_opens_it_has_it_in_the_caseload() -> None:
    case = after(h.OPENED, carried=replace(OF_ADULT, concerns="officer"))
    assert (case.concerns, case.assigned) == ("officer", frozenset({"caseworker"}))


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        pytest.param((h.OPENED, h.ALONE), Tier.CHILD, id="found to be a child"),
        pytest.param((h.OPENED, h.DISPUTED), Tier.CHILD, id="the age is disputed"),
        pytest.param((h.OPENED, h.DISPUTED, h.DOUBT), Tier.CHILD, id="doubt remains"),
        pytest.param((h.OPENED, h.DISPUTED, h.ADULT), Tier.PROTECTED, id="decided to be an adult"),
        pytest.param((h.OPENED, h.INDICATORS), Tier.TRAFFICKING, id="indicators"),
        pytest.param((h.OPENED, h.ALONE, h.INDICATORS), Tier.TRAFFICKING, id="indicators of a child"),
        pytest.param((h.OPENED, h.CLOSER), Tier.TRAFFICKING, id="kept closer"),
        pytest.param((h.OPENED, h.CLOSER, h.DISPUTED, h.ADULT), Tier.TRAFFICKING, id="kept closer, then an adult"),
        pytest.param((h.OPENED, h.INDICATORS, h.CLOSED), Tier.TRAFFICKING, id="closed"),
    ],
)
def test_what_comes_out_raises_the_tier(happened: tuple[Event, ...], expected: Tier) -> None:
    assert after(*happened).tier is expected


def test_a_child_that_was_registered_as_one_stays_in_the_child_tier_whatever_is_decided() -> None:
    assert after(h.OPENED, h.DISPUTED, h.ADULT, carried=OF_CHILD).tier is Tier.CHILD


def test_a_need_stands_as_it_was_left_last() -> None:
    disability, medical = e.SpecificNeed.DISABILITY, e.SpecificNeed.MEDICAL
    found = after(h.OPENED, h.INTERVIEWED, h.NOTED)
    assert found.needs == {medical: Need(Standing.NOT_MET), disability: Need(Standing.NOT_MET)}
    left = after(h.OPENED, h.NOTED, h.NOT_MET)
    assert left.needs == {disability: Need(Standing.NOT_MET, h.LATER)}
    again = after(h.OPENED, h.NOTED, h.NOT_MET, h.REVIEWED)
    assert again.needs == {disability: Need(Standing.UNDER_REVIEW, date(2026, 9, 1))}
    assert after(h.OPENED, h.NOTED, h.NOT_MET, h.MET).needs == {disability: Need(Standing.MET)}


def test_an_interview_does_not_undo_what_was_done_about_a_need() -> None:
    again = replace(h.INTERVIEWED, needs=(e.SpecificNeed.DISABILITY,))
    assert after(h.OPENED, h.NOTED, h.MET, again).needs == {e.SpecificNeed.DISABILITY: Need(Standing.MET)}


def test_a_replaced_guardian_has_the_child_in_the_caseload_no_longer() -> None:
    case = after(*GUARDED, h.TOLD, h.VISITED, h.REPLACED, carried=OF_CHILD)
    assert case.assigned == {"caseworker", "guardian-south"}
    assert (case.guardian, case.replaced, case.visited_on, case.notified_for) == ("guardian-south", True, None, None)
    assert case.due == date(2026, 7, 8)


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        pytest.param((h.OPENED, h.NOTED, h.NOT_MET), h.LATER, id="a need"),
        pytest.param((h.OPENED, h.NOTED, h.NOT_MET, h.MET), None, id="a need that was met"),
        pytest.param(GUARDED, date(2026, 7, 6), id="the first visit"),
        pytest.param((*GUARDED, h.VISITED), date(2026, 7, 20), id="the next visit"),
        pytest.param((*GUARDED, h.VISITED, h.NOTED, h.NOT_MET), date(2026, 7, 20), id="the earlier of two"),
        pytest.param((h.OPENED, h.INDICATORS, h.IN_DANGER), h.LATER, id="a referral without consent"),
        pytest.param((h.OPENED, h.INDICATORS, h.IN_DANGER, h.UPHELD), None, id="a referral that was reviewed"),
        pytest.param((*GUARDED, h.CLOSED), None, id="nothing after the end"),
    ],
)
def test_what_is_awaited_first_is_due(happened: tuple[Event, ...], expected: date | None) -> None:
    assert after(*happened, carried=OF_CHILD).due == expected


def test_the_day_that_the_law_sets_is_awaited_until_it_is_done() -> None:
    interview, guardian = date(2026, 7, 31), date(2026, 7, 22)
    case = PROTECTION.fold([taken(1, h.OPENED, due=interview)])
    assert case.due == interview
    case = PROTECTION.apply(case, taken(2, h.ALONE, due=guardian))
    assert case.due == guardian
    case = PROTECTION.apply(case, taken(3, h.BEGUN, due=date(2026, 7, 27)))
    assert case.due == guardian, "what was awaited before is not put off"
    case = PROTECTION.apply(case, taken(4, replace(h.APPOINTED, first_visit_on=date(2026, 12, 1))))
    assert case.due == interview
    assert PROTECTION.apply(case, taken(5, h.INTERVIEWED)).due == date(2026, 12, 1)


def test_a_child_alone_waits_for_a_guardian_first_and_then_for_the_interview() -> None:
    guardian, interview = date(2026, 7, 22), date(2026, 7, 31)
    case = PROTECTION.fold([taken(1, h.OPENED, OF_CHILD, guardian), taken(2, h.BEGUN)])
    assert case.awaited == {GUARDIAN: guardian}
    appointed = replace(h.APPOINTED, first_visit_on=date(2026, 12, 1))
    case = PROTECTION.apply(case, taken(3, appointed, due=interview))
    assert case.awaited == {HELD: interview, VISIT: date(2026, 12, 1)}


def test_what_was_noted_before_the_screening_stands_in_it_unanswered() -> None:
    opened = replace(h.OPENED, needs=(e.SpecificNeed.DISABILITY,))
    assert after(opened).needs == {e.SpecificNeed.DISABILITY: Need(Standing.NOT_MET)}
    assert after(opened, h.MET).needs == {e.SpecificNeed.DISABILITY: Need(Standing.MET)}


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        pytest.param((h.OPENED, h.INDICATORS), False, id="indicators alone"),
        pytest.param((h.OPENED, h.INDICATORS, h.CONSENT), False, id="agreed, not referred"),
        pytest.param((h.OPENED, h.INDICATORS, h.CONSENT, h.REFERRED), True, id="referred"),
        pytest.param((h.OPENED, h.INDICATORS, h.CONSENT, h.REFERRED, h.WITHDRAWN), False, id="withdrawn"),
        pytest.param((h.OPENED, h.INDICATORS, h.CONSENT, h.REFERRED, h.CLOSED, h.WITHDRAWN), False, id="after the end"),
        pytest.param((h.OPENED, h.INDICATORS, h.CONSENT, h.REFERRED, h.WITHDRAWN, h.CONSENT), False, id="agreed anew"),
        pytest.param((h.OPENED, h.INDICATORS, h.IN_DANGER), True, id="in danger"),
        pytest.param((h.OPENED, h.INDICATORS, h.IN_DANGER, h.UPHELD), True, id="in danger, upheld"),
        pytest.param((h.OPENED, h.INDICATORS, h.IN_DANGER, h.ENDED_REFERRAL), False, id="in danger, ended"),
        pytest.param((*BY_CONSENT, h.DISPUTED), False, id="an adult who agreed, the age disputed since"),
        pytest.param((*BY_CONSENT, h.ALONE), False, id="an adult who agreed, found to be a child since"),
        pytest.param((*BY_CONSENT, h.DISPUTED, h.DOUBT), False, id="an adult who agreed, doubt remains"),
        pytest.param((*BY_CONSENT, h.DISPUTED, h.ADULT), True, id="an adult who agreed, decided to be one"),
        pytest.param((*AS_CHILD,), True, id="a child"),
        pytest.param((*AS_CHILD, h.UPHELD), True, id="a child, upheld"),
        pytest.param((*AS_CHILD, h.ENDED_REFERRAL), False, id="a child, ended"),
        pytest.param((*AS_CHILD, h.ADULT), False, id="referred as a child, decided to be an adult"),
        pytest.param((*AS_CHILD, h.UPHELD, h.ADULT), False, id="upheld as a child, decided to be an adult"),
        pytest.param((h.OPENED, h.INDICATORS, h.IN_DANGER, h.DISPUTED, h.ADULT), True, id="in danger, of whatever age"),
        pytest.param((h.OPENED, h.INDICATORS, h.IN_DANGER, h.DISPUTED), True, id="in danger, the age disputed"),
    ],
)
def test_indicators_may_go_while_a_referral_stands(happened: tuple[Event, ...], expected: bool) -> None:
    assert stands(history(*happened)) is expected


def test_what_a_child_agreed_to_is_asked_again_of_the_adult() -> None:
    agreed = PROTECTION.fold(history(h.OPENED, h.DISPUTED, h.INDICATORS, h.CONSENT))
    assert agreed.consent
    adult = PROTECTION.apply(agreed, taken(5, h.ADULT))
    assert isinstance(REFER.allowed(adult), Refused)
    assert REFER.allowed(PROTECTION.apply(adult, taken(6, h.CONSENT))) == Allowed()


def test_what_an_adult_agreed_to_stands_when_a_dispute_of_the_age_is_over() -> None:
    adult = PROTECTION.fold(history(h.OPENED, h.INDICATORS, h.CONSENT, h.DISPUTED, h.ADULT))
    assert REFER.allowed(adult) == Allowed()


def test_a_child_is_interviewed_on_the_day_of_which_the_guardian_was_told() -> None:
    told = PROTECTION.fold(history(h.OPENED, h.ALONE, h.BEGUN, h.APPOINTED, h.TOLD))
    assert {field: str(said) for field, said in INTERVIEW.fits(told, h.INTERVIEWED, TODAY).items()} == {
        "on": "the guardian was told of an interview on 2026-07-09; tell the guardian of this one before it"
    }
    assert not INTERVIEW.fits(told, h.ON_THE_DAY, TODAY)
    assert not INTERVIEW.fits(PROTECTION.fold(history(h.OPENED)), h.INTERVIEWED, TODAY)


def test_notice_comes_before_the_interview_and_the_interview_before_its_record() -> None:
    late = replace(h.TOLD, interview_on=date(2026, 6, 30))
    told_after = PROTECTION.fold(history(h.OPENED, h.ALONE, h.BEGUN, h.APPOINTED, late))
    held = replace(h.INTERVIEWED, on=late.interview_on)
    assert {field: str(said) for field, said in INTERVIEW.fits(told_after, held, TODAY).items()} == {
        "on": "the guardian was told on 2026-07-01 only, after the day of this interview"
    }
    told = PROTECTION.fold(history(h.OPENED, h.ALONE, h.BEGUN, h.APPOINTED, h.TOLD))
    assert {field: str(said) for field, said in INTERVIEW.fits(told, h.ON_THE_DAY, date(2026, 7, 8)).items()} == {
        "on": "this day is still to come; record the interview once it was held"
    }


@pytest.mark.parametrize(("step", "said"), [(MEET_NEED, h.MET), (LEAVE_NEED, h.NOT_MET), (REVIEW_NEED, h.REVIEWED)])
def test_a_need_is_answered_once_it_was_noted(step: Step[Any], said: Event) -> None:
    other = PROTECTION.fold(history(h.OPENED, h.INTERVIEWED))
    assert {field: str(why) for field, why in step.fits(other, said, TODAY).items()} == {
        "need": "this need was not noted yet; note it first"
    }
    assert not step.fits(PROTECTION.apply(other, taken(3, h.NOTED)), said, TODAY)
