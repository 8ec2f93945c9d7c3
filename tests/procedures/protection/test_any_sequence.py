"""Thousands of random sequences of steps: none leads into an unlawful state, and without any one rule some does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import strategies as st

from midex.kernel.event import CarriedOver, Event
from midex.kernel.procedure import Procedure, always, whatever_is_said
from midex.kernel.tier import Tier
from midex.procedures.protection import events as e
from midex.procedures.protection.case import Screening
from midex.procedures.protection.events import AgeDecision
from midex.procedures.protection.procedure import PROTECTION
from tests.procedures.protection import happened as h
from tests.procedures.protection.happened import IN_FAMILY, OF_ADULT, OF_CHILD, taken
from tests.procedures.walking import Watch, walks

POSSIBLE = (
    *(h.OPENED, h.UNSURE, h.AGREED, h.DECLINED, h.INTERVIEWED, h.NOTED, h.MET, h.NOT_MET, h.REVIEWED, h.ALONE),
    *(h.BEGUN, h.APPOINTED, h.REPLACED, h.VISITED, h.TOLD, h.HEARD, h.ASSESSED, h.DETERMINED, h.DISPUTED, h.ADULT),
    *(h.DOUBT, h.INDICATORS, h.CONSENT, h.WITHDRAWN, h.REFERRED, h.CHILD_REFERRED, h.IN_DANGER, h.UPHELD),
    *(h.ENDED_REFERRAL, h.CLOSER, h.ASSIGNED, h.CLOSED, h.ON_THE_DAY, h.OTHER_MET),
)
OFTEN = (h.OPENED, h.BEGUN, h.APPOINTED, h.TOLD, h.HEARD, h.ASSESSED, h.DETERMINED, h.INDICATORS, h.CONSENT)
"""Steps on the long way to the others; without them few sequences get far."""

SEQUENCES = 2_500
MOVES = st.lists(st.sampled_from((*POSSIBLE, *OFTEN)), min_size=20, max_size=60)
GUARDED = (
    e.GuardianReplaced,
    e.GuardianVisited,
    e.GuardianNotified,
    e.ChildHeard,
    e.BestInterestsAssessed,
    e.AgeDecided,
)


class Told:
    """What a history says, kept apart from the fold: each event looks at what was said before it."""

    def __init__(self, carried: CarriedOver) -> None:
        self.child, self.alone = carried.child, carried.needs_guardian
        self.disputed = self.begun = self.guardian = False
        self.notice = self.heard = self.assessed = self.agrees = self.consent = self.seen = self.needs = False
        self.waits = self.open = self.over = self.as_child = False
        self.day: date | None = None
        self.noted: set[e.SpecificNeed] = set()

    def hold(self, event: Event) -> None:  # noqa: C901, PLR0912, PLR0915 - one line for each thing that must hold
        kind = type(event)
        if kind is e.ScreeningOpened:
            assert not self.open, "opened twice"
            assert not self.over, "opened again"
            self.open, self.agrees = True, event.agrees  # type: ignore[attr-defined]
            self.noted |= {*event.needs}  # type: ignore[attr-defined]
            self.needs = bool(self.noted)
            return
        if kind is e.HandOverWithdrawn:
            assert self.consent, "withdrawn what was not agreed"
            self.consent = False
            return
        assert self.open, f"{kind.__name__} outside an open screening"
        if kind is e.Interviewed:
            assert self.agrees, "interviewed against their will"
            assert not self.alone or self.guardian, "a child was interviewed without a guardian"
            assert not self.alone or self.notice, "a child was interviewed without notice to the guardian"
            assert not self.alone or event.on == self.day, "a child was interviewed on another day than was told"  # type: ignore[attr-defined]
            self.notice, self.needs = False, True
            self.noted |= {*event.needs}  # type: ignore[attr-defined]
        if kind in (e.InterviewAgreed, e.InterviewDeclined):
            assert self.agrees is (kind is e.InterviewDeclined), "said already"
            self.agrees = kind is e.InterviewAgreed
        if kind in (e.NeedMet, e.NeedNotMet, e.NeedReviewed):
            assert self.needs, "no need was noted"
            assert event.need in self.noted, "another need was noted"  # type: ignore[attr-defined]
        if kind is e.NeedNoted:
            self.needs = True
            self.noted.add(event.need)  # type: ignore[attr-defined]
        if kind is e.ChildFound:
            assert not self.alone, "known as a child"
            self.child = self.alone = True
        if kind is e.BestInterestsBegun:
            assert self.alone, "for a child"
            assert not self.begun, "begun already"
            self.begun, self.heard, self.assessed = True, False, False
        if kind is e.GuardianAppointed:
            assert self.begun, "not begun"
            assert not self.guardian, "two guardians"
            self.guardian, self.notice = True, False
        if kind in GUARDED:
            assert self.guardian, f"{kind.__name__} without a guardian"
        if kind is e.GuardianReplaced:
            self.notice = False
        if kind is e.GuardianNotified:
            self.notice, self.day = True, event.interview_on  # type: ignore[attr-defined]
        self.heard = self.heard or kind is e.ChildHeard
        if kind is e.BestInterestsAssessed:
            assert self.heard, "assessed before the child was heard"
            self.assessed = True
        if kind is e.BestInterestsDetermined:
            assert self.assessed, "determined before it was assessed"
            self.assessed = self.heard = False
        if kind is e.AgeDisputed:
            assert not self.disputed, "disputed twice"
            self.disputed, self.child, self.alone, self.heard = True, True, True, False
        if kind is e.AgeDecided:
            assert self.disputed, "decided what nobody disputes"
            assert self.heard, "decided before the person was heard"
            self.disputed = False
            if event.decision is AgeDecision.ADULT:  # type: ignore[attr-defined]
                self.child = self.alone = self.begun = self.guardian = self.notice = False
                self.consent = self.consent and not self.as_child
        self.seen = self.seen or kind is e.TraffickingNoted
        if kind in (e.HandOverAgreed, e.Referred, e.ChildReferred, e.ReferredInDanger):
            assert self.seen, "no indicators were noted"
        if kind is e.HandOverAgreed:
            assert not self.consent, "agreed twice"
            self.consent, self.as_child = True, self.child
        if kind is e.Referred:
            assert self.consent, "referred without consent"
            assert not self.child, "a child was referred by consent"
        if kind is e.ChildReferred:
            assert self.child, "an adult was referred as a child"
        if kind is e.ReferralReviewed:
            assert self.waits, "nothing waited"
        self.waits = (self.waits or kind in (e.ChildReferred, e.ReferredInDanger)) and kind is not e.ReferralReviewed
        if kind is e.ScreeningClosed:
            assert not self.waits, "closed while a referral waits to be looked at again"
            self.open, self.over = False, True

    def agree(self, case: Screening) -> None:
        """What must hold of the case whatever happened."""
        assert case.tier is not Tier.STANDARD
        assert not self.alone or case.tier in (Tier.CHILD, Tier.TRAFFICKING), "a child is kept as a child"
        assert not self.seen or case.tier is Tier.TRAFFICKING, "indicators are seen by few"
        assert not self.disputed or case.needs_guardian, "a disputed age is a child's"
        assert not case.by_consent or self.consent, "a referral outlived its consent"
        assert not case.referred or case.in_danger or case.as_child or not self.child, "a child referred by consent"
        assert not case.referred or case.in_danger or case.by_consent or self.child, "an adult referred as a child"


def told_by(carried: CarriedOver | None) -> Watch:
    """Looks at each step beside what was told before it."""
    told = Told(carried or OF_ADULT)

    def watch(happened: list[Event], case: Screening) -> None:
        told.hold(happened[-1])
        told.agree(case)

    return watch


def reached(procedure: Procedure[Screening]) -> set[type[Event]]:
    """The kinds of events that happened in thousands of walks."""
    carried = (OF_ADULT, OF_CHILD, IN_FAMILY)
    return walks(procedure, MOVES, taken, told_by, sequences=SEQUENCES, carried=carried)


def test_no_sequence_of_steps_leads_into_an_unlawful_state_and_every_step_is_reached() -> None:
    assert reached(PROTECTION) == {step.records for step in PROTECTION.steps}


@pytest.mark.parametrize("step_id", [step.id for step in PROTECTION.steps if step.fits is not whatever_is_said])
def test_where_anything_said_fits_some_sequence_does(step_id: str) -> None:
    steps = tuple(replace(step, fits=whatever_is_said) if step.id == step_id else step for step in PROTECTION.steps)
    with pytest.raises(AssertionError):
        reached(replace(PROTECTION, steps=steps))


@pytest.mark.parametrize("step_id", [step.id for step in PROTECTION.steps])
def test_with_any_one_rule_gone_some_sequence_does(step_id: str) -> None:
    steps = tuple(replace(step, allowed=always) if step.id == step_id else step for step in PROTECTION.steps)
    with pytest.raises(AssertionError):
        reached(replace(PROTECTION, steps=steps))
