"""The steps of a registration."""

from __future__ import annotations

from midex.kernel.law import Law
from midex.kernel.procedure import Procedure, Step
from midex.kernel.role import Role
from midex.kernel.text import mark
from midex.procedures.registration import events, rules
from midex.procedures.registration.case import Registration, apply
from midex.procedures.registration.events import CASEWORK, GDPR, PROCEDURES, RECEPTION, WITH_SUPERVISOR

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
    fits=rules.not_into_an_adult,
    version=2,
)
ADD_NAME = Step(
    id="add-name",
    records=events.NameAdded,
    label=mark("add a name, or the name in another script"),
    by=CASEWORK,
    law=Law(PROCEDURES, "art. 6(1)"),
    allowed=rules.may_add,
)
NOTE_DOCUMENT = Step(
    id="note-document",
    records=events.DocumentSeen,
    label=mark("record a document that was shown"),
    by=CASEWORK,
    law=Law(PROCEDURES, "art. 13(2)(b)"),
    allowed=rules.may_add,
)
RECORD_ENTRY = Step(
    id="record-entry",
    records=events.EntryRecorded,
    label=mark("record when and where the person came in"),
    by=COUNTER,
    law=Law(PROCEDURES, "art. 6(1)"),
    allowed=rules.may_add,
)
AGREE_CONTACT = Step(
    id="agree-contact",
    records=events.ContactAgreed,
    label=mark("agree how the person may be reached"),
    by=CASEWORK,
    law=Law(GDPR, "art. 25(1)"),
    allowed=rules.may_add,
)
RELATE = Step(
    id="relate",
    records=events.Related,
    label=mark("record a relative"),
    by=CASEWORK,
    law=Law(RECEPTION, "art. 12"),
    allowed=rules.may_add,
)
RECORD_REUNION = Step(
    id="record-reunion",
    records=events.Reunited,
    label=mark("record that the person is with a relative again"),
    by=CASEWORK,
    law=Law(RECEPTION, "art. 24(3)"),
    allowed=rules.may_add,
)
NOTE_NEEDS = Step(
    id="note-needs",
    records=events.NeedsNoted,
    label=mark("note specific needs"),
    by=CASEWORK,
    law=Law(RECEPTION, "art. 22(1)"),
    allowed=rules.may_note_needs,
)
NOTE_ABSENCE = Step(
    id="note-absence",
    records=events.AbsenceNoted,
    label=mark("note that the person is absent"),
    by=CASEWORK,
    law=Law(PROCEDURES, "art. 28(1)(b)"),
    allowed=rules.may_note_absence,
)
COME_BACK = Step(
    id="come-back",
    records=events.CameBack,
    label=mark("record that the person came back"),
    by=CASEWORK,
    law=Law(PROCEDURES, "art. 28(2)"),
    allowed=rules.may_come_back,
)
HAND_OVER_COPY = Step(
    id="hand-over-copy",
    records=events.CopyHandedOver,
    label=mark("hand over the printed copy"),
    by=COUNTER,
    law=Law(PROCEDURES, "art. 12(1)(a)"),
    allowed=rules.may_hand_over,
    version=2,
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
    version=2,
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
        ADD_NAME,
        NOTE_DOCUMENT,
        RECORD_ENTRY,
        AGREE_CONTACT,
        RELATE,
        RECORD_REUNION,
        NOTE_NEEDS,
        NOTE_ABSENCE,
        COME_BACK,
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
