"""Who may be registered already is proposed to a human; what they find is a step, remembered and taken back."""

from __future__ import annotations

import pytest

from midex.formats.event_json import Wrong
from midex.kernel.journal import EntryKind
from midex.kernel.verdict import Refused
from midex.linkage.answer import Ambiguous, Unique
from midex.services.casework.look_into import Duplicates
from midex.services.casework.possible_duplicates import (
    SideBySide,
    compare_cases,
    duplicates_of_case,
    duplicates_of_new,
)
from midex.services.casework.rebuild_cases import rebuilt
from midex.services.casework.take_step import StepTaken
from tests.casework import REGISTERED, CaseNode

KARIMI = {"given_names": "Golnaz", "family_names": "Karimi", "birth": "1991-04-30"}
IN_PERSIAN = {"given_names": "گلناز", "family_names": "کریمی", "birth": "1991"}


def of_new(node: CaseNode, who: str = "officer", **changed: str) -> Duplicates:
    fields = {**REGISTERED, **KARIMI, **changed}
    answer = duplicates_of_new("registration", "register", fields, node.actor(who), node.ports)
    assert isinstance(answer, Duplicates), answer
    return answer


def of_case(node: CaseNode, name: str, who: str = "officer") -> list[str]:
    answer = duplicates_of_case(name, node.actor(who), node.ports)
    assert isinstance(answer, Duplicates), answer
    return [one.row.name for one in answer.found]


def test_a_person_who_is_registered_is_proposed_with_what_agrees(case_node: CaseNode) -> None:
    name = case_node.registered(**IN_PERSIAN)
    case_node.registered(given_names="Teuta", family_names="Berisha", birth="1960")
    answer = of_new(case_node)
    [one] = answer.found
    assert one.row.name == name
    assert [str(it) for it in one.agrees] == [
        "a name that is written or sounds alike",
        "the same year of birth",
        "the same sex",
        "the same citizenship",
    ]
    assert answer.answer == Unique(name)


def test_an_import_stops_where_two_come_into_question(case_node: CaseNode) -> None:
    names = [case_node.registered(**KARIMI), case_node.registered(**IN_PERSIAN)]
    answer = of_new(case_node)
    assert isinstance(answer.answer, Ambiguous)
    assert sorted(answer.answer.candidates) == sorted(names)
    assert of_new(case_node, given_names="Teuta", family_names="Berisha", birth="1960").answer is None


def test_nobody_outside_the_scope_is_proposed(case_node: CaseNode) -> None:
    name = case_node.registered(**KARIMI)
    assert of_new(case_node, "officer-south").found == ()
    assert isinstance(duplicates_of_case(name, case_node.actor("officer-south"), case_node.ports), Refused)
    assert isinstance(duplicates_of_case("2026-9999999", case_node.actor("officer"), case_node.ports), Refused)


def test_asking_keeps_nothing_of_the_new_person(case_node: CaseNode) -> None:
    before = list(case_node.ports.tokens.all())
    of_new(case_node)
    assert list(case_node.ports.tokens.all()) == before
    assert case_node.ports.reads.search(count=1)[0].kind is EntryKind.READ
    wrong = duplicates_of_new("registration", "register", {}, case_node.actor("officer"), case_node.ports)
    assert isinstance(wrong, Wrong)


def test_who_was_told_apart_is_not_proposed_again_from_either_side(case_node: CaseNode) -> None:
    one, other = case_node.registered(**KARIMI), case_node.registered(**IN_PERSIAN)
    assert of_case(case_node, one) == [other]
    case_node.take("tell-apart", {"other_case": other, "reason": "cousins"}, name=one)
    assert of_case(case_node, one) == of_case(case_node, other) == []
    case_node.take("take-back-comparison", {"other_case": other}, name=one)
    assert of_case(case_node, one) == [other]


def test_a_link_is_shown_first_and_merges_nothing(case_node: CaseNode) -> None:
    one = case_node.registered(**KARIMI)
    other = case_node.registered(given_names="Golnaz", family_names="Rahimi", birth="1991", citizenship="IR")
    alike = case_node.registered(**IN_PERSIAN)
    before = case_node.ports.cases.judged(other)
    case_node.take("link", {"other_case": other, "reason": "married since"}, name=one)
    assert case_node.ports.cases.judged(other) == before
    assert of_case(case_node, one) == [other, alike]
    answer = duplicates_of_case(other, case_node.actor("officer"), case_node.ports)
    assert isinstance(answer, Duplicates)
    assert str(answer.found[0].agrees[0]) == "noted as about the same person"
    assert list(rebuilt(case_node.ports.events)) == list(case_node.ports.cases.all())
    case_node.take("take-back-comparison", {"other_case": other}, name=one)
    row = case_node.ports.cases.judged(one)
    assert row is not None
    assert row.same == frozenset()


@pytest.mark.parametrize("step", ["link", "tell-apart"])
def test_a_case_that_is_not_for_this_account_cannot_be_named(case_node: CaseNode, step: str) -> None:
    one, elsewhere = case_node.registered(**KARIMI), case_node.registered("officer-south", **KARIMI)
    answers = [
        case_node.ask(step, {"other_case": named, "reason": "alike"}, name=one)
        for named in (elsewhere, "2026-9999999", one)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert isinstance(answers[0], Wrong)


def test_what_was_never_noted_cannot_be_taken_back(case_node: CaseNode) -> None:
    one, other = case_node.registered(**KARIMI), case_node.registered(**IN_PERSIAN)
    assert isinstance(case_node.ask("take-back-comparison", {"other_case": other}, name=one), Refused)


def test_what_was_noted_can_be_taken_back_once_the_other_case_is_kept_closer(case_node: CaseNode) -> None:
    one, other = case_node.registered(**KARIMI), case_node.registered(**IN_PERSIAN)
    case_node.take("link", {"other_case": other, "reason": "alike"}, name=one)
    case_node.take("keep-closer", {"tier": "protected", "reason": "told"}, name=other)
    assert of_case(case_node, one) == []
    assert isinstance(case_node.ask("take-back-comparison", {"other_case": other}, name=one), StepTaken)


def test_two_cases_side_by_side_count_as_opened(case_node: CaseNode) -> None:
    one, other = case_node.registered(**KARIMI), case_node.registered(**IN_PERSIAN)
    shown = compare_cases(one, other, case_node.actor("officer"), case_node.ports)
    assert isinstance(shown, SideBySide)
    assert (shown.one.row.name, shown.other.row.name) == (one, other)
    assert str(shown.agrees[0]) == "a name that is written or sounds alike"
    seen = case_node.ports.reads.seen("officer", ["open-case"], case_node.clock().replace(hour=0))
    assert len(seen) == 2
    assert isinstance(compare_cases(one, "2026-9999999", case_node.actor("officer"), case_node.ports), Refused)
