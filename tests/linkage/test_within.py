"""Records of one file that are worth comparing share a key, and hardly any others do."""

from __future__ import annotations

import pytest

from midex.kernel.partial_date import PartialDate
from midex.linkage.person import Person
from midex.linkage.within import WithinFile


def person(name: str, birth: str = "1988", document: str = "") -> Person:
    documents = frozenset({document} if document else ())
    return Person(names=frozenset({name}), births=frozenset({PartialDate.parse(birth)}), documents=documents)


def pairs(*people: Person) -> list[tuple[int, int]]:
    within = WithinFile()
    for place, one in enumerate(people):
        within.add(place, one)
    return list(within.pairs())


@pytest.mark.parametrize(
    "other",
    [
        person("گلناز کریمی"),
        person("Karimi Golnaz", "1989"),
        person("Golnaz Karimi", "1985~"),
        person("Golnaz Zamani", "1988-04-30"),
        person("Somebody Else", "1950", "X 123"),
    ],
)
def test_records_of_one_person_make_a_pair(other: Person) -> None:
    assert pairs(person("Teuta Berisha"), person("Golnaz Karimi", "1988-04-30", "x-123"), other) == [(1, 2)]


def test_others_make_none() -> None:
    apart = [person("Golnaz Karimi", "1960"), person("Golnaz Rahimi"), person("Omid Karimi"), person("Golnaz")]
    assert pairs(*apart) == []
    assert pairs() == []


def test_each_pair_is_named_once_and_one_that_everybody_shares_is_bounded() -> None:
    found = pairs(*(person("Golnaz Karimi") for _ in range(100)))
    assert len(found) == len(set(found)) < 100 * 20
    assert (0, 1) in found
