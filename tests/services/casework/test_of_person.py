"""A case of another case's person: what carries over, who may open it, and that erasing and handing over reach both."""

from __future__ import annotations

from typing import Any

import pytest

from midex.exchange.firewall import NOT_REFERRED, OF_ORIGIN
from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.tier import Tier
from midex.kernel.verdict import Refused
from midex.policy.break_glass import ONLY_SHOWN
from midex.policy.scope import NOT_FOUND
from midex.procedures.protection.rules import CHILD_OTHERWISE
from midex.services.casework.account_for import scope_of
from midex.services.casework.approve_step import approve_step
from midex.services.casework.break_glass import break_glass
from midex.services.casework.find_people import find_people
from midex.services.casework.hand_over import HandedOver, hand_over
from midex.services.casework.list_cases import Listed, list_cases
from midex.services.casework.ports import CaseRow, Wanted
from midex.services.casework.possible_duplicates import Duplicates, duplicates_of_case, duplicates_of_new
from midex.services.casework.read_case import OpenedCase, read_case
from midex.services.casework.rebuild_cases import rebuilt
from midex.services.casework.take_step import ANOTHER, ERASED, NEEDS_PERSON, PERSON_ENDED, StepProposed, StepTaken
from tests.casework import REGISTERED, SCREENING, CaseNode
from tests.world import because

CENTRE = ("trafficking-protection", "rs/trafficking-victims-centre")
INDICATORS = {"indicators": "held and moved at night", "on": "2026-03-02"}
AGREED = {"referred_for": "shelter", "language": "fa", "on": "2026-03-02"}


def row_of(node: CaseNode, name: str) -> CaseRow:
    row = node.ports.cases.judged(name)
    assert row
    return row


def opened(node: CaseNode, name: str, who: str) -> OpenedCase:
    answer = read_case(name, node.actor(who), node.ports)
    assert isinstance(answer, OpenedCase), answer
    return answer


def erased(node: CaseNode, name: str) -> None:
    node.take("record-departure", {"why": "left", "on": "2026-03-02"}, name=name)
    proposed = node.ask("order-erasure", {"ground": "no-longer-needed"}, "supervisor", name)
    assert isinstance(proposed, StepProposed), proposed
    assert isinstance(approve_step(proposed.proposal, proposed.sha256, node.actor("deputy"), node.ports), StepTaken)


def test_it_is_about_the_same_person_under_a_name_of_its_own(case_node: CaseNode) -> None:
    first = case_node.registered()
    second = case_node.screening(first)
    one, other = row_of(case_node, first), row_of(case_node, second)
    assert one.person == other.person
    assert (one.name, one.case) != (other.name, other.case)
    assert (one.procedure, other.procedure) == ("registration", "protection")
    assert case_node.ports.cases.of_person(one.person) == (one, other)


@pytest.mark.parametrize(
    ("accompanied", "tier", "expected"),
    [
        ("adult", "", Tier.PROTECTED),
        ("alone", "", Tier.CHILD),
        ("unknown", "", Tier.CHILD),
        ("adult", "trafficking", Tier.TRAFFICKING),
    ],
)
def test_it_is_never_kept_less_closely(case_node: CaseNode, accompanied: str, tier: str, expected: Tier) -> None:
    first = case_node.registered(accompanied=accompanied)
    if tier:
        case_node.take("keep-closer", {"tier": tier, "reason": "threatened"}, name=first)
    who = {Tier.PROTECTED: "caseworker", Tier.CHILD: "guardian", Tier.TRAFFICKING: "trafficking"}[expected]
    assert row_of(case_node, case_node.screening(first, who)).tier is expected


DOUBT = {"doubted_by": "officer", "reason": "looks younger to a colleague"}


@pytest.mark.parametrize(
    ("step", "said"), [("dispute-age", DOUBT), ("find-child", {"best_interests_for": "separated"})]
)
def test_whoever_is_found_to_be_a_child_is_one_in_the_registration_too(
    case_node: CaseNode, step: str, said: dict[str, str]
) -> None:
    first = case_node.registered()
    name = case_node.screening(of=first)
    attempt = {"key": "found-to-be-a-child"}
    done = case_node.ask(step, said, "caseworker", name, **attempt)
    assert isinstance(done, StepTaken)
    row = case_node.ports.cases.judged(first)
    assert row
    assert (row.tier, row.steps) == (Tier.CHILD, 3)
    assert case_node.ports.cases.named(first, scope_of(case_node.actor("officer"), case_node.clock())) is None
    assert case_node.ask(step, said, "caseworker", name, **attempt) == done
    assert case_node.ports.cases.judged(first) == row
    assert {one.name: one for one in rebuilt(case_node.ports.events)}[first] == row
    opened = read_case(first, case_node.actor("guardian"), case_node.ports)
    assert isinstance(opened, OpenedCase)
    assert (opened.taken[-1].by, opened.taken[-1].event.reason) == ("caseworker", ""), "no word of the screening"


