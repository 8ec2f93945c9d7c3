"""Which sealed fields people are found by, and the terms that stand for what is in them; a term never leaves the
process as it is: the index keeps a keyed token of it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any

from midex.kernel.partial_date import PartialDate
from midex.linkage.fold import parts
from midex.linkage.person import document_key
from midex.linkage.skeleton import skeletons

BEGINNING = 4
"""Letters of the beginning of a name by which it is found before it is typed out."""


class Kind(Enum):
    """What a term is; the same text of two kinds has two tokens."""

    SKELETON = "skeleton"
    BEGINNING = "beginning"
    YEAR = "year"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Term:
    """One thing somebody can be found by."""

    kind: Kind
    text: str


@cache
def indexed_fields() -> Mapping[str, str]:
    """Each indexed field by its exact name, and what it is indexed as: name, birth or document."""
    with files(__package__).joinpath("indexed_fields.csv").open(encoding="utf-8") as file:
        return {row["field"]: row["as"] for row in csv.DictReader(file)}


def terms(kind: str, value: Any) -> frozenset[Term]:
    """The terms of what a field holds; none of an empty one."""
    if not value:
        return frozenset()
    if kind == "name":
        return frozenset(term for part in parts(value) for term in terms_of_part(part))
    return frozenset({term_of_year(value)}) if kind == "birth" else terms_of_document(value)


def terms_of_part(part: str) -> frozenset[Term]:
    """The terms of a folded part of a name; any of them finds it."""
    keys = {Term(Kind.SKELETON, key) for key in skeletons(part)}
    return frozenset(keys | {Term(Kind.BEGINNING, part[:BEGINNING])} if len(part) >= BEGINNING else keys)


def term_of_year(birth: PartialDate, later: int = 0) -> Term:
    """The year of birth, or some years later."""
    return Term(Kind.YEAR, str(birth.year + later))


def terms_of_document(number: str) -> frozenset[Term]:
    """The number of a document, as it is compared."""
    key = document_key(number)
    return frozenset({Term(Kind.DOCUMENT, key)} if key else ())
