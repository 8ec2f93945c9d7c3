"""Events of invented people in a screening, and the cases that histories of them lead to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from midex.kernel.event import CarriedOver, Event, Taken
from midex.kernel.field import Closed
from midex.kernel.tier import Tier
from midex.procedures.protection import events as e
from midex.procedures.protection.case import Screening
from midex.procedures.protection.procedure import PROTECTION
from tests.procedures.taking import taken as step_of

AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
ON = date(2026, 7, 1)
LATER = date(2026, 8, 3)

OPENED = e.ScreeningOpened(language=e.Language.PERSIAN, agrees=True, on=ON)
UNSURE = e.ScreeningOpened(language=e.Language.PERSIAN, on=ON)
AGREED = e.InterviewAgreed(on=ON)
DECLINED = e.InterviewDeclined(on=ON)
INTERVIEWED = e.Interviewed(on=ON, language=e.Language.PERSIAN, needs=(e.SpecificNeed.MEDICAL,), observed=Closed())
ON_THE_DAY = replace(INTERVIEWED, on=date(2026, 7, 9))
"""On the day of which `TOLD` tells the guardian."""
NOTED = e.NeedNoted(need=e.SpecificNeed.DISABILITY)
MET = e.NeedMet(need=e.SpecificNeed.DISABILITY)
OTHER_MET = e.NeedMet(need=e.SpecificNeed.MEDICAL)
NOT_MET = e.NeedNotMet(need=e.SpecificNeed.DISABILITY, why_not=e.NotMet.NO_PLACE, review_on=LATER)
REVIEWED = e.NeedReviewed(need=e.SpecificNeed.DISABILITY, review_on=date(2026, 9, 1))
ALONE = e.ChildFound(best_interests_for=e.BestInterestsFor.ALONE)
BEGUN = e.BestInterestsBegun(best_interests_for=e.BestInterestsFor.ALONE, on=ON)
APPOINTED = e.GuardianAppointed(guardian="guardian", first_visit_on=date(2026, 7, 6))
REPLACED = e.GuardianReplaced(
    guardian="guardian-south", replaced_for=e.ReplacedFor.CHILD_ASKED, first_visit_on=date(2026, 7, 8)
)
VISITED = e.GuardianVisited(on=date(2026, 7, 6), next_on=date(2026, 7, 20))
TOLD = e.GuardianNotified(interview_on=date(2026, 7, 9))
HEARD = e.ChildHeard(on=ON, language=e.Language.PERSIAN, view=Closed())
ASSESSED = e.BestInterestsAssessed(on=ON, assessment=Closed())
DETERMINED = e.BestInterestsDetermined(determined=e.Determined.STAYS, reason=Closed())
DISPUTED = e.AgeDisputed(doubted_by=e.AgeDoubtedBy.OFFICER, reason=Closed())
ADULT = e.AgeDecided(decision=e.AgeDecision.ADULT, reason=Closed())
DOUBT = e.AgeDecided(decision=e.AgeDecision.DOUBT_REMAINS, reason=Closed())
INDICATORS = e.TraffickingNoted(indicators=Closed(), on=ON)
CONSENT = e.HandOverAgreed(referred_for=e.ReferredFor.SHELTER, language=e.Language.PERSIAN, on=ON)
WITHDRAWN = e.HandOverWithdrawn(on=ON)
REFERRED = e.Referred(on=ON)
CHILD_REFERRED = e.ChildReferred(reason=Closed(), review_on=LATER)
IN_DANGER = e.ReferredInDanger(reason=Closed(), review_on=LATER)
UPHELD = e.ReferralReviewed(stands=True, reason=Closed())
ENDED_REFERRAL = e.ReferralReviewed(stands=False, reason=Closed())
CLOSER = e.ScreeningKeptCloser(tier=e.Closer.TRAFFICKING, reason=Closed())
ASSIGNED = e.ScreeningAssigned(account="caseworker-south")
CLOSED = e.ScreeningClosed(screening_ended=e.ScreeningEnded.ANSWERED, on=ON)

OF_ADULT = CarriedOver(case="a" * 32, tier=Tier.STANDARD)
OF_CHILD = CarriedOver(case="a" * 32, tier=Tier.CHILD, needs_guardian=True, child=True)
IN_FAMILY = CarriedOver(case="a" * 32, tier=Tier.STANDARD, child=True)


def taken(number: int, event: Event, carried: CarriedOver | None = OF_ADULT, due: date | None = None) -> Taken[Event]:
    """The step that such an event is recorded by."""
    return step_of(PROTECTION, number, event, at=AT, by="caseworker", due=due, carried=carried)


def history(*happened: Event, carried: CarriedOver = OF_ADULT) -> Iterable[Taken[Event]]:
    """These events as steps, one after the other."""
    return [taken(number, event, carried) for number, event in enumerate(happened, 1)]


def after(*happened: Event, carried: CarriedOver = OF_ADULT) -> Screening:
    """The case that these events lead to, opened of an adult's case unless another one is said."""
    return PROTECTION.fold(history(*happened, carried=carried))
