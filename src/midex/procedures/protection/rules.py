"""When a step of a screening is lawful; each rule a named question about the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from midex.kernel.calendar import Calendar
from midex.kernel.law import DatedValue, Law, in_force
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Allowed, Refused
from midex.procedures.protection.case import Screening, State
from midex.procedures.protection.events import RECEPTION_2024, Interviewed, NeedMet, NeedNotMet, NeedReviewed

ALREADY_OPEN = mark("this screening was opened already")
NOT_OPEN = mark("no screening was opened yet")
CLOSED = mark("this screening has ended")
AGREED = mark("the person agreed already")
NOT_AGREED = mark("the person has not agreed to be interviewed")
NO_GUARDIAN = mark("a child alone has no guardian yet")
NO_NOTICE = mark("the guardian was not told of the interview before it")
NOT_YET = mark("this day is still to come; record the interview once it was held")
TOLD_AFTER = mark("the guardian was told on {day} only, after the day of this interview")
OTHER_DAY = mark("the guardian was told of an interview on {day}; tell the guardian of this one before it")
NO_NEED = mark("no need was noted yet")
NO_SUCH_NEED = mark("this need was not noted yet; note it first")
NOT_A_CHILD = mark("this is for a child alone, or for somebody whose age is disputed")
KNOWN_AS_CHILD = mark("the person is treated as a child already")
BEGUN = mark("the best-interests procedure began already")
NOT_BEGUN = mark("the best-interests procedure has not begun")
HAS_GUARDIAN = mark("the child has a guardian; replace the guardian where it is necessary")
NOT_HEARD = mark("the child was not heard yet")
NOT_ASSESSED = mark("what is best for the child was not assessed yet")
DISPUTED = mark("the age is disputed already")
NOT_DISPUTED = mark("nobody disputes the age")
NO_INDICATORS = mark("no indicators of trafficking were noted")
CONSENTED = mark("the person agreed to the hand-over already")
NO_CONSENT = mark("the person has not agreed to the hand-over")
CHILD_OTHERWISE = mark("a child is not referred by consent; two persons refer a child, with reasons")
NOTHING_TO_REVIEW = mark("no referral without consent waits to be looked at again")
TO_REVIEW = mark("a referral without consent waits to be looked at again")

INTERVIEW_WITHIN = (
    DatedValue(value=30, since=date(2026, 6, 12), law=Law(RECEPTION_2024, "art. 25(1)"), to_verify=True),
)
"""Days from the opening to the end of the assessment of needs; before, the law said only: within a reasonable time."""

GUARDIAN_WITHIN = (
    DatedValue(value=15, since=date(2026, 6, 12), law=Law(RECEPTION_2024, "art. 27(1)"), to_verify=True),
)
"""Working days until a child alone has a guardian; before, the law said only: as soon as possible."""


def may_open_screening(case: Screening) -> Allowed | Refused:
    """A screening is opened once, by telling the person what it is for."""
    return Refused(Message(ALREADY_OPEN)) if case.state else Allowed()


def while_open(case: Screening) -> Allowed | Refused:
    """Something is added as long as the screening is open."""
    return Allowed() if case.is_open else Refused(Message(CLOSED if case.state else NOT_OPEN))


def may_agree(case: Screening) -> Allowed | Refused:
    """Whoever has not agreed to an interview may agree at any time."""
    return _unless(case, (case.agrees, AGREED))


def may_decline(case: Screening) -> Allowed | Refused:
    """Whoever agreed to an interview may decline it at any time."""
    return _unless(case, (not case.agrees, NOT_AGREED))


def may_interview(case: Screening) -> Allowed | Refused:
    """Nobody is interviewed against their will, and a child alone only beside a guardian who was told before."""
    guarded = not case.needs_guardian or bool(case.guardian)
    told = not case.needs_guardian or case.notified_for is not None
    return _unless(case, (not case.agrees, NOT_AGREED), (not guarded, NO_GUARDIAN), (not told, NO_NOTICE))


def after_notice(case: Screening, event: Interviewed, today: date) -> Mapping[str, Message]:
    """An interview is recorded once it was held; a child alone's on the day of which the guardian was told before."""
    if event.on > today:
        return {"on": Message(NOT_YET)}
    if not case.needs_guardian or not case.notified_for or not case.notified_on:
        return {}
    if event.on != case.notified_for:
        return {"on": Message(OTHER_DAY, {"day": str(case.notified_for)})}
    return {"on": Message(TOLD_AFTER, {"day": str(case.notified_on)})} if event.on < case.notified_on else {}


def may_answer_need(case: Screening) -> Allowed | Refused:
    """A need is answered, or looked at again, once one was noted."""
    return _unless(case, (not case.needs, NO_NEED))


def of_a_noted_need(case: Screening, event: NeedMet | NeedNotMet | NeedReviewed, _today: date) -> Mapping[str, Message]:
    """What is answered, or looked at again, is a need that was noted."""
    return {} if event.need in case.needs else {"need": Message(NO_SUCH_NEED)}


def may_find_child(case: Screening) -> Allowed | Refused:
    """Whoever is not treated as a child yet may turn out to be a child alone."""
    return _unless(case, (case.needs_guardian, KNOWN_AS_CHILD))


