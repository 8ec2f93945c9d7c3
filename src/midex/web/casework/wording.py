"""Words for what a case node's pages show: states, tiers, codes, fields, kinds of entry. A test holds the lists whole.

Refuses to guess: a name without a word is shown as it is, and the test finds it first.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

from django.utils.translation import gettext, pgettext

from midex.kernel.event import Event
from midex.kernel.journal import EntryKind
from midex.kernel.partial_date import PartialDate
from midex.kernel.purpose import LABELS as PURPOSES
from midex.kernel.purpose import Purpose
from midex.kernel.role import LABELS as ROLES
from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.tier import Tier
from midex.policy.actions import Action
from midex.policy.queues import SOON, Queue
from midex.procedures.catalogue import PROCEDURES
from midex.procedures.protection import events as protection
from midex.procedures.protection.case import State as ScreeningState
from midex.procedures.registration import events as registration
from midex.procedures.registration.case import State
from midex.services.casework.note_lateness import LATE
from midex.statistics.registry.catalogue import registry
from midex.web import naming
from midex.web.statistics.wording import whole

STATES = {
    State.INFORMED.value: mark("told their rights, not registered yet"),
    State.REGISTERED.value: mark("registered, no copy handed over yet"),
    State.COPY_HANDED_OVER.value: mark("registered, copy handed over"),
    State.ENDED.value: mark("ended"),
    State.ERASED.value: mark("ended, fields erased"),
    ScreeningState.OPEN.value: mark("screening open, no interview yet"),
    ScreeningState.INTERVIEWED.value: mark("screening open, interviewed"),
    ScreeningState.CLOSED.value: mark("screening closed"),
}

QUEUES = {
    Queue.MINE: mark("In my caseload"),
    Queue.OFFICE: mark("Of my office"),
    Queue.DUE_SOON: mark("Due within {days} days"),
    Queue.OVERDUE: mark("Overdue"),
    Queue.AWAITING: mark("Waits for my word"),
    Queue.PROPOSED: mark("Proposed by me"),
}

TIERS = {
    Tier.STANDARD: mark("standard"),
    Tier.PROTECTED: mark("protected"),
    Tier.CHILD: mark("child"),
    Tier.TRAFFICKING: mark("victim of trafficking"),
}

TIER_MEANING = {
    Tier.STANDARD: mark("Seen by the casework staff of its office."),
    Tier.PROTECTED: mark("Seen by the supervisor of its office and by those who have it in their caseload."),
    Tier.CHILD: mark("Seen by the guardians of its office and by those who have it in their caseload."),
    Tier.TRAFFICKING: mark(
        "Seen by the anti-trafficking officers of its office, and by those of them who have it in their caseload."
    ),
}

FIELDS = {
    "language": mark("Language"),
    "interpreter": mark("An interpreter was there"),
    "on": mark("Date"),
    "given_names": mark("Given names"),
    "family_names": mark("Family names"),
    "birth": mark("Date of birth"),
    "sex": mark("Sex"),
    "citizenship": mark("Citizenship"),
    "accompanied": mark("Accompanied"),
    "safe_contact": mark("Safe contact"),
    "also_citizen": mark("Other citizenships"),
    "languages": mark("Languages spoken"),
    "birth_place": mark("Place of birth"),
    "emptied": mark("Remove entirely"),
    "kind": mark("Kind"),
    "number": mark("Number"),
    "issued_by": mark("Issued by"),
    "valid_until": mark("Valid until"),
    "arrived": mark("Came in on"),
    "place": mark("Where"),
    "came_from": mark("Came from"),
    "way": mark("Way"),
    "at": mark("Number or address"),
    "may_be_said": mark("What may be said, and to whom"),
    "relation": mark("The person is"),
    "to": mark("Case of the relative"),
    "needs": mark("Specific needs"),
    "at_once": mark("What is done at once"),
    "since": mark("Since"),
    "concerns_staff": mark("Account of a colleague whom this is about"),
    "reason": mark("Reason"),
    "other_case": mark("Number of the other case"),
    "tier": mark("Kept as"),
    "account": mark("Account"),
    "why": mark("Why it ended"),
    "ground": mark("Ground"),
    "agrees": mark("The person agrees to an interview"),
    "interviewer_wish": mark("Wishes to be interviewed by"),
    "interpreter_wish": mark("Wishes to be interpreted by"),
    "observed": mark("What was observed and told"),
    "need": mark("Need"),
    "how": mark("How it is met"),
    "why_not": mark("Why it is not met"),
    "review_on": mark("Looked at again on"),
    "note": mark("Note"),
    "best_interests_for": mark("The child is"),
    "guardian": mark("Guardian"),
    "first_visit_on": mark("First visit on"),
    "replaced_for": mark("Why another guardian"),
    "next_on": mark("Next visit on"),
    "interview_on": mark("Interview on"),
    "view": mark("What the child thinks and wishes"),
    "assessment": mark("Assessment"),
    "determined": mark("What is best for the child"),
    "doubted_by": mark("Who doubts the age"),
    "decision": mark("Decision"),
    "indicators": mark("Indicators"),
    "referred_for": mark("For what"),
    "stands": mark("The referral stands"),
    "screening_ended": mark("Why the screening ended"),
}

HINTS = {
    "language": mark("The language in which the person was told, or in which the copy is."),
    "given_names": mark("As the person says them."),
    "family_names": mark("As the person says them; leave it empty where there is none."),
    "safe_contact": mark("May we call, what may be said, to whom. Leave it empty where there is no safe way."),
    "citizenship": mark("As the person states it."),
    "accompanied": mark("A child alone, separated, or of whom it is not known is kept in the child tier from here on."),
    "also_citizen": mark("As the person states them, besides the first."),
    "languages": mark("In which the person can speak for themselves."),
    "emptied": mark("Where what was recorded is wrong and nothing takes its place."),
    "number": mark("As it stands on the document."),
    "issued_by": mark("The country or authority that the document names."),
    "arrived": mark("As the person remembers it. Where they mean to go is not asked."),
    "came_from": mark("The country the person was in before."),
    "may_be_said": mark("For example: only that an appointment is near; never to relatives."),
    "to": mark("The number of the relative's case here, such as 2026-0000123."),
    "needs": mark("What was seen or told. It brings help; nobody is ranked by it."),
    "concerns_staff": mark("Only where this case is about somebody who works here: they will never see it."),
    "reason": mark("Kept sealed under the person's own key."),
    "tier": mark("Who sees the case afterwards: see the list of tiers below."),
    "account": mark("The case will be in this colleague's caseload."),
    "agrees": mark("No help depends on it, and the person can change their mind at any time."),
    "interviewer_wish": mark("It is met where it can be."),
    "observed": mark("Sealed. Write what was seen and told, not what you conclude."),
    "review_on": mark("The day on which somebody looks at it again."),
    "guardian": mark("The child's case will be in this colleague's caseload."),
    "interview_on": mark("The day of the interview that the guardian was told of."),
    "decision": mark("Where doubt remains the person is a child."),
    "indicators": mark("Sealed. From here on only anti-trafficking officers keep this case."),
}

OWN_GIVEN_NAMES = mark("Given names in their own script")
OWN_FAMILY_NAMES = mark("Family names in their own script")
SAME_FAMILY_NAMES = mark("Family names as person 1, where left empty")
SAME_CITIZENSHIP = mark("Citizenship as person 1, where not chosen")
ROW_OF_RELATIVE = mark("of person number")
ROW_HINT = mark("The number of the relative's row on this page.")
DOCUMENT = mark("Document shown")
DOCUMENT_NUMBER = mark("Number of the document")

PARTIAL_HINT = mark("2009, 2009-04 or 2009-04-30; add ~ where it is estimated.")

CODES: dict[Enum, str] = {
    registration.Sex.MALE: mark("male"),
    registration.Sex.FEMALE: mark("female"),
    registration.Sex.OTHER: mark("other"),
    registration.Sex.UNKNOWN: mark("not stated"),
    registration.Language.ALBANIAN: mark("Albanian"),
    registration.Language.ARABIC: mark("Arabic"),
    registration.Language.BENGALI: mark("Bengali"),
    registration.Language.BOSNIAN: mark("Bosnian"),
    registration.Language.CROATIAN: mark("Croatian"),
    registration.Language.ENGLISH: mark("English"),
    registration.Language.FRENCH: mark("French"),
    registration.Language.KURDISH: mark("Kurdish"),
    registration.Language.MACEDONIAN: mark("Macedonian"),
    registration.Language.MONTENEGRIN: mark("Montenegrin"),
    registration.Language.PASHTO: mark("Pashto"),
    registration.Language.PERSIAN: mark("Persian"),
    registration.Language.RUSSIAN: mark("Russian"),
    registration.Language.SERBIAN: mark("Serbian"),
    registration.Language.SOMALI: mark("Somali"),
    registration.Language.TIGRINYA: mark("Tigrinya"),
    registration.Language.TURKISH: mark("Turkish"),
    registration.Language.URDU: mark("Urdu"),
    registration.Language.OTHER: mark("another language"),
    registration.Accompanied.ADULT: mark("an adult"),
    registration.Accompanied.WITH_FAMILY: mark("a child with a responsible adult"),
    registration.Accompanied.SEPARATED: mark("a child with other relatives, separated from the parents"),
    registration.Accompanied.ALONE: mark("a child alone"),
    registration.Accompanied.UNKNOWN: mark("not known"),
    **{closer: TIERS[Tier(closer.value)] for closer in registration.Closer},
    registration.Emptied.FAMILY_NAMES: mark("Family names"),
    registration.Emptied.ALSO_CITIZEN: mark("Other citizenships"),
    registration.Emptied.LANGUAGES: mark("Languages spoken"),
    registration.Emptied.BIRTH_PLACE: mark("Place of birth"),
    registration.NameKind.OWN_SCRIPT: mark("the name in the person's own script"),
    registration.NameKind.AT_BIRTH: mark("the name at birth"),
    registration.NameKind.ALSO_KNOWN_AS: mark("also known as"),
    registration.DocumentKind.PASSPORT: mark("passport"),
    registration.DocumentKind.IDENTITY_CARD: mark("identity card"),
    registration.DocumentKind.BIRTH_CERTIFICATE: mark("birth certificate"),
    registration.DocumentKind.FAMILY_BOOK: mark("family book"),
    registration.DocumentKind.RESIDENCE_PERMIT: mark("residence permit"),
    registration.DocumentKind.ATTESTATION: mark("attestation of an intention to seek asylum"),
    registration.DocumentKind.UNHCR_NUMBER: mark("number given by UNHCR"),
    registration.DocumentKind.OTHER_SYSTEM: mark("number in another institution's system"),
    registration.DocumentKind.OTHER: mark("another document"),
    registration.Relation.SPOUSE: mark("spouse or partner of"),
    registration.Relation.CHILD: mark("child of"),
    registration.Relation.PARENT: mark("parent of"),
    registration.Relation.SIBLING: mark("sibling of"),
    registration.Relation.GRANDCHILD: mark("grandchild of"),
    registration.Relation.GRANDPARENT: mark("grandparent of"),
    registration.Relation.OTHER: mark("another relative of"),
    registration.ContactWay.NONE: mark("not outside this office"),
    registration.ContactWay.IN_PERSON: mark("in person only"),
    registration.ContactWay.PHONE: mark("by phone"),
    registration.ContactWay.MESSAGE: mark("by message"),
    registration.ContactWay.THROUGH_OTHERS: mark("through somebody the person named"),
    registration.SpecificNeed.CHILD_AT_RISK: mark("child at risk (CR)"),
    registration.SpecificNeed.CHILD_ALONE: mark("unaccompanied or separated child (SC)"),
    registration.SpecificNeed.WOMAN_AT_RISK: mark("woman at risk (WR)"),
    registration.SpecificNeed.OLDER_PERSON: mark("older person at risk (ER)"),
    registration.SpecificNeed.SINGLE_PARENT: mark("single parent or caregiver (SP)"),
    registration.SpecificNeed.DISABILITY: mark("disability (DS)"),
    registration.SpecificNeed.MEDICAL: mark("serious medical condition (SM)"),
    registration.SpecificNeed.FAMILY_UNITY: mark("family unity (FU)"),
    registration.SpecificNeed.LEGAL_PROTECTION: mark("specific legal and physical protection needs (LP)"),
    registration.SpecificNeed.TORTURE: mark("torture (TR)"),
    registration.SpecificNeed.VIOLENCE: mark("sexual or gender-based violence (SV)"),
    registration.LeftFor.LEFT: mark("the person left"),
    registration.LeftFor.DIED: mark("the person died"),
    registration.LeftFor.REGISTERED_TWICE: mark("the person is registered in another case"),
    registration.LeftFor.HANDED_OVER: mark("the case was handed over"),
    registration.ErasureGround.NO_LONGER_NEEDED: mark("what was recorded is not needed any more"),
    registration.ErasureGround.CONSENT_WITHDRAWN: mark("the person withdrew their consent"),
    registration.ErasureGround.OBJECTED: mark("the person objected"),
    registration.ErasureGround.UNLAWFUL: mark("it should not have been recorded"),
    registration.ErasureGround.OBLIGATION: mark("the law says so, or the time is up"),
    protection.Wish.NONE: mark("anybody"),
    protection.Wish.WOMAN: mark("a woman"),
    protection.Wish.MAN: mark("a man"),
    protection.NotMet.NO_PLACE: mark("there is no place"),
    protection.NotMet.NO_SERVICE: mark("there is no such service"),
    protection.NotMet.NO_INTERPRETER: mark("there is no interpreter"),
    protection.NotMet.NOT_WANTED: mark("the person does not want it"),
    protection.NotMet.WAITING: mark("it was asked for and has not come"),
    protection.NotMet.OTHER: mark("another reason"),
    protection.BestInterestsFor.ALONE: mark("alone"),
    protection.BestInterestsFor.SEPARATED: mark("separated from the parents, with other relatives"),
    protection.BestInterestsFor.AGE_DISPUTED: mark("perhaps a child: the age is disputed"),
    protection.ReplacedFor.CHILD_ASKED: mark("the child asked for another one"),
    protection.ReplacedFor.CONFLICT: mark("a conflict of interest"),
    protection.ReplacedFor.LEFT_POST: mark("the guardian left the post"),
    protection.ReplacedFor.DUTY_NOT_MET: mark("the guardian did not do what a guardian must"),
    protection.Determined.STAYS: mark("stays in the present care"),
    protection.Determined.OTHER_CARE: mark("other care"),
    protection.Determined.WITH_FAMILY: mark("with family"),
    protection.Determined.DURABLE_HERE: mark("a durable solution here"),
    protection.Determined.NOTHING_YET: mark("nothing is determined yet"),
    protection.AgeDoubtedBy.PERSON: mark("the person"),
    protection.AgeDoubtedBy.GUARDIAN: mark("the guardian"),
    protection.AgeDoubtedBy.OFFICER: mark("an officer"),
    protection.AgeDecision.CHILD: mark("a child"),
    protection.AgeDecision.DOUBT_REMAINS: mark("doubt remains: a child"),
    protection.AgeDecision.ADULT: mark("an adult"),
    protection.ReferredFor.SHELTER: mark("shelter"),
    protection.ReferredFor.HEALTH: mark("health care"),
    protection.ReferredFor.LEGAL_AID: mark("legal aid"),
    protection.ReferredFor.IDENTIFICATION: mark("being identified as a victim"),
    protection.ScreeningEnded.ANSWERED: mark("the needs are answered"),
    protection.ScreeningEnded.NONE_FOUND: mark("no needs were found"),
    protection.ScreeningEnded.LEFT: mark("the person left the place"),
    protection.ScreeningEnded.DIED: mark("the person has died"),
    protection.ScreeningEnded.ELSEWHERE: mark("it goes on elsewhere"),
}

HAPPENED: dict[type[Event], str] = {
    registration.Informed: mark("the person was told what is recorded and why"),
    registration.Registered: mark("the person was registered"),
    registration.Corrected: mark("what was recorded was corrected"),
    registration.NameAdded: mark("a name was added"),
    registration.DocumentSeen: mark("a document was shown"),
    registration.EntryRecorded: mark("it was recorded when and where the person came in"),
    registration.ContactAgreed: mark("it was agreed how the person may be reached"),
    registration.Related: mark("a relative was recorded"),
    registration.Reunited: mark("the person is with a relative again"),
    registration.NeedsNoted: mark("specific needs were noted"),
    registration.AbsenceNoted: mark("the person was absent"),
    registration.CameBack: mark("the person came back"),
    registration.CopyHandedOver: mark("the printed copy was handed over"),
    registration.KeptCloser: mark("from here on fewer people see the case"),
    registration.KeptAsStandard: mark("the case is kept as standard again"),
    registration.Assigned: mark("the case was put into a caseload"),
    registration.Departed: mark("the registration ended"),
    registration.FoundSame: mark("another case was found to be about the same person"),
    registration.ToldApart: mark("another case was found to be about somebody else"),
    registration.ComparisonTakenBack: mark("what was noted about another case was taken back"),
    registration.ErasureOrdered: mark("it was ordered that the person's fields be erased"),
    protection.ScreeningOpened: mark("a protection screening was opened"),
    protection.InterviewAgreed: mark("the person agreed to an interview"),
    protection.InterviewDeclined: mark("the person declined an interview"),
    protection.Interviewed: mark("the person was interviewed"),
    protection.NeedNoted: mark("a need was noted"),
    protection.NeedMet: mark("a need was met"),
    protection.NeedNotMet: mark("a need could not be met yet"),
    protection.NeedReviewed: mark("a need was looked at again"),
    protection.ChildFound: mark("the person was found to be a child alone"),
    protection.BestInterestsBegun: mark("the best-interests procedure began"),
    protection.GuardianAppointed: mark("a guardian was appointed"),
    protection.GuardianReplaced: mark("the guardian was replaced"),
    protection.GuardianVisited: mark("the guardian visited the child"),
    protection.GuardianNotified: mark("the guardian was told of an interview"),
    protection.ChildHeard: mark("the child was heard"),
    protection.BestInterestsAssessed: mark("what is best for the child was assessed"),
    protection.BestInterestsDetermined: mark("what is best for the child was determined"),
    protection.AgeDisputed: mark("the age was disputed"),
    protection.AgeDecided: mark("it was decided about the age"),
    protection.TraffickingNoted: mark("indicators were noted"),
    protection.HandOverAgreed: mark("the person agreed to the hand-over"),
    protection.HandOverWithdrawn: mark("the person withdrew what they had agreed to"),
    protection.Referred: mark("the person was referred with their consent"),
    protection.ChildReferred: mark("the child was referred"),
    protection.ReferredInDanger: mark("the person was referred for imminent danger"),
    protection.ReferralReviewed: mark("a referral was looked at again"),
    protection.ScreeningKeptCloser: mark("from here on fewer people see the screening"),
    protection.ScreeningAssigned: mark("the screening was put into a caseload"),
    protection.ScreeningClosed: mark("the screening was closed"),
}

KINDS = {
    EntryKind.EVENT: mark("step"),
    EntryKind.READ: mark("read"),
    EntryKind.REFUSAL: mark("refusal"),
    EntryKind.BREAK_GLASS: mark("break-glass"),
    EntryKind.PROPOSAL: mark("proposal"),
    EntryKind.ERASURE: mark("erasure"),
    EntryKind.SIGN_IN: mark("sign-in"),
    EntryKind.INCIDENT: mark("incident"),
}

ACTIONS = {
    Action.LIST_CASES: mark("list cases"),
    Action.SEE_OFFICE: mark("see an office in figures"),
    Action.FIND_PEOPLE: mark("look for a person"),
    Action.COMPARE_NEW: mark("compare with who is being registered"),
    Action.REBUILD_INDEX: mark("make anew what people are found by"),
    Action.OPEN_CASE: mark("open a case"),
    Action.EXPORT_CASES: mark("export cases"),
    Action.HAND_OVER: mark("hand over"),
    Action.WRITE_LETTER: mark("write a letter"),
    Action.GO_ON: mark("go on with what was begun"),
    Action.BREAK_GLASS: mark("break the glass"),
    Action.SEE_NOTICES: mark("see notices"),
    Action.SEARCH_READS: mark("search reads"),
    Action.TAKE_STEP: mark("take a step"),
    Action.APPROVE_STEP: mark("approve a step"),
    Action.ERASE: mark("erase"),
    Action.SIGN_IN: mark("sign in"),
    Action.KEEP_ACCOUNTS: mark("keep accounts"),
    Action.SEE_GUARDIANSHIP: mark("see the children one guards"),
    Action.COUNT_NEEDS: mark("count needs"),
}

IS_LATE = mark("a checkpoint of the journal is late")


ROLE_DETAILS = frozenset({"role", "has", "needs"})
"""Details of refusals that name roles."""


def state(code: str) -> str:
    """How far a case is."""
    return gettext(STATES[code]) if code in STATES else code


def queue(value: Queue) -> str:
    """What a queue is called."""
    return gettext(QUEUES[value]).replace("{days}", str(SOON.days))


def code(value: Enum) -> str:
    """What a code of an event's field means."""
    words = TIERS.get(value) if isinstance(value, Tier) else CODES.get(value)
    return gettext(words) if words else str(value.value)