@pytest.mark.parametrize("ended", [True, False])
def test_a_registration_that_ended_or_is_a_childs_already_stays_as_it_is(case_node: CaseNode, ended: bool) -> None:
    first = case_node.registered(**({} if ended else {"accompanied": "alone"}))
    name = case_node.screening(of=first, who="caseworker" if ended else "guardian")
    if ended:
        case_node.take("record-departure", {"why": "left", "on": "2026-03-02"}, "officer", first)
    before = case_node.ports.cases.judged(first)
    case_node.take("dispute-age", DOUBT, "caseworker" if ended else "guardian", name)
    assert case_node.ports.cases.judged(first) == before


def test_a_member_of_staff_whom_it_is_about_never_sees_it(case_node: CaseNode) -> None:
    first = case_node.registered(concerns_staff="trafficking")
    name = case_node.screening(first)
    case_node.take("note-trafficking", INDICATORS, "caseworker", name)
    assert because(read_case(name, case_node.actor("trafficking"), case_node.ports)) == NOT_FOUND
    assert row_of(case_node, name).concerns == "trafficking"


def test_registration_officers_do_not_see_it_and_are_not_told_that_it_is_there(case_node: CaseNode) -> None:
    first = case_node.registered()
    name = case_node.screening(first)
    assert because(read_case(name, case_node.actor("officer"), case_node.ports)) == NOT_FOUND
    assert opened(case_node, first, "officer").others == ()
    listed = list_cases(Wanted(), case_node.actor("officer"), case_node.ports)
    assert isinstance(listed, Listed)
    assert [row.name for row in listed.rows] == [first]
    assert listed.total == 1
    assert [row.name for row in opened(case_node, first, "caseworker").others] == [name]
    assert [row.name for row in opened(case_node, name, "caseworker").others] == [first]


def test_that_another_case_is_named_is_journaled(case_node: CaseNode) -> None:
    first = case_node.registered()
    name = case_node.screening(first)
    opened(case_node, first, "caseworker")
    last = case_node.ports.reads.search(count=1)[0]
    assert (last.action, last.cases) == ("list-cases", (row_of(case_node, name).case,))


@pytest.mark.parametrize("who", ["caseworker-south", "guardian"])
def test_nobody_opens_it_of_a_case_that_they_do_not_see(case_node: CaseNode, who: str) -> None:
    first = case_node.registered()
    assert because(case_node.ask("open-screening", SCREENING, who, of=first)) == NOT_FOUND
    assert because(case_node.ask("open-screening", SCREENING, who, of="2026-9999999")) == NOT_FOUND
    assert case_node.ports.reads.search(count=1)[0].kind is EntryKind.REFUSAL
    assert len(case_node.ports.cases.of_person(row_of(case_node, first).person)) == 1


def test_break_glass_does_not_suffice(case_node: CaseNode) -> None:
    first, who = case_node.registered(), case_node.actor("caseworker-south")
    assert not isinstance(break_glass(first, "the person is in danger right now", who, case_node.ports), Refused)
    assert because(case_node.ask("open-screening", SCREENING, "caseworker-south", of=first)) == ONLY_SHOWN
    (offered,) = opened(case_node, first, "caseworker-south").openings
    assert because(offered.verdict) == ONLY_SHOWN


def test_it_needs_a_case_and_other_openings_take_none(case_node: CaseNode) -> None:
    first = case_node.registered()
    assert because(case_node.ask("open-screening", SCREENING, "caseworker")) == NEEDS_PERSON
    assert because(case_node.ask("note-needs", {"needs": ["SM"]}, "caseworker", first, of=first)) == NOT_FOUND
    told = {"language": "fa", "on": "2026-03-02"}
    assert because(case_node.ask("open", told, "caseworker", of=first)) == NOT_FOUND


