"""Families and people alone: ages that can be true of parents and children, names by custom, needs by rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from midex.simulation.composition import composition, drawn, drawn_citizenship
from midex.simulation.names import NameList, family_names, names_of
from midex.simulation.people import Company, Document, MadeUpPerson, Name, Relation

YEAR = 365.25
ADULT, OLDER = 18, 60
MOTHER_FROM, MOTHER_TO, FATHER_FROM = 17, 45, 18
"""Between which ages mothers have children, and from which fathers."""

APART = (1.1, 4.0)
"""Years between children."""


@dataclass(frozen=True)
class _Member:
    relation: Relation
    sex: str
    age: float
    company: Company = Company.ADULT


def family(number: int, first: int, most: int, day: date, draw: Random) -> tuple[MadeUpPerson, ...]:
    """The people of family ``number`` who come on ``day``, at most ``most``; their numbers begin with ``first``."""
    unit = drawn(composition()["units"], draw)
    members = list(_UNITS[unit](draw))
    if len(members) > most:
        unit, members = "man-alone", [_adult("M", draw)]
    citizenship = drawn_citizenship(draw)
    language = drawn(composition()["citizenships"][citizenship]["languages"], draw)
    names = names_of(language)
    given = [names.given_name(member.sex, draw) for member in members]
    called = _called(names, unit, members, given, draw)
    citizenships: tuple[str, ...] = (citizenship,)
    if draw.random() < composition()["second_citizenship"]:
        citizenships = tuple(dict.fromkeys((citizenship, drawn_citizenship(draw))))
    return tuple(
        MadeUpPerson(
            number=first + at,
            family=number,
            relation=member.relation,
            sex=member.sex,
            born=day - timedelta(days=int(member.age * YEAR) + 1),
            given=given[at],
            family_names=called[at],
            script=names.script,
            citizenships=citizenships,
            languages=_languages(language, member.age, draw),
            company=member.company,
            needs=tuple(_needs(unit, member, draw)),
            document=_document(member, draw),
        )
        for at, member in enumerate(members)
    )


def _called(
    names: NameList, unit: str, members: list[_Member], given: list[tuple[Name, ...]], draw: Random
) -> tuple[tuple[Name, ...], ...]:
    parents = _PARENTS.get(unit, 0)
    fathers = given[0] if parents and members[0].sex == "M" else names.given_name("M", draw)
    return family_names(names, [member.sex for member in members], parents, fathers, draw)


def _sex(of_men: float, draw: Random) -> str:
    return "M" if draw.random() < of_men else "F"


def _adult(sex: str, draw: Random, relation: Relation = Relation.FIRST) -> _Member:
    return _Member(relation, sex, ADULT + 60 * draw.betavariate(1.05, 4.2))


def _couple(draw: Random, oldest: float = 60) -> tuple[_Member, _Member]:
    wife = draw.uniform(ADULT, oldest)
    husband = max(ADULT + 1, wife + draw.gauss(4, 4))
    return _Member(Relation.FIRST, "M", husband), _Member(Relation.SPOUSE, "F", wife)


def _children(mother: float, father: float, draw: Random) -> Iterator[_Member]:
    """From the youngest to the oldest, none born before its parents were of age for it, none grown up yet."""
    oldest = min(ADULT - 0.1, mother - MOTHER_FROM, father - FATHER_FROM)
    age = draw.uniform(max(0.0, mother - MOTHER_TO), max(0.0, mother - MOTHER_TO, min(oldest, 9.0)))
    for _ in range(draw.choice((1, 1, 2, 2, 2, 3, 3, 4, 5))):
        if age > oldest:
            return
        yield _Member(Relation.CHILD, _sex(0.52, draw), age, Company.WITH_FAMILY)
        age += draw.uniform(*APART)


def _with_children(draw: Random) -> Iterator[_Member]:
    wife = draw.uniform(ADULT + 1, MOTHER_TO)
    husband = max(ADULT + 2, wife + draw.gauss(4, 3.5))
    yield _Member(Relation.FIRST, "M", husband)
    yield _Member(Relation.SPOUSE, "F", wife)
    yield from _children(wife, husband, draw)


def _mother(draw: Random) -> Iterator[_Member]:
    age = draw.uniform(ADULT + 1, MOTHER_TO)
    yield _Member(Relation.FIRST, "F", age)
    yield from _children(age, age + 5, draw)


def _father(draw: Random) -> Iterator[_Member]:
    age = draw.uniform(ADULT + 2, MOTHER_TO + 4)
    yield _Member(Relation.FIRST, "M", age)
    yield from _children(max(MOTHER_FROM + 1, age - 4), age, draw)


def _siblings(draw: Random) -> Iterator[_Member]:
    age = draw.uniform(ADULT, 34)
    for at in range(draw.choice((2, 2, 2, 3, 4))):
        yield _Member(Relation.SIBLING if at else Relation.FIRST, _sex(0.87, draw), age)
        age += draw.uniform(*APART)


def _child_alone(draw: Random) -> Iterator[_Member]:
    yield _Member(Relation.FIRST, _sex(0.9, draw), draw.triangular(8, ADULT - 0.01, 17), Company.ALONE)


def _with_relative(draw: Random) -> Iterator[_Member]:
    yield _adult(_sex(0.65, draw), draw)
    child = draw.triangular(2, ADULT - 0.01, 15)
    yield _Member(Relation.CHILD_OF_RELATIVE, _sex(0.65, draw), child, Company.SEPARATED)


_UNITS: Mapping[str, Callable[[Random], Iterator[_Member]]] = {
    "man-alone": lambda draw: iter([_adult("M", draw)]),
    "woman-alone": lambda draw: iter([_adult("F", draw)]),
    "couple": lambda draw: iter(_couple(draw)),
    "couple-with-children": _with_children,
    "mother-with-children": _mother,
    "father-with-children": _father,
    "siblings": _siblings,
    "child-alone": _child_alone,
    "child-with-relative": _with_relative,
}
_PARENTS = {"couple": 2, "couple-with-children": 2, "mother-with-children": 1, "father-with-children": 1}


def _languages(language: str, age: float, draw: Random) -> tuple[str, ...]:
    also = composition()["also_speaks"]
    learned = [one for one, share in also.items() if age > 12 and one != language and draw.random() < share]
    return (language, *learned)


_GROUPS: Mapping[str, Callable[[str, _Member], bool]] = {
    "anyone": lambda _unit, _one: True,
    "adult": lambda _unit, one: one.age >= ADULT,
    "woman": lambda _unit, one: one.sex == "F" and one.age >= ADULT,
    "woman-alone": lambda unit, _one: unit == "woman-alone",
    "woman-of-childbearing-age": lambda _unit, one: one.sex == "F" and 15 <= one.age <= MOTHER_TO,
    "older": lambda _unit, one: one.age >= OLDER,
    "older-alone": lambda unit, one: one.age >= OLDER and unit in ("man-alone", "woman-alone"),
    "single-parent": lambda unit, one: _PARENTS.get(unit) == 1 and one.relation is Relation.FIRST,
    "child-alone": lambda _unit, one: one.company is Company.ALONE,
    "child-separated": lambda _unit, one: one.company is Company.SEPARATED,
}
"""Of whom a rate of `composition.yaml` is said."""


def _needs(unit: str, member: _Member, draw: Random) -> Iterator[str]:
    found = [
        need["code"]
        for need in composition()["needs"]
        if draw.random() < need["rate"] and _GROUPS[need["of"]](unit, member)
    ]
    yield from dict.fromkeys(found)


def _document(member: _Member, draw: Random) -> Document | None:
    kind = drawn(composition()["documents"], draw)
    number = f"{draw.choice('ABGKNPRT')}{draw.randrange(10**8):08d}"
    return None if kind == "none" or member.company is not Company.ADULT else Document(kind=kind, number=number)
