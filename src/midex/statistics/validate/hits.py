"""What a check answers: how often a case of its rule was met, and where, for as many as are shown.

A hit carries no words; those are the registry's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from midex.kernel.text import mark
from midex.statistics.reading import Place
from midex.statistics.validate.rules import DEFAULT

SHOWN = 200
"""How many findings of one rule are kept; all are counted."""

_CODE = re.compile(r"[A-Z0-9][A-Z0-9_\-]{0,9}|[+-]?\d[\d.,]{0,10}")


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One place where a case was met; ``details`` fill the words of the case."""

    place: Place | None = None
    key: Mapping[str, str] | None = None
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Hits:
    """How often one case was met. ``spots`` are the first of them, at most SHOWN."""

    case: str = DEFAULT
    count: int
    spots: tuple[Spot, ...]


def one(case: str = DEFAULT, *, place: Place | None = None, **details: str | int) -> Hits:
    """A case met once."""
    return Hits(case=case, count=1, spots=(Spot(place=place, details=details),))


def echo(text: str) -> str:
    """The file's own text if it can be a code or a figure; else words that do not repeat it.

    What stands in a wrong column may be a name, and a report travels further than the file.
    """
    return text if _CODE.fullmatch(text) else mark("the text in this cell")
