"""Whoever is likely the same once more is known of somebody is named after the step, which is kept either way."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from midex.kernel.journal import EntryKind
from midex.policy import caps
from midex.services.casework.account_for import scope_of
from midex.services.casework.alike_now import alike_now
from midex.services.casework.look_into import NOBODY
from midex.services.casework.register_person import TakenAlike, register_person
from midex.services.casework.take_step import StepTaken, TakeStep
from tests.casework import ACTORS, CaseNode
from tests.services.casework.test_possible_duplicates import KARIMI


def corrected(node: CaseNode, name: str, who: str = "officer", **said: str) -> Any:
    wanted = TakeStep(
        procedure="registration",
        step="correct",
        fields={**said, "reason": "misheard"},
        key=uuid4().hex,
        name=name,
    )
    return register_person(wanted, (), ACTORS[who], node.ports)


def test_a_correction_is_kept_and_names_who_is_likely_the_same_now(case_node: CaseNode) -> None:
    known, name = case_node.registered(**KARIMI), case_node.registered(given_names="Teuta", family_names="Berisha")
    answer = corrected(case_node, name, **KARIMI)
    assert isinstance(answer, TakenAlike)
    assert (answer.number, [one.row.name for one in answer.alike]) == (3, [known])
    case_node.take("tell-apart", {"other_case": known}, name=name)
    again = corrected(case_node, name, given_names="Golnaz")
    assert type(again) is StepTaken, "whoever was compared is not named again"


def test_a_document_names_whoever_showed_it_before(case_node: CaseNode) -> None:
    shown = {"kind": "passport", "number": "P 123 456", "issued_by": "AF"}
    known, name = (
        case_node.registered(given_names="Golnaz", family_names=one, birth="1970") for one in ("Karimi", "Berisha")
    )
    for case, expected in ((known, []), (name, [known])):
        wanted = TakeStep(procedure="registration", step="note-document", fields=shown, key=uuid4().hex, name=case)
        answer = register_person(wanted, (), ACTORS["officer"], case_node.ports)
        assert isinstance(answer, StepTaken)
        assert [one.row.name for one in getattr(answer, "alike", ())] == expected


def test_nobody_out_of_sight_is_named_after_a_correction(case_node: CaseNode) -> None:
    case_node.registered("officer-south", **KARIMI)
    case_node.registered(**KARIMI, accompanied="alone")
    name = case_node.registered(given_names="Teuta", family_names="Berisha")
    assert type(corrected(case_node, name, **KARIMI)) is StepTaken


def test_a_correction_is_kept_where_too_many_were_named_in_this_hour(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_node.registered(**KARIMI)
    name = case_node.registered(given_names="Teuta", family_names="Berisha")
    monkeypatch.setattr(caps, "FOUND", 0)
    answer = corrected(case_node, name, **KARIMI)
    assert type(answer) is StepTaken
    assert answer.number == 3


def test_whoever_compares_nobody_is_told_of_nobody_and_refused_nothing(case_node: CaseNode) -> None:
    case_node.registered(**KARIMI)
    name = case_node.registered(given_names="Teuta", family_names="Berisha", accompanied="alone")
    assert type(corrected(case_node, name, "guardian", **KARIMI)) is StepTaken
    assert alike_now(name, scope_of(ACTORS["guardian"], case_node.clock()), case_node.ports) == NOBODY
    assert [read.kind for read in case_node.ports.reads.search(count=20) if read.kind is EntryKind.REFUSAL] == []


def test_a_case_that_left_sight_by_the_correction_is_compared_with_none(case_node: CaseNode) -> None:
    case_node.registered(**KARIMI)
    name = case_node.registered(given_names="Teuta", family_names="Berisha")
    assert type(corrected(case_node, name, **KARIMI, accompanied="alone")) is StepTaken
    assert alike_now(name, scope_of(ACTORS["officer"], case_node.clock()), case_node.ports) == NOBODY