def may_begin_best_interests(case: Screening) -> Allowed | Refused:
    """The procedure is for a child alone, and for whoever's age is disputed; it begins once."""
    return _unless(case, (not case.needs_guardian, NOT_A_CHILD), (case.best_interests, BEGUN))


def may_appoint(case: Screening) -> Allowed | Refused:
    """A child has one guardian, appointed once the procedure began."""
    return _unless(case, (not case.best_interests, NOT_BEGUN), (bool(case.guardian), HAS_GUARDIAN))


def with_guardian(case: Screening) -> Allowed | Refused:
    """This is for a child who has a guardian."""
    return _unless(case, (not case.guardian, NO_GUARDIAN))


def may_hear(case: Screening) -> Allowed | Refused:
    """A child says what they think beside their guardian."""
    return _unless(case, (not case.best_interests, NOT_BEGUN), (not case.guardian, NO_GUARDIAN))


def may_assess(case: Screening) -> Allowed | Refused:
    """What is best for a child is assessed once the child was heard."""
    return _unless(
        case, (not case.best_interests, NOT_BEGUN), (not case.guardian, NO_GUARDIAN), (not case.heard, NOT_HEARD)
    )


def may_determine(case: Screening) -> Allowed | Refused:
    """Two persons determine what is best for a child after it was assessed."""
    return _unless(case, (not case.best_interests, NOT_BEGUN), (not case.assessed, NOT_ASSESSED))


def may_dispute_age(case: Screening) -> Allowed | Refused:
    """An age is disputed once at a time; the person is treated as a child from here on."""
    return _unless(case, (case.age_disputed, DISPUTED))


def may_decide_age(case: Screening) -> Allowed | Refused:
    """An age is decided beside a guardian, after the person was heard; never by a machine."""
    return _unless(
        case, (not case.age_disputed, NOT_DISPUTED), (not case.guardian, NO_GUARDIAN), (not case.heard, NOT_HEARD)
    )


def may_agree_hand_over(case: Screening) -> Allowed | Refused:
    """A person agrees that the indicators are handed over, where some were noted."""
    return _unless(case, (not case.indicators, NO_INDICATORS), (case.consent, CONSENTED))


def may_withdraw_hand_over(case: Screening) -> Allowed | Refused:
    """What was agreed to is withdrawn at any time, after the end too."""
    return Allowed() if case.consent else Refused(Message(NO_CONSENT if case.state else NOT_OPEN))


def may_refer(case: Screening) -> Allowed | Refused:
    """Indicators of trafficking of an adult are handed over only while the adult agrees."""
    return _unless(
        case,
        (not case.indicators, NO_INDICATORS),
        (case.child, CHILD_OTHERWISE),
        (not case.consent, NO_CONSENT),
    )


def may_refer_child(case: Screening) -> Allowed | Refused:
    """Two persons hand over the indicators of a child, in a family or alone, consent or not, with reasons."""
    return _unless(case, (not case.indicators, NO_INDICATORS), (not case.child, NOT_A_CHILD))


def may_refer_in_danger(case: Screening) -> Allowed | Refused:
    """Two persons hand over indicators where danger is imminent, with reasons."""
    return _unless(case, (not case.indicators, NO_INDICATORS))


def may_review_referral(case: Screening) -> Allowed | Refused:
    """A referral without consent is looked at again, once."""
    return _unless(case, (not case.under_review, NOTHING_TO_REVIEW))


def may_close(case: Screening) -> Allowed | Refused:
    """A screening does not end while a referral without consent waits to be looked at again; or it stood for ever."""
    return _unless(case, (case.under_review, TO_REVIEW))


def first_due(case: Screening, at: datetime, calendar: Calendar) -> date | None:
    """A child alone has a guardian some working days after the opening; others are interviewed some days after it."""
    return guardian_due(case, at, calendar) if case.needs_guardian else _interview_due(at.date(), calendar)


def interview_due_still(case: Screening, _: datetime, calendar: Calendar) -> date | None:
    """A child with a guardian is interviewed as many days after the opening as anybody, unless that was done."""
    if case.state != State.OPEN.value or not case.opened_on:
        return None
    return _interview_due(case.opened_on, calendar)


def _interview_due(opened: date, calendar: Calendar) -> date | None:
    """What a person needs is assessed some days after the opening, where the law says how many."""
    days = in_force(INTERVIEW_WITHIN, opened)
    return calendar.next_working(opened + timedelta(days=days.value)) if days else None


def guardian_due(case: Screening, at: datetime, calendar: Calendar) -> date | None:
    """A child without a guardian has one some working days later, where the law says how many."""
    if case.guardian:
        return None
    days = in_force(GUARDIAN_WITHIN, at.date())
    return calendar.working_days_after(at.date(), days.value) if days else None


def _unless(case: Screening, *reasons: tuple[bool, str]) -> Allowed | Refused:
    """Open, and none of these; the first that holds is told."""
    is_open = while_open(case)
    because = next((said for holds, said in reasons if holds), "")
    return is_open if isinstance(is_open, Refused) or not because else Refused(Message(because))