def happened(event: Event) -> str:
    """What an event says happened; with a capital letter, as a heading."""
    kind = type(event)
    return capital(gettext(HAPPENED[kind])) if kind in HAPPENED else kind.__name__


def role(value: str) -> str:
    """What a role is called."""
    return gettext(ROLES[Role(value)]) if value in {one.value for one in Role} else value


def action(value: str) -> str:
    """What was asked for."""
    if value == LATE:
        return gettext(IS_LATE)
    return gettext(ACTIONS[Action(value)]) if value in {one.value for one in Action} else value


def kind(value: EntryKind) -> str:
    """What an entry of the journal stands for."""
    return gettext(KINDS[value])


def purpose(value: Purpose) -> str:
    """What a read was for."""
    return gettext(PURPOSES[value])


def field(name: str) -> str:
    """What a field is called."""
    return gettext(FIELDS[name]) if name in FIELDS else name


def field_of_event(name: str) -> str:
    """What a field is called that is named with its event, as registers and reports name it."""
    return field(name.rpartition(".")[2])


def step(procedure: str, step_id: str) -> str:
    """What a step is called; with a capital letter, as a heading or a button."""
    known = PROCEDURES[procedure].step(step_id) if procedure in PROCEDURES else None
    return capital(gettext(known.label)) if known else step_id


