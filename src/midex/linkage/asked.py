"""What somebody types to find a person: names, a birth year, a document, a case number, in any order and script."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from midex.kernel.partial_date import PartialDate
from midex.linkage.compare import NEAR, NEAR_ESTIMATED
from midex.linkage.fold import MOST, parts
from midex.linkage.indexed import Term, term_of_year, terms_of_document, terms_of_part
from midex.linkage.person import Person

CASE = re.compile(r"(\d{4})-(\d{1,7})")
YEAR = re.compile(r"(?:19|20)\d\d")
LONGEST = 200
"""Characters of the longest text that is looked for."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Groups of terms: somebody fits a group who has one of its terms, and is looked at who fits ``at_least`` groups.

    ``case`` is the name of a case where that is what was typed.
    """

    groups: tuple[frozenset[Term], ...] = ()
    at_least: int = 1
    person: Person = field(default_factory=Person)
    case: str = ""


def asked(text: str) -> Asked:
    """What a text asks for: all of it must fit; empty groups where it asks for nothing."""
    said = _plain(text[:LONGEST])
    if match := CASE.fullmatch(said.strip()):
        return Asked(case=f"{match[1]}-{int(match[2]):07d}")
    words: list[str] = []
    years: list[str] = []
    documents: list[str] = []
    for word in said.split()[:MOST]:
        is_number = any(one.isdigit() for one in word)
        (years if YEAR.fullmatch(word) else documents if is_number else words).append(word)
    name = " ".join(words)
    births = [PartialDate(int(year)) for year in years]
    groups = (
        *(terms_of_part(part) for part in sorted(parts(name))),
        *(frozenset({term_of_year(birth)}) for birth in births),
        *(terms_of_document(number) for number in documents),
    )
    groups = tuple(filter(None, groups))
    names = frozenset({name} if name else ())
    person = Person(names=names, births=frozenset(births), documents=frozenset(documents))
    return Asked(groups=groups, at_least=len(groups), person=person)


def like(person: Person) -> Asked:
    """Who may be the same person: two parts of a name, or one and the birth year, or a document."""
    births = frozenset(
        term_of_year(birth, later) for birth in person.births for later in range(-near(birth), near(birth) + 1)
    )
    documents = frozenset(term for number in person.documents for term in terms_of_document(number))
    found = sorted({part for name in person.names for part in parts(name)})[:MOST]
    # by the key alone: whoever shares four letters of a name only is not meant here
    names = {frozenset(term for term in terms_of_part(part) if term.kind.value == "skeleton") for part in found}
    groups = (*sorted(names, key=lambda group: sorted(term.text for term in group)), births)
    # a document suffices by itself: it stands in every group
    groups = tuple(group | documents for group in groups if group)
    return Asked(groups=groups, at_least=min(2, len(groups)), person=person)


def near(birth: PartialDate) -> int:
    """Years by which two births may differ and be of one person."""
    return NEAR_ESTIMATED if birth.estimated else NEAR


def _plain(text: str) -> str:
    """Digits of every script as 0 to 9."""
    return "".join(str(unicodedata.digit(one)) if one.isdigit() else one for one in text)
