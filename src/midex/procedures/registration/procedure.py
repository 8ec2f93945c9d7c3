"""The steps of a registration."""

from __future__ import annotations

from midex.kernel.law import Law
from midex.kernel.procedure import Procedure, Step
from midex.kernel.role import Role
from midex.kernel.text import mark
from midex.procedures.registration import events, rules
from midex.procedures.registration.case import Registration, apply
from midex.procedures.registration.events import CASEWORK, GDPR, PROCEDURES, WITH_SUPERVISOR

COUNTER = frozenset({Role.REGISTRATION_OFFICER, Role.CASEWORKER})

OPEN = Step(
    id="open",
    records=events.Informed,
    label=mark("tell the person what is recorded and why"),
    by=COUNTER,
    law=Law(GDPR, "art. 13"),
    allowed=rules.may_open,
    due=rules.registration_due,
    begins=True,
)
REGISTER = Step(
    id="register",
    records=events.Registered,
    label=mark("register the person"),
    by=COUNTER,
    law=Law(PROCEDURES, "art. 6(1)"),
    allowed=rules.may_register,
)
CORRECT = Step(
    id="correct",
    records=events.Corrected,
    label=mark("correct what was recorded"),
    by=CASEWORK,
    law=Law(GDPR, "art. 16"),
    allowed=rules.may_correct,
)
HAND_OVER_COPY = Step(
    id="hand-over-copy",
    records=events.CopyHandedOver,
    label=mark("hand over the printed copy"),
    by=COUNTER,
    law=Law(PROCEDURES, "art. 12(1)(a)"),
    allowed=rules.may_hand_over,
)
KEEP_CLOSER = Step(
    id="keep-closer",
    records=events.KeptCloser,
    label=mark("let fewer people see the case"),
    by=WITH_SUPERVISOR,
    law=Law(PROCEDURES, "art. 24"),
    allowed=rules.may_keep_closer,
)
KEEP_AS_STANDARD = Step(
    id="keep-as-standard",
    records=events.KeptAsStandard,
    label=mark("keep the case as standard again"),
    by=frozenset({Role.SUPERVISOR, Role.GUARDIAN, Role.TRAFFICKING_OFFICER}),
    law=Law(PROCEDURES, "art. 24"),
    allowed=rules.may_keep_as_standard,
    two_persons=True,
)
ASSIGN = Step(
    id="assign",
    records=events.Assigned,
    label=mark("put the case into a caseload"),
    by=frozenset({Role.SUPERVISOR}),
    law=Law(PROCEDURES, "art. 4(1)"),
    allowed=rules.may_assign,
)
LINK = Step(
    id="link",
    records=events.FoundSame,
    label=mark("note that another case is about the same person"),
    by=WITH_SUPERVISOR,
    law=Law(GDPR, "art. 5(1)(d)"),
    allowed=rules.may_compare,
)
TELL_APART = Step(
    id="tell-apart",
    records=events.ToldApart,
    label=mark("note that another case is about somebody else"),
    by=WITH_SUPERVISOR,
    law=Law(GDPR, "art. 5(1)(d)"),
    allowed=rules.may_compare,
)
TAKE_BACK = Step(
    id="take-back-comparison",
    records=events.ComparisonTakenBack,
    label=mark("take back what was noted about another case"),
    by=WITH_SUPERVISOR,
    law=Law(GDPR, "art. 5(1)(d)"),
    allowed=rules.may_take_back,
)
RECORD_DEPARTURE = Step(
    id="record-departure",
    records=events.Departed,
    label=mark("record that the registration ended"),
    by=COUNTER | {Role.SUPERVISOR},
    law=Law(PROCEDURES, "art. 28(1)"),
    allowed=rules.may_record_departure,
)
ORDER_ERASURE = Step(
    id="order-erasure",
    records=events.ErasureOrdered,
    label=mark("order that the person's fields be erased"),
    by=frozenset({Role.SUPERVISOR}),
    law=Law(GDPR, "art. 17"),
    allowed=rules.may_order_erasure,
    two_persons=True,
)

REGISTRATION = Procedure(
    id="registration",
    label=mark("Registration"),
    steps=(
        OPEN,
        REGISTER,
        CORRECT,
        HAND_OVER_COPY,
        KEEP_CLOSER,
        KEEP_AS_STANDARD,
        ASSIGN,
        LINK,
        TELL_APART,
        TAKE_BACK,
        RECORD_DEPARTURE,
        ORDER_ERASURE,
    ),
    start=Registration(),
    apply=apply,
)
