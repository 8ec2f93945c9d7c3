"""What a screening's history folds into: needs and how they stand, who guards a child, what was agreed.

A screening is never kept as standard, and never less closely than the case it was opened of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import singledispatch
from typing import Any

from midex.kernel.event import CarriedOver, Event, Taken
from midex.kernel.procedure import Case
from midex.kernel.tier import Tier, closest
from midex.procedures.codes import SpecificNeed
from midex.procedures.protection import events as happened
from midex.procedures.protection.events import AgeDecision


class State(Enum):
    """How far a screening is."""

    OPEN = "screening-open"
    INTERVIEWED = "screening-interviewed"
    CLOSED = "screening-closed"


class Standing(Enum):
    """How a need stands; a need that was noted and not answered is not met."""

    MET = "met"
    NOT_MET = "not-met"
    UNDER_REVIEW = "under-review"


@dataclass(frozen=True)
class Need:
    """A need as it stands now; ``review_on`` where it is looked at again."""

    standing: Standing
    review_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Screening(Case):
    """A screening as its rules see it; no rule needs a sealed field.

    ``kept`` is the tier without what follows from being a child or from indicators of trafficking. ``notified_for`` is
    the day of the interview of which the guardian was told and that has not been held yet; ``notified_on`` when that
    was. ``awaited`` are the dates by which something is to happen, by what it is. ``child_agreed`` where it was a child
    who agreed to a hand-over. ``last_on`` is the day of the last step.
    """

    last_on: date | None = None
    opened_on: date | None = None
    kept: Tier = Tier.PROTECTED
    agrees: bool = False
    needs: Mapping[SpecificNeed, Need] = field(default_factory=dict)
    best_interests: bool = False
    age_disputed: bool = False
    age_decided: AgeDecision | None = None
    guardian: str = ""
    replaced: bool = False
    visited_on: date | None = None
    notified_for: date | None = None
    notified_on: date | None = None
    heard: bool = False
    assessed: bool = False
    indicators: bool = False
    consent: bool = False
    child_agreed: bool = False
    by_consent: bool = False
    as_child: bool = False
    in_danger: bool = False
    under_review: bool = False
    awaited: Mapping[str, date] = field(default_factory=dict)

    @property
    def referred(self) -> bool:
        """Whether the indicators may be handed over: a referral stands for whom it was meant, as is known now."""
        return self.as_child or self.in_danger if self.child else self.by_consent or self.in_danger


INTERVIEW, GUARDIAN, VISIT, REFERRAL = "interview", "guardian", "visit", "referral"
"""What is awaited besides the reviews of needs."""


def apply(case: Screening, taken: Taken[Any]) -> Screening:
    """The screening after one more step."""
    begun = _begun(case, taken.carried, taken.by) if taken.carried else case
    after = _after(taken.event, replace(begun, last_on=taken.at.date()))
    if taken.due and (what := _due_of(taken.event, after)):
        awaited = min(taken.due, after.awaited.get(what, taken.due))  # what was awaited before is not put off
        after = replace(after, awaited={**after.awaited, what: awaited})
    return replace(after, steps=taken.number, tier=_tier(after), due=_next_due(after))


def _begun(case: Screening, carried: CarriedOver, by: str) -> Screening:
    return replace(
        case,
        kept=closest(case.kept, carried.tier),
        concerns=carried.concerns,
        needs_guardian=carried.needs_guardian,
        child=carried.child or carried.needs_guardian,
        assigned=frozenset({by}),  # or whoever opened it would not see it any more
    )


def _tier(case: Screening) -> Tier:
    """How closely it is kept: a child as a child, whoever was trafficked as that, nobody as standard."""
    child = Tier.CHILD if case.needs_guardian else Tier.STANDARD
    trafficked = Tier.TRAFFICKING if case.indicators else Tier.STANDARD
    return closest(case.kept, child, trafficked)


def _next_due(case: Screening) -> date | None:
    reviews = [need.review_on for need in case.needs.values() if need.review_on]
    return min([*case.awaited.values(), *reviews], default=None) if case.is_open else None


def _without(case: Screening, *what: str) -> Mapping[str, date]:
    return {name: day for name, day in case.awaited.items() if name not in what}


def _with_need(case: Screening, need: SpecificNeed, stands: Need) -> Screening:
    return replace(case, needs={**case.needs, need: stands})


@singledispatch
def _after(event: Event, case: Screening) -> Screening:
    raise NotImplementedError(type(event).__name__)


@_after.register
def _(event: happened.ScreeningOpened, case: Screening) -> Screening:
    known = {need: Need(Standing.NOT_MET) for need in event.needs}
    return replace(case, state=State.OPEN.value, is_open=True, agrees=event.agrees, needs=known, opened_on=case.last_on)


@_after.register
def _(_: happened.InterviewAgreed, case: Screening) -> Screening:
    return replace(case, agrees=True)


@_after.register
def _(_: happened.InterviewDeclined, case: Screening) -> Screening:
    return replace(case, agrees=False)


@_after.register
def _(event: happened.Interviewed, case: Screening) -> Screening:
    found = {need: Need(Standing.NOT_MET) for need in event.needs if need not in case.needs}
    return replace(
        case,
        state=State.INTERVIEWED.value,
        needs={**case.needs, **found},
        notified_for=None,
        awaited=_without(case, INTERVIEW),
    )


@_after.register
def _(event: happened.NeedNoted, case: Screening) -> Screening:
    return _with_need(case, event.need, Need(Standing.NOT_MET))


@_after.register
def _(event: happened.NeedMet, case: Screening) -> Screening:
    return _with_need(case, event.need, Need(Standing.MET))


@_after.register
def _(event: happened.NeedNotMet, case: Screening) -> Screening:
    return _with_need(case, event.need, Need(Standing.NOT_MET, event.review_on))


@_after.register
def _(event: happened.NeedReviewed, case: Screening) -> Screening:
    return _with_need(case, event.need, Need(Standing.UNDER_REVIEW, event.review_on))


@_after.register
def _(_: happened.ChildFound, case: Screening) -> Screening:
    return replace(case, needs_guardian=True, child=True)


@_after.register
def _(_: happened.BestInterestsBegun, case: Screening) -> Screening:
    return replace(case, best_interests=True, heard=False, assessed=False)


@_after.register
def _(event: happened.GuardianAppointed, case: Screening) -> Screening:
    return _guarded(case, event.guardian, event.first_visit_on)


@_after.register
def _(event: happened.GuardianReplaced, case: Screening) -> Screening:
    before = replace(case, assigned=case.assigned - {case.guardian}, replaced=True)
    return _guarded(before, event.guardian, event.first_visit_on)


def _guarded(case: Screening, guardian: str, visit_on: date) -> Screening:
    """With another guardian, who was told of no interview and has not visited yet."""
    return replace(
        case,
        guardian=guardian,
        assigned=case.assigned | {guardian},
        notified_for=None,
        visited_on=None,
        awaited={**_without(case, GUARDIAN), VISIT: visit_on},
    )


@_after.register
def _(event: happened.GuardianVisited, case: Screening) -> Screening:
    return replace(case, visited_on=event.on, awaited={**case.awaited, VISIT: event.next_on})


@_after.register
def _(event: happened.GuardianNotified, case: Screening) -> Screening:
    return replace(case, notified_for=event.interview_on, notified_on=case.last_on)


@_after.register
def _(_: happened.ChildHeard, case: Screening) -> Screening:
    return replace(case, heard=True)


@_after.register
def _(_: happened.BestInterestsAssessed, case: Screening) -> Screening:
    return replace(case, assessed=True)


@_after.register
def _(_: happened.BestInterestsDetermined, case: Screening) -> Screening:
    return replace(case, heard=False, assessed=False)  # another rests on another hearing and assessment


@_after.register
def _(_: happened.AgeDisputed, case: Screening) -> Screening:
    return replace(case, age_disputed=True, needs_guardian=True, child=True, heard=False)


@_after.register
def _(event: happened.AgeDecided, case: Screening) -> Screening:
    decided = replace(case, age_disputed=False, age_decided=event.decision)
    if event.decision is not AgeDecision.ADULT:
        return decided
    return replace(
        decided,
        needs_guardian=False,
        child=False,
        best_interests=False,
        guardian="",
        heard=False,
        assessed=False,
        assigned=case.assigned - {case.guardian},
        notified_for=None,
        consent=case.consent and not case.child_agreed,  # what a child agreed to is asked again of the adult
        awaited=_without(case, GUARDIAN, VISIT),
    )


@_after.register
def _(_: happened.TraffickingNoted, case: Screening) -> Screening:
    return replace(case, indicators=True)


@_after.register
def _(_: happened.HandOverAgreed, case: Screening) -> Screening:
    return replace(case, consent=True, child_agreed=case.child)


@_after.register
def _(_: happened.HandOverWithdrawn, case: Screening) -> Screening:
    return replace(case, consent=False, by_consent=False)


@_after.register
def _(_: happened.Referred, case: Screening) -> Screening:
    return replace(case, by_consent=True)


@_after.register
def _(event: happened.ChildReferred, case: Screening) -> Screening:
    return _to_review(replace(case, as_child=True), event.review_on)


@_after.register
def _(event: happened.ReferredInDanger, case: Screening) -> Screening:
    return _to_review(replace(case, in_danger=True), event.review_on)


def _to_review(case: Screening, on: date) -> Screening:
    return replace(case, under_review=True, awaited={**case.awaited, REFERRAL: on})


@_after.register
def _(event: happened.ReferralReviewed, case: Screening) -> Screening:
    reviewed = replace(case, under_review=False, awaited=_without(case, REFERRAL))
    return reviewed if event.stands else replace(reviewed, as_child=False, in_danger=False)


@_after.register
def _(event: happened.ScreeningKeptCloser, case: Screening) -> Screening:
    return replace(case, kept=closest(case.kept, Tier(event.tier.value)))


@_after.register
def _(event: happened.ScreeningAssigned, case: Screening) -> Screening:
    return replace(case, assigned=case.assigned | {event.account})


@_after.register
def _(_: happened.ScreeningClosed, case: Screening) -> Screening:
    return replace(case, state=State.CLOSED.value, is_open=False, notified_for=None, awaited={})


def _due_of(event: Event, case: Screening) -> str:
    """What is awaited by the date that the law sets at a step; of a child alone it is the guardian before all else."""
    match event:
        case happened.ScreeningOpened():
            return GUARDIAN if case.needs_guardian else INTERVIEW
        case happened.ChildFound() | happened.AgeDisputed() | happened.BestInterestsBegun():
            return GUARDIAN
        case happened.GuardianAppointed():
            return INTERVIEW
        case _:
            return ""
