"""How two records agree, and when a human is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.kernel.partial_date import PartialDate
from midex.linkage.answer import Ambiguous, Unique, who_is_it
from midex.linkage.compare import Birth, Compared, Names, Said, begins_with, compare
from midex.linkage.person import Person, document_key
from midex.linkage.weights import FIELDS, Closeness, closeness, closest_first


def named(*names: str) -> Person:
    return Person(names=frozenset(names))


def born(*dates: str) -> Person:
    return Person(births=frozenset(map(PartialDate.parse, dates)))


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Amina Hodžić", "HODZIC Amina", Names.SAME),
        ("محمد الحسيني", "Mohammed Al-Husseini", Names.SOUND),
        ("Ахмед Юсуф", "Jusuf Ahmed", Names.SOUND),
        ("Golnaz Karimi", "Golnaz Rahimi", Names.PARTLY),
        ("Amina", "Amina Hodžić", Names.PARTLY),
        ("Amina Hodžić", "Teuta Berisha", Names.OTHER),
        ("", "Amina", Names.UNKNOWN),
        ("漢字", "Amina", Names.UNKNOWN),
    ],
)
def test_names_agree(one: str, other: str, level: Names) -> None:
    assert compare(named(one), named(other)).names is level


def test_one_part_does_not_answer_for_two() -> None:
    assert compare(named("Hassan Hasan"), named("Hassan Karimi")).names is Names.PARTLY


def test_the_closest_of_several_names_counts() -> None:
    assert compare(named("Golnaz Karimi", "گلناز کریمی"), named("کریمی گلناز")).names is Names.SAME


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1991-04-30", "1991-04-30", Birth.DAY),
        ("1991-01-01", "1991-01-01", Birth.YEAR),
        ("1991-04-30~", "1991-04-30~", Birth.YEAR),
        ("1991-04-05", "1991-05-04", Birth.YEAR),
        ("1991", "1991-05-04", Birth.YEAR),
        ("1991-12-31", "1992-01-02", Birth.NEAR),
        ("1990~", "1993-02-01", Birth.NEAR),
        ("1990", "1993", Birth.OTHER),
        ("1990~", "1994", Birth.OTHER),
    ],
)
def test_births_agree_as_far_as_they_are_known(one: str, other: str, level: Birth) -> None:
    assert compare(born(one), born(other)).birth is level


def test_a_documents_number_is_the_same_however_it_is_typed() -> None:
    assert document_key("p-012 345/АБ") == document_key("P012345АБ")
    assert document_key("٠١٢۳") == "0123"
    one, other = (Person(documents=frozenset({number})) for number in ("AB 123-4", "ab1234"))
    assert compare(one, other).document is Said.SAME


def test_a_sex_that_is_not_known_says_nothing() -> None:
    assert compare(Person(sexes=frozenset({"UNK"})), Person(sexes=frozenset({"F"}))).sex is Said.UNKNOWN


def test_what_is_typed_in_part_begins_a_name() -> None:
    assert begins_with(named("gol kari"), named("Golnaz Karimi"))
    assert not begins_with(named("gol rahi"), named("Golnaz Karimi"))


texts = st.text("abcdehmnrsšđ محمدعلي", max_size=20)
dates = st.builds(PartialDate, st.integers(1900, 2026), st.just(0), st.just(0), st.booleans())
people = st.builds(
    Person,
    names=st.frozensets(texts, max_size=3),
    births=st.frozensets(dates, max_size=2),
    sexes=st.frozensets(st.sampled_from(["M", "F", "UNK"]), max_size=1),
    documents=st.frozensets(texts, max_size=2),
)


@given(people, people)
def test_it_does_not_matter_who_is_compared_with_whom(one: Person, other: Person) -> None:
    assert compare(one, other) == compare(other, one)


@given(people)
def test_nobody_is_another_than_themselves(one: Person) -> None:
    compared = compare(one, one)
    assert {Names.OTHER, Birth.OTHER, Said.OTHER}.isdisjoint(getattr(compared, field) for field in FIELDS)


KARIMI = Person(
    names=frozenset({"Golnaz Karimi"}),
    births=frozenset({PartialDate(1991, 4, 30)}),
    sexes=frozenset({"F"}),
    citizenships=frozenset({"AF"}),
)


def against(**changed: frozenset[str] | frozenset[PartialDate]) -> Compared:
    return compare(KARIMI, replace(KARIMI, **changed))


def test_a_human_is_asked_about_who_is_alike_and_not_about_strangers() -> None:
    assert closeness(against()) is Closeness.LIKELY
    assert closeness(against(names=frozenset({"گلناز کریمی"}))) is Closeness.LIKELY
    year = frozenset({PartialDate(1992)})
    assert closeness(against(names=frozenset({"Golnaz Rahimi"}), births=year)) is Closeness.POSSIBLE
    stranger = Person(names=frozenset({"Teuta Berisha"}), births=year, sexes=frozenset({"F"}))
    assert closeness(compare(KARIMI, stranger)) is Closeness.APART
    assert closeness(compare(KARIMI, Person(names=frozenset({"Golnaz"})))) is Closeness.APART


def test_a_document_outweighs_another_name() -> None:
    married = Person(names=frozenset({"Golnaz Rahimi"}), documents=frozenset({"AB1"}))
    assert closeness(compare(replace(KARIMI, documents=frozenset({"ab 1"})), married)) is Closeness.LIKELY


def test_who_agrees_in_more_is_looked_at_first() -> None:
    assert closest_first(against()) < closest_first(against(births=frozenset({PartialDate(1991)})))


def test_an_import_goes_on_only_where_nobody_comes_into_question() -> None:
    likely, possible = against(), against(names=frozenset({"Golnaz Rahimi"}), births=frozenset({PartialDate(1992)}))
    apart = compare(KARIMI, Person(names=frozenset({"Teuta Berisha"})))
    assert who_is_it([]) is None
    assert who_is_it([("a", apart)]) is None
    assert who_is_it([("a", apart), ("b", likely)]) == Unique("b")
    assert who_is_it([("a", possible)]) == Ambiguous(("a",))
    assert who_is_it([("a", possible), ("b", likely), ("c", likely)]) == Ambiguous(("b", "c", "a"))