def test_nothing_is_opened_before_it_is_known_how_closely_the_person_is_kept(case_node: CaseNode) -> None:
    first = case_node.opened()
    assert because(case_node.ask("open-screening", SCREENING, "caseworker", of=first)) == NEEDS_PERSON
    case_node.take("register", {**REGISTERED, "concerns_staff": "caseworker"}, name=first)
    assert because(case_node.ask("open-screening", SCREENING, "caseworker", of=first)) == NOT_FOUND


def test_nothing_is_opened_of_a_case_that_has_ended_or_was_erased(case_node: CaseNode) -> None:
    first = case_node.registered()
    case_node.take("record-departure", {"why": "left", "on": "2026-03-02"}, name=first)
    assert because(case_node.ask("open-screening", SCREENING, "caseworker", of=first)) == PERSON_ENDED
    again = case_node.registered()
    erased(case_node, again)
    assert because(case_node.ask("open-screening", SCREENING, "caseworker", of=again)) == ERASED


def test_the_same_attempt_is_the_same_case_and_no_other_persons(case_node: CaseNode) -> None:
    first, other = case_node.registered(), case_node.registered()
    said: dict[str, Any] = {"key": "one-attempt", "of": first}
    one = case_node.ask("open-screening", SCREENING, "caseworker", **said)
    assert one == case_node.ask("open-screening", SCREENING, "caseworker", **said)
    assert because(case_node.ask("open-screening", SCREENING, "caseworker", **{**said, "of": other})) == ANOTHER


def test_erasing_the_person_reaches_every_case(case_node: CaseNode) -> None:
    first = case_node.registered()
    name = case_node.screening(first)
    interview = {"on": "2026-03-02", "language": "fa", "observed": "burns", "needs": ["SM"]}
    case_node.take("interview", interview, "caseworker", name)
    case_node.take("leave-need", {"need": "SM", "why_not": "waiting", "review_on": "2026-05-04"}, "caseworker", name)
    assert str(row_of(case_node, name).due) == "2026-05-04"
    erased(case_node, first)
    row = row_of(case_node, name)
    assert (row.is_open, row.due) == (False, None)
    (told,) = (taken for taken in opened(case_node, name, "caseworker").taken if taken.step == "interview")
    assert told.event.observed == Closed()
    entry = case_node.ports.reads.search(kind=EntryKind.ERASURE.value)[0]
    assert set(entry.cases) == {row_of(case_node, first).case, row.case}
    met = case_node.ask("meet-need", {"need": "SM"}, "caseworker", name)
    assert because(met) == ERASED
    assert tuple(rebuilt(case_node.ports.events)) == tuple(case_node.ports.cases.all())


def test_erasing_the_person_reaches_a_case_that_was_only_just_opened(case_node: CaseNode) -> None:
    first = case_node.registered()
    name = case_node.screening(first)
    erased(case_node, first)
    row = row_of(case_node, name)
    assert (row.is_open, row.steps, row.assigned) == (False, 1, {"caseworker"})
    assert tuple(rebuilt(case_node.ports.events)) == tuple(case_node.ports.cases.all())


def test_what_waits_in_another_case_of_an_erased_person_is_not_approved(case_node: CaseNode) -> None:
    first = case_node.registered()
    name = case_node.screening(first)
    case_node.take("note-trafficking", INDICATORS, "caseworker", name)
    case_node.take("assign-screening", {"account": "trafficking-south"}, "trafficking", name)
    danger = {"reason": "they know where", "review_on": "2026-03-09"}
    waits = case_node.ask("refer-in-danger", danger, "trafficking", name)
    assert isinstance(waits, StepProposed), waits
    erased(case_node, first)
    answer = approve_step(waits.proposal, waits.sha256, case_node.actor("trafficking-south"), case_node.ports)
    assert because(answer) == ERASED


def test_a_name_finds_the_registration_and_never_the_screening(case_node: CaseNode) -> None:
    first = case_node.registered()
    name = case_node.screening(first)
    found = find_people("Golnaz Testović", case_node.actor("caseworker"), case_node.ports)
    assert [one.row.name for one in getattr(found, "found", ())] == [first]
    again = duplicates_of_new("registration", "register", REGISTERED, case_node.actor("caseworker"), case_node.ports)
    assert isinstance(again, Duplicates)
    assert [one.row.name for one in again.found] == [first]
    of_screening = duplicates_of_case(name, case_node.actor("caseworker"), case_node.ports)
    assert isinstance(of_screening, Duplicates)
    assert of_screening.found == ()
    by_number = find_people(name, case_node.actor("caseworker"), case_node.ports)
    assert [one.row.name for one in getattr(by_number, "found", ())] == [name]


