"""What is typed and what is alike, as terms; which fields are indexed, and that they exist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.kernel.field import Storage, entry_of
from midex.kernel.partial_date import PartialDate
from midex.linkage.asked import asked, like
from midex.linkage.indexed import Kind, Term, indexed_fields, terms
from midex.linkage.person import Person
from midex.procedures.catalogue import PROCEDURES


@pytest.mark.parametrize(("typed", "case"), [("2026-12", "2026-0000012"), ("٢٠٢٦-١٢ ", "2026-0000012")])
def test_a_case_number_is_one(typed: str, case: str) -> None:
    assert asked(typed).case == case
    assert asked(typed).groups == ()


def test_names_a_year_and_a_document_all_must_fit() -> None:
    wanted = asked("Karimi ۱۹۹۱ گلناز AB-123/4")
    assert wanted.at_least == len(wanted.groups) == 4
    assert frozenset({Term(Kind.YEAR, "1991")}) in wanted.groups
    assert frozenset({Term(Kind.DOCUMENT, "AB1234")}) in wanted.groups
    assert wanted.person.births == {PartialDate(1991)}


@given(st.text(max_size=500))
def test_whatever_is_typed_is_bounded_and_no_group_is_empty(text: str) -> None:
    wanted = asked(text)
    assert len(wanted.groups) <= 32
    assert all(wanted.groups)


def test_a_likeness_is_two_parts_of_a_name_or_one_and_the_year_or_a_document() -> None:
    person = Person(
        names=frozenset({"Golnaz Karimi"}),
        births=frozenset({PartialDate(1991, estimated=True)}),
        documents=frozenset({"AB 1"}),
    )
    wanted = like(person)
    assert wanted.at_least == 2
    assert len(wanted.groups) == 3
    assert all(Term(Kind.DOCUMENT, "AB1") in group for group in wanted.groups)
    assert {Term(Kind.YEAR, str(year)) for year in range(1988, 1995)} < max(wanted.groups, key=len)


def test_nothing_said_is_like_nobody() -> None:
    assert like(Person()).groups == ()
    assert terms("name", "") == terms("birth", None) == terms("document", "--") == frozenset()


def test_every_indexed_field_that_a_procedure_has_is_sealed_and_no_step_of_two_persons_carries_one() -> None:
    steps = {f"{it.id}.{step.records.__name__}": step for it in PROCEDURES.values() for step in it.steps}
    found = 0
    for name in indexed_fields():
        kind, _, field = name.rpartition(".")
        if kind not in steps:
            continue  # recorded by a step that this version does not have yet
        entry = entry_of(steps[kind].records.__dataclass_fields__[field].metadata)
        assert entry is not None
        assert entry.storage is Storage.SEALED, name
        assert not steps[kind].two_persons, name
        found += 1
    assert found >= 6


def test_every_sealed_name_birth_and_document_number_is_indexed() -> None:
    named = {
        f"{it.id}.{step.records.__name__}.{field}"
        for it in PROCEDURES.values()
        for step in it.steps
        for field in step.records.__dataclass_fields__
        if field in {"given_names", "family_names", "birth", "number"}
    }
    assert named <= set(indexed_fields())
