"""When a step of a registration is lawful; each rule a named question about the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from midex.kernel.calendar import Calendar
from midex.kernel.law import DatedValue, Law, in_force
from midex.kernel.text import Message, mark
from midex.kernel.tier import Tier
from midex.kernel.verdict import Allowed, Refused
from midex.procedures.registration.case import Registration, State
from midex.procedures.registration.events import PROCEDURES, Accompanied, Corrected

ALREADY_OPEN = mark("this registration was opened already")
NOT_INFORMED = mark("the person has not been told yet what is recorded and why")
ALREADY_REGISTERED = mark("the person is registered already; correct what is wrong")
NOT_REGISTERED = mark("nobody is registered in this case yet")
CLOSED = mark("this registration has ended")
STILL_OPEN = mark("this registration has not ended yet")
ALREADY_STANDARD = mark("the case is kept as standard already")
CHILD_ALONE = mark("a child alone is not kept as standard")
ALREADY_ERASED = mark("the person's fields were erased already")
ABSENT_ALREADY = mark("the person is absent already")
NOT_ABSENT = mark("the person is not absent")
NEVER_COMPARED = mark("nothing was noted about another case")
DISPUTE_FIRST = mark("a child alone is not corrected into an adult; dispute the age in a protection screening")
COPY_GIVEN = mark("the copy was handed over already")

REGISTER_WITHIN = (DatedValue(value=3, since=date(2015, 7, 20), law=Law(PROCEDURES, "art. 6(1)"), to_verify=True),)
"""Working days from the first contact to the registration; the participants' own values come with `participants`."""


def may_open(case: Registration) -> Allowed | Refused:
    """A case is opened once, by telling the person their rights."""
    return Refused(Message(ALREADY_OPEN)) if case.state else Allowed()


def may_register(case: Registration) -> Allowed | Refused:
    """Nobody is recorded before being told what is recorded and why."""
    if not case.state:
        return Refused(Message(NOT_INFORMED))
    if case.state != State.INFORMED.value:
        return Refused(Message(ALREADY_REGISTERED if case.is_open else CLOSED))
    return Allowed()


def may_correct(case: Registration) -> Allowed | Refused:
    """What is recorded may be corrected as long as it is kept."""
    if case.erased:
        return Refused(Message(ALREADY_ERASED))
    return Allowed() if case.accompanied else Refused(Message(NOT_REGISTERED))


def not_into_an_adult(case: Registration, event: Corrected, _today: date) -> Mapping[str, Message]:
    """Nobody alone makes a child alone an adult: whoever doubts the age disputes it, and two persons decide."""
    alone = case.accompanied in (Accompanied.ALONE, Accompanied.SEPARATED)
    return {"accompanied": Message(DISPUTE_FIRST)} if alone and event.accompanied is Accompanied.ADULT else {}


def may_add(case: Registration) -> Allowed | Refused:
    """More is recorded about a person as long as the registration is open."""
    if not case.is_open:
        return Refused(Message(CLOSED if case.state else NOT_INFORMED))
    return Allowed() if case.accompanied else Refused(Message(NOT_REGISTERED))


def may_note_needs(case: Registration) -> Allowed | Refused:
    """Needs are noted from the first minute on, registered or not."""
    return Allowed() if case.is_open else Refused(Message(CLOSED if case.state else NOT_INFORMED))


def may_note_absence(case: Registration) -> Allowed | Refused:
    """Somebody registered is absent once, until they come back."""
    added = may_add(case)
    return Refused(Message(ABSENT_ALREADY)) if isinstance(added, Allowed) and case.absent else added


def may_come_back(case: Registration) -> Allowed | Refused:
    """Who was absent comes back."""
    added = may_add(case)
    return Refused(Message(NOT_ABSENT)) if isinstance(added, Allowed) and not case.absent else added


def may_compare(case: Registration) -> Allowed | Refused:
    """Whoever is registered can be found to be registered twice, or not, as long as what is recorded is kept."""
    return may_correct(case)


def may_take_back(case: Registration) -> Allowed | Refused:
    """What was noted about another case can be taken back; nothing was merged by it."""
    if case.erased:
        return Refused(Message(ALREADY_ERASED))
    return Allowed() if case.same or case.different else Refused(Message(NEVER_COMPARED))


def may_hand_over(case: Registration) -> Allowed | Refused:
    """The copy shows what was registered; once it was corrected, a new one does."""
    if case.state == State.REGISTERED.value:
        return Allowed()
    if case.state == State.COPY_HANDED_OVER.value:
        return Allowed() if case.copy_outdated else Refused(Message(COPY_GIVEN))
    return Refused(Message(NOT_REGISTERED if case.is_open or not case.state else CLOSED))


def may_keep_closer(case: Registration) -> Allowed | Refused:
    """An open case can be kept closer at any time."""
    return Allowed() if case.is_open else Refused(Message(CLOSED if case.state else NOT_INFORMED))


def may_keep_as_standard(case: Registration) -> Allowed | Refused:
    """A child alone, and whoever may be one, is never kept as standard; others may return to it."""
    if not case.is_open:
        return Refused(Message(CLOSED if case.state else NOT_INFORMED))
    if case.tier is Tier.STANDARD:
        return Refused(Message(ALREADY_STANDARD))
    if case.needs_guardian:
        return Refused(Message(CHILD_ALONE))
    return Allowed()


def may_assign(case: Registration) -> Allowed | Refused:
    """An open case is put into somebody's caseload."""
    return Allowed() if case.is_open else Refused(Message(CLOSED if case.state else NOT_INFORMED))


def may_record_departure(case: Registration) -> Allowed | Refused:
    """An open registration ends once."""
    return Allowed() if case.is_open else Refused(Message(CLOSED if case.state else NOT_INFORMED))


def may_order_erasure(case: Registration) -> Allowed | Refused:
    """Fields are erased after the registration ended, once."""
    if case.erased:
        return Refused(Message(ALREADY_ERASED))
    return Refused(Message(STILL_OPEN)) if case.is_open or not case.state else Allowed()


def registration_due(_: Registration, at: datetime, calendar: Calendar) -> date | None:
    """The registration is due some working days after the person was informed."""
    days = in_force(REGISTER_WITHIN, at.date())
    return calendar.working_days_after(at.date(), days.value) if days else None