@pytest.mark.parametrize("corrected", [False, True])
def test_where_the_person_is_a_citizen_is_asked_of_every_case(case_node: CaseNode, corrected: bool) -> None:
    first = case_node.registered(citizenship="AL")
    name = case_node.screening(first)
    if corrected:  # what was ever said counts like what is said now
        case_node.take("correct", {"citizenship": "AF", "reason": "misheard"}, name=first)
    case_node.take("note-trafficking", INDICATORS, "caseworker", name)
    case_node.take("agree-hand-over", AGREED, "trafficking", name)
    case_node.take("refer", {"on": "2026-03-02"}, "trafficking", name)
    purpose, _ = CENTRE
    answer = hand_over(name, purpose, "al/trafficking-victims-centre", case_node.actor("trafficking"), case_node.ports)
    assert because(answer) == OF_ORIGIN


def test_indicators_go_only_while_the_adult_agrees(case_node: CaseNode) -> None:
    name = case_node.screening(case_node.registered())
    who = case_node.actor("trafficking")
    case_node.take("note-trafficking", INDICATORS, "caseworker", name)
    assert because(hand_over(name, *CENTRE, who, case_node.ports)) == NOT_REFERRED
    case_node.take("agree-hand-over", AGREED, "trafficking", name)
    assert because(hand_over(name, *CENTRE, who, case_node.ports)) == NOT_REFERRED
    case_node.take("refer", {"on": "2026-03-02"}, "trafficking", name)
    given = hand_over(name, *CENTRE, who, case_node.ports)
    assert isinstance(given, HandedOver), given
    assert given.message.fields["protection.TraffickingNoted.indicators"] == INDICATORS["indicators"]
    assert given.message.fields["protection.HandOverAgreed.referred_for"] == AGREED["referred_for"]
    case_node.take("withdraw-hand-over", {"on": "2026-03-03"}, "trafficking", name)
    assert because(hand_over(name, *CENTRE, who, case_node.ports)) == NOT_REFERRED


def test_nobody_is_referred_for_anything_but_what_they_agreed_to(case_node: CaseNode) -> None:
    name = case_node.screening(case_node.registered())
    case_node.take("note-trafficking", INDICATORS, "caseworker", name)
    case_node.take("agree-hand-over", AGREED, "trafficking", name)
    other = {"referred_for": "identification-as-victim", "on": "2026-03-02"}
    assert not isinstance(case_node.ask("refer", other, "trafficking", name), StepTaken)


@pytest.mark.parametrize("accompanied", ["with-family", "alone", "unknown"])
def test_nobody_but_a_known_adult_is_referred_by_consent(case_node: CaseNode, accompanied: str) -> None:
    who = "caseworker" if accompanied == "with-family" else "guardian"
    name = case_node.screening(case_node.registered(accompanied=accompanied), who)
    case_node.take("note-trafficking", INDICATORS, who, name)
    case_node.take("agree-hand-over", AGREED, "trafficking", name)
    assert because(case_node.ask("refer", {"on": "2026-03-02"}, "trafficking", name)) == CHILD_OTHERWISE
    reasons = {"reason": "they know where", "review_on": "2026-03-09"}
    assert isinstance(case_node.ask("refer-child", reasons, "trafficking", name), StepProposed)


@pytest.mark.parametrize("wrong", ["nobody", "caseworker"])
def test_a_guardian_is_an_account_of_a_guardian(case_node: CaseNode, wrong: str) -> None:
    name = case_node.screening(case_node.registered(accompanied="alone"), "guardian")
    begun = {"best_interests_for": "alone", "on": "2026-03-02"}
    case_node.take("begin-best-interests", begun, "guardian", name)
    said = {"guardian": wrong, "first_visit_on": "2026-03-09"}
    answer = case_node.ask("appoint-guardian", said, "guardian", name)
    assert getattr(answer, "fields", {}).keys() == {"guardian"}
    case_node.take("appoint-guardian", {**said, "guardian": "guardian-south"}, "guardian", name)
    assert opened(case_node, name, "guardian-south").row.assigned == {"guardian", "guardian-south"}
