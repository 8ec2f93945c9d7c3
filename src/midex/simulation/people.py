"""Made-up people as they are, how they were written down, and what happened to them: values no procedure knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


class Relation(Enum):
    """What somebody is to the first person of the family."""

    FIRST = "first"
    SPOUSE = "spouse"
    CHILD = "child"
    SIBLING = "sibling"
    CHILD_OF_RELATIVE = "child-of-relative"


class Company(Enum):
    """With whom a child travels."""

    ADULT = "adult"
    WITH_FAMILY = "with-family"
    SEPARATED = "separated"
    ALONE = "alone"


class What(Enum):
    """What happens to somebody who was registered."""

    TOLD = "told"
    REGISTERED = "registered"
    GOT_COPY = "got-copy"
    CORRECTED = "corrected"
    KEPT_CLOSER = "kept-closer"
    ASSIGNED = "assigned"
    LEFT = "left"
    DIED = "died"
    REUNITED = "reunited"
    FOUND_TWICE = "found-twice"
    SCREENED = "screened"
    NEED_NOTED = "need-noted"
    NEED_MET = "need-met"
    NEED_LEFT = "need-left"
    INTERVIEWED = "interviewed"
    BEST_INTERESTS = "best-interests"
    GUARDED = "guarded"
    VISITED = "visited"
    SCREENING_ENDED = "screening-ended"


@dataclass(frozen=True)
class Name:
    """One name in its own script, and the Latin spellings in which officers type it."""

    native: str
    latin: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """What the person can show."""

    kind: str
    number: str


@dataclass(frozen=True, kw_only=True)
class MadeUpPerson:
    """Somebody who does not exist, as they are; ``number`` is the true identity, whoever registers them how often."""

    number: int
    family: int
    relation: Relation
    sex: str
    born: date
    given: tuple[Name, ...]
    family_names: tuple[Name, ...]
    script: str
    citizenships: tuple[str, ...]
    languages: tuple[str, ...]
    company: Company
    needs: tuple[str, ...] = ()
    document: Document | None = None


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened to somebody registered, with the few words it needs."""

    what: What
    at: datetime
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MadeUpRegistration:
    """A person as one office wrote them down: the ``time``-th time they came, with what happened until the end.

    ``birth`` is a partial date as `kernel.partial_date` writes it; ``other_names`` are the names in their own script.
    ``screening`` is what happened in the protection screening, empty where none was opened.
    """

    person: MadeUpPerson
    time: int
    office: str
    entered: date
    given_names: str
    family_names: str
    other_names: tuple[str, ...]
    birth: str
    sex: str
    citizenship: str
    course: tuple[Happening, ...]
    screening: tuple[Happening, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MadeUpFamily:
    """People who travel together, one of them perhaps alone, and every time any of them was registered."""

    number: int
    people: tuple[MadeUpPerson, ...]
    registrations: tuple[MadeUpRegistration, ...]
