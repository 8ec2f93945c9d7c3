"""What a registration's history folds into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import singledispatch
from typing import Any

from midex.kernel.event import Event, Taken
from midex.kernel.procedure import Case
from midex.kernel.tier import Tier, closest
from midex.procedures.registration import events as happened
from midex.procedures.registration.events import Accompanied


class State(Enum):
    """How far a registration is."""

    INFORMED = "informed"
    REGISTERED = "registered"
    COPY_HANDED_OVER = "copy-handed-over"
    ENDED = "ended"
    ERASED = "erased"


@dataclass(frozen=True, kw_only=True)
class Registration(Case):
    """A registration as its rules see it; no rule needs a sealed field.

    ``copy_outdated`` where something was corrected since the copy was handed over.
    """

    accompanied: Accompanied | None = None
    absent: bool = False
    copy_outdated: bool = False
    erased: bool = False


def apply(case: Registration, taken: Taken[Any]) -> Registration:
    """The registration after one more step."""
    after = _after(taken.event, case)
    # what else is done before the registration does not put it off
    due = taken.due or (case.due if after.is_open and after.state == State.INFORMED.value else None)
    return replace(after, steps=taken.number, due=due)


@singledispatch
def _after(event: Event, case: Registration) -> Registration:
    raise NotImplementedError(type(event).__name__)


@_after.register
def _(_: happened.Informed, case: Registration) -> Registration:
    return replace(case, state=State.INFORMED.value, is_open=True)


@_after.register
def _(event: happened.Registered, case: Registration) -> Registration:
    registered = replace(case, state=State.REGISTERED.value, concerns=event.concerns_staff, is_known=True)
    return _accompanied(registered, event.accompanied)


@_after.register
def _(event: happened.Corrected, case: Registration) -> Registration:
    outdated = case.state == State.COPY_HANDED_OVER.value
    corrected = replace(case, copy_outdated=case.copy_outdated or outdated)
    return _accompanied(corrected, event.accompanied) if event.accompanied else corrected


@_after.register(happened.NameAdded)
@_after.register(happened.DocumentSeen)
@_after.register(happened.EntryRecorded)
@_after.register(happened.ContactAgreed)
@_after.register(happened.Related)
@_after.register(happened.Reunited)
@_after.register(happened.NeedsNoted)
def _(_: Event, case: Registration) -> Registration:
    return case


@_after.register
def _(_: happened.AbsenceNoted, case: Registration) -> Registration:
    return replace(case, absent=True)


@_after.register
def _(_: happened.CameBack, case: Registration) -> Registration:
    return replace(case, absent=False)


def _accompanied(case: Registration, accompanied: Accompanied) -> Registration:
    """A child alone, and one of whom it is not known, is kept as a child from here on."""
    alone = accompanied in (Accompanied.ALONE, Accompanied.SEPARATED, Accompanied.UNKNOWN)
    tier = closest(case.tier, Tier.CHILD) if alone else case.tier
    child = accompanied is not Accompanied.ADULT
    return replace(case, accompanied=accompanied, tier=tier, needs_guardian=alone, child=child)


@_after.register
def _(_: happened.CopyHandedOver, case: Registration) -> Registration:
    return replace(case, state=State.COPY_HANDED_OVER.value, copy_outdated=False)


@_after.register
def _(event: happened.KeptCloser, case: Registration) -> Registration:
    return replace(case, tier=closest(case.tier, Tier(event.tier.value)))


@_after.register
def _(_: happened.KeptAsStandard, case: Registration) -> Registration:
    return replace(case, tier=Tier.STANDARD)


@_after.register
def _(event: happened.Assigned, case: Registration) -> Registration:
    return replace(case, assigned=case.assigned | {event.account})


@_after.register
def _(event: happened.FoundSame, case: Registration) -> Registration:
    other = frozenset({event.other_case})
    return replace(case, same=case.same | other, different=case.different - other)


@_after.register
def _(event: happened.ToldApart, case: Registration) -> Registration:
    other = frozenset({event.other_case})
    return replace(case, same=case.same - other, different=case.different | other)


@_after.register
def _(event: happened.ComparisonTakenBack, case: Registration) -> Registration:
    other = frozenset({event.other_case})
    return replace(case, same=case.same - other, different=case.different - other)


@_after.register
def _(_: happened.Departed, case: Registration) -> Registration:
    return replace(case, state=State.ENDED.value, is_open=False)


@_after.register
def _(_: happened.ErasureOrdered, case: Registration) -> Registration:
    return replace(case, state=State.ERASED.value, is_open=False, erased=True, same=frozenset(), different=frozenset())