def capital(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def reason(message: Message) -> str:
    """A refusal as a whole sentence, roles in words."""
    said = {name: _roles(str(value)) if name in ROLE_DETAILS else value for name, value in message.details.items()}
    return whole(Message(message.id, said))


def _roles(codes: str) -> str:
    return ", ".join(role(code) for code in codes.split(", "))


def value(given: Any, codelist: str = "") -> str:
    """A field's value in the reader's words; empty where nothing was stated."""
    match given:
        case None | "":
            words = ""
        case bool():
            words = gettext("yes") if given else gettext("no")
        case Enum():
            words = code(given)
        case PartialDate():
            words = partial(given)
        case date():  # a datetime is one too
            words = naming.day(given)
        case tuple():
            words = ", ".join(value(one, codelist) for one in given)
        case _:
            known = registry().codelists.get(codelist)
            words = naming.code(known, str(given)) if known else str(given)
    return words


def partial(given: PartialDate) -> str:
    """As much of a date as is known, in words."""
    if given.day:
        words = naming.day(date(given.year, given.month, given.day))
    elif given.month:
        words = naming.period(f"{given.year:04d}-{given.month:02d}")
    else:
        words = str(given.year)
    return pgettext("an estimated date", "about %(date)s") % {"date": words} if given.estimated else words
