"""Events of invented people, and the cases that histories of them lead to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from midex.kernel.event import Event, Taken
from midex.kernel.field import Closed
from midex.procedures.registration import events as e
from midex.procedures.registration.case import Registration
from midex.procedures.registration.events import Accompanied, Closer, ErasureGround, LeftFor
from midex.procedures.registration.procedure import REGISTRATION
from tests.procedures.taking import taken as step_of

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ON = date(2026, 3, 2)

INFORMED = e.Informed(language=e.Language.PERSIAN, on=ON)
ADULT = e.Registered(
    given_names=Closed(), birth=Closed(), sex=e.Sex.FEMALE, citizenship="AF", accompanied=Accompanied.ADULT
)
ALONE = replace(ADULT, accompanied=Accompanied.ALONE)
SEPARATED = replace(ADULT, accompanied=Accompanied.SEPARATED)
NOT_KNOWN = replace(ADULT, accompanied=Accompanied.UNKNOWN)
WITH_FAMILY = replace(ADULT, accompanied=Accompanied.WITH_FAMILY)
OFFICER = replace(ADULT, concerns_staff="officer")
CORRECTED = e.Corrected(reason=Closed())
NAMED = e.NameAdded(kind=e.NameKind.OWN_SCRIPT, given_names=Closed())
DOCUMENT = e.DocumentSeen(kind=e.DocumentKind.PASSPORT, number=Closed(), issued_by="AF")
CAME_IN = e.EntryRecorded(arrived=Closed(), came_from="BG")
CONTACT = e.ContactAgreed(way=e.ContactWay.PHONE, at=Closed())
RELATED = e.Related(relation=e.Relation.SPOUSE, to=Closed())
REUNITED = e.Reunited(relation=e.Relation.CHILD, to=Closed(), on=ON)
NEEDS = e.NeedsNoted(needs=(e.SpecificNeed.MEDICAL, e.SpecificNeed.SINGLE_PARENT))
ABSENT = e.AbsenceNoted(since=ON)
BACK = e.CameBack(on=ON)
FOUND_ALONE = e.Corrected(accompanied=Accompanied.ALONE, reason=Closed())
COPY = e.CopyHandedOver(language=e.Language.PERSIAN)
PROTECTED = e.KeptCloser(tier=Closer.PROTECTED, reason=Closed())
AS_CHILD = e.KeptCloser(tier=Closer.CHILD, reason=Closed())
TRAFFICKED = e.KeptCloser(tier=Closer.TRAFFICKING, reason=Closed())
STANDARD = e.KeptAsStandard(reason=Closed())
ASSIGNED = e.Assigned(account="caseworker")
ALSO_ASSIGNED = e.Assigned(account="guardian")
SAME = e.FoundSame(other_case="2026-0000002", reason=Closed())
APART = e.ToldApart(other_case="2026-0000003")
TAKEN_BACK = e.ComparisonTakenBack(other_case="2026-0000002")
LEFT = e.Departed(why=LeftFor.LEFT, on=ON)
ERASED = e.ErasureOrdered(ground=ErasureGround.NO_LONGER_NEEDED)


def taken(number: int, event: Event, at: datetime = AT, due: date | None = None) -> Taken[Event]:
    """The step that such an event is recorded by."""
    return step_of(REGISTRATION, number, event, at=at, by="officer", due=due)


def history(*happened: Event) -> Iterable[Taken[Event]]:
    """These events as steps, one after the other."""
    return [taken(number, event) for number, event in enumerate(happened, 1)]


def after(*happened: Event) -> Registration:
    """The case that these events lead to."""
    return REGISTRATION.fold(history(*happened))
