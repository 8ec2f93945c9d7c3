"""The steps of a protection screening."""

from __future__ import annotations

from midex.kernel.law import Law
from midex.kernel.procedure import Procedure, Step
from midex.kernel.role import Role
from midex.kernel.text import mark
from midex.procedures.protection import events, rules
from midex.procedures.protection.case import Screening, apply
from midex.procedures.protection.events import (
    CHILD,
    GDPR,
    KEEPERS,
    PROCEDURES,
    PROTECTORS,
    RECEPTION,
    TRAFFICKING,
)

OFFICERS = frozenset({Role.CASEWORKER, Role.TRAFFICKING_OFFICER})
VISITORS = frozenset({Role.GUARDIAN, Role.TRAFFICKING_OFFICER})
ANTI_TRAFFICKING = frozenset({Role.TRAFFICKING_OFFICER})

OPEN = Step(
    id="open-screening",
    records=events.ScreeningOpened,
    label=mark("open a protection screening"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 22(1)"),
    allowed=rules.may_open_screening,
    due=rules.first_due,
    version=2,
    begins=True,
    of_person=True,
)
AGREE = Step(
    id="agree-interview",
    records=events.InterviewAgreed,
    label=mark("record that the person agrees to an interview"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 22(1)"),
    allowed=rules.may_agree,
)
DECLINE = Step(
    id="decline-interview",
    records=events.InterviewDeclined,
    label=mark("record that the person declines an interview"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 22(1)"),
    allowed=rules.may_decline,
)
INTERVIEW = Step(
    id="interview",
    records=events.Interviewed,
    label=mark("record the vulnerability interview"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 22(1)"),
    allowed=rules.may_interview,
    fits=rules.after_notice,
    version=3,
)
NOTE_NEED = Step(
    id="note-need",
    records=events.NeedNoted,
    label=mark("note a need"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 21"),
    allowed=rules.while_open,
)
MEET_NEED = Step(
    id="meet-need",
    records=events.NeedMet,
    label=mark("record that a need is met"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 22(1)"),
    allowed=rules.may_answer_need,
    fits=rules.of_a_noted_need,
    version=3,
)
LEAVE_NEED = Step(
    id="leave-need",
    records=events.NeedNotMet,
    label=mark("record that a need is not met, and why"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 22(1)"),
    allowed=rules.may_answer_need,
    fits=rules.of_a_noted_need,
    version=3,
)
REVIEW_NEED = Step(
    id="review-need",
    records=events.NeedReviewed,
    label=mark("look at a need again"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 22(1)"),
    allowed=rules.may_answer_need,
    fits=rules.of_a_noted_need,
    version=3,
)
FIND_CHILD = Step(
    id="find-child",
    records=events.ChildFound,
    label=mark("record that the person is a child alone"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 24(1)"),
    allowed=rules.may_find_child,
    due=rules.guardian_due,
    version=2,
)
BEGIN_BEST_INTERESTS = Step(
    id="begin-best-interests",
    records=events.BestInterestsBegun,
    label=mark("begin the best-interests procedure"),
    by=PROTECTORS,
    law=Law(CHILD, "art. 3(1)"),
    allowed=rules.may_begin_best_interests,
    due=rules.guardian_due,
    version=2,
)
APPOINT = Step(
    id="appoint-guardian",
    records=events.GuardianAppointed,
    label=mark("appoint a guardian"),
    by=KEEPERS,
    law=Law(RECEPTION, "art. 24(1)"),
    allowed=rules.may_appoint,
    due=rules.interview_due_still,
    version=2,
)
REPLACE = Step(
    id="replace-guardian",
    records=events.GuardianReplaced,
    label=mark("replace the guardian"),
    by=KEEPERS,
    law=Law(RECEPTION, "art. 24(1)"),
    allowed=rules.with_guardian,
)
VISIT = Step(
    id="record-visit",
    records=events.GuardianVisited,
    label=mark("record a visit of the guardian"),
    by=VISITORS,
    law=Law(RECEPTION, "art. 24(1)"),
    allowed=rules.with_guardian,
)
NOTIFY = Step(
    id="notify-guardian",
    records=events.GuardianNotified,
    label=mark("tell the guardian of an interview"),
    by=OFFICERS,
    law=Law(PROCEDURES, "art. 25(1)(b)"),
    allowed=rules.with_guardian,
)
HEAR = Step(
    id="hear-child",
    records=events.ChildHeard,
    label=mark("record what the child thinks and wishes"),
    by=PROTECTORS,
    law=Law(CHILD, "art. 12"),
    allowed=rules.may_hear,
)
ASSESS = Step(
    id="assess-best-interests",
    records=events.BestInterestsAssessed,
    label=mark("assess what is best for the child"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 23(2)"),
    allowed=rules.may_assess,
)
DETERMINE = Step(
    id="determine-best-interests",
    records=events.BestInterestsDetermined,
    label=mark("determine what is best for the child"),
    by=KEEPERS,
    law=Law(CHILD, "art. 3(1)"),
    allowed=rules.may_determine,
    two_persons=True,
)
DISPUTE_AGE = Step(
    id="dispute-age",
    records=events.AgeDisputed,
    label=mark("record that the age is disputed"),
    by=PROTECTORS,
    law=Law(PROCEDURES, "art. 25(5)"),
    allowed=rules.may_dispute_age,
    due=rules.guardian_due,
    version=2,
)
DECIDE_AGE = Step(
    id="decide-age",
    records=events.AgeDecided,
    label=mark("decide about the age"),
    by=KEEPERS,
    law=Law(PROCEDURES, "art. 25(5)"),
    allowed=rules.may_decide_age,
    two_persons=True,
)
NOTE_TRAFFICKING = Step(
    id="note-trafficking",
    records=events.TraffickingNoted,
    label=mark("note indicators of trafficking"),
    by=PROTECTORS,
    law=Law(TRAFFICKING, "art. 10(1)"),
    allowed=rules.while_open,
)
AGREE_HAND_OVER = Step(
    id="agree-hand-over",
    records=events.HandOverAgreed,
    label=mark("record that the person agrees to the hand-over"),
    by=ANTI_TRAFFICKING,
    law=Law(GDPR, "art. 7"),
    allowed=rules.may_agree_hand_over,
)
WITHDRAW_HAND_OVER = Step(
    id="withdraw-hand-over",
    records=events.HandOverWithdrawn,
    label=mark("record that the person withdraws it"),
    by=ANTI_TRAFFICKING,
    law=Law(GDPR, "art. 7(3)"),
    allowed=rules.may_withdraw_hand_over,
)
REFER = Step(
    id="refer",
    records=events.Referred,
    label=mark("refer an adult who agrees"),
    by=ANTI_TRAFFICKING,
    law=Law(TRAFFICKING, "art. 11(1)"),
    allowed=rules.may_refer,
    version=2,
)
REFER_CHILD = Step(
    id="refer-child",
    records=events.ChildReferred,
    label=mark("refer a child"),
    by=ANTI_TRAFFICKING,
    law=Law(TRAFFICKING, "art. 10(4)"),
    allowed=rules.may_refer_child,
    version=2,
    two_persons=True,
)
REFER_IN_DANGER = Step(
    id="refer-in-danger",
    records=events.ReferredInDanger,
    label=mark("refer somebody in imminent danger"),
    by=ANTI_TRAFFICKING,
    law=Law(GDPR, "art. 6(1)(d)"),
    allowed=rules.may_refer_in_danger,
    two_persons=True,
)
REVIEW_REFERRAL = Step(
    id="review-referral",
    records=events.ReferralReviewed,
    label=mark("look at a referral again"),
    by=ANTI_TRAFFICKING,
    law=Law(GDPR, "art. 5(2)"),
    allowed=rules.may_review_referral,
)
KEEP_CLOSER = Step(
    id="keep-screening-closer",
    records=events.ScreeningKeptCloser,
    label=mark("let fewer people see the screening"),
    by=PROTECTORS | KEEPERS,
    law=Law(PROCEDURES, "art. 24"),
    allowed=rules.while_open,
)
ASSIGN = Step(
    id="assign-screening",
    records=events.ScreeningAssigned,
    label=mark("put the screening into a caseload"),
    by=KEEPERS,
    law=Law(PROCEDURES, "art. 4(1)"),
    allowed=rules.while_open,
)
CLOSE = Step(
    id="close-screening",
    records=events.ScreeningClosed,
    label=mark("close the screening"),
    by=PROTECTORS,
    law=Law(RECEPTION, "art. 22(1)"),
    allowed=rules.may_close,
    version=2,
)

PROTECTION = Procedure(
    id="protection",
    label=mark("Protection screening"),
    steps=(
        OPEN,
        AGREE,
        DECLINE,
        INTERVIEW,
        NOTE_NEED,
        MEET_NEED,
        LEAVE_NEED,
        REVIEW_NEED,
        FIND_CHILD,
        BEGIN_BEST_INTERESTS,
        APPOINT,
        REPLACE,
        VISIT,
        NOTIFY,
        HEAR,
        ASSESS,
        DETERMINE,
        DISPUTE_AGE,
        DECIDE_AGE,
        NOTE_TRAFFICKING,
        AGREE_HAND_OVER,
        WITHDRAW_HAND_OVER,
        REFER,
        REFER_CHILD,
        REFER_IN_DANGER,
        REVIEW_REFERRAL,
        KEEP_CLOSER,
        ASSIGN,
        CLOSE,
    ),
    start=Screening(),
    apply=apply,
)
