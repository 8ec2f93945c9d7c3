"""Observations laid out as rows and columns, each cell with one of four marks for what is not a figure.

Empty, zero, hidden and not applicable are four different things and never look alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from midex.kernel.text import mark
from midex.statistics.coverage import SHOWN
from midex.statistics.series import Observation
from midex.web.public.selection import SUM, Selection

Key = tuple[str, ...]


class Sign(Enum):
    """What a cell holds, and how it is shown and said."""

    FIGURE = ""
    EMPTY = "…"
    HIDDEN = "[c]"
    NOT_APPLICABLE = "[z]"


SIGN_WORDS = {
    Sign.EMPTY: mark("not reported"),
    Sign.HIDDEN: mark("hidden to protect people"),
    Sign.NOT_APPLICABLE: mark("not applicable"),
}


@dataclass(frozen=True)
class Cell:
    """One place in the grid."""

    sign: Sign
    observation: Observation | None = None
    flags: str = ""
    comment: str = ""

    @property
    def words(self) -> str:
        """The marked words of its sign; empty for a figure."""
        return SIGN_WORDS.get(self.sign, "")

    @property
    def generated(self) -> bool:
        """Whether the figure was made up for demonstration."""
        return self.observation is not None and self.observation.origin == "GENERATED"


@dataclass(frozen=True)
class Row:
    """One series: its codes on the dimensions that vary, and a cell per period."""

    key: tuple[str, ...]
    codes: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The figures of a view: ``varying`` dimensions tell the rows apart; ``left_out`` series are not shown."""

    varying: tuple[str, ...]
    periods: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int = 0
    flags: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def cells(self) -> Iterable[Cell]:
        """Every cell, row by row."""
        return (cell for row in self.rows for cell in row.cells)


def lay_out(view: Selection, observations: Iterable[Observation], *, rows: int = 60) -> Grid:
    """Lay observations out; where there are too many series the newest and largest are kept."""
    series: dict[Key, dict[str, Observation]] = {}
    for one in observations:
        known = series.setdefault(_key(view, one), {})
        known[one.period] = _sum(known[one.period], one) if one.period in known else one
    shown = tuple(sorted({period for known in series.values() for period in known}))
    places = [place for place in range(len(view.picks)) if len({key[place] for key in series}) > 1]
    varying = tuple(list(view.picks)[place] for place in places)
    kept = sorted(series, key=lambda key: _rank(series[key], tuple(key[p] for p in places), varying))[:rows]
    made = tuple(
        Row(key, tuple(key[place] for place in places), tuple(_cell(series[key].get(p)) for p in shown)) for key in kept
    )
    return Grid(
        varying=varying,
        periods=shown,
        rows=made,
        left_out=len(series) - len(kept),
        flags=tuple(sorted({letter for row in made for cell in row.cells for letter in cell.flags})),
        comments=tuple(sorted({cell.comment for row in made for cell in row.cells if cell.comment})),
    )


def _key(view: Selection, one: Observation) -> Key:
    """The series an observation belongs to; codes that are added up become one."""
    return tuple(SUM if pick.added else code for pick, code in zip(view.picks.values(), one.key, strict=True))


def _sum(one: Observation, other: Observation) -> Observation:
    """Two parts of a sum: a part without a figure adds nothing, every flag stays, a comment only if both bear it."""
    values = [o.value for o in (one, other) if o.value is not None]
    return one._replace(
        value=sum(values) if values else None,
        obs_status="".join(sorted({*one.obs_status, *other.obs_status} - set("AO" if values else ""))),
        origin="GENERATED" if "GENERATED" in (one.origin, other.origin) else one.origin,
        comment=one.comment if one.comment == other.comment else "",
    )


def _rank(known: dict[str, Observation], codes: tuple[str, ...], varying: tuple[str, ...]) -> tuple[Any, ...]:
    """Participants by code and the region last; everything else newest and largest first."""
    if varying in (("GEO",), ("CITIZEN",)) and codes[0] in (*SHOWN, "WB6"):
        return (0, codes[0] == "WB6", codes)
    newest = max(known)
    return (1, tuple(-ord(c) for c in newest), -(known[newest].value or 0), codes)


def _cell(one: Observation | None) -> Cell:
    if one is None:
        return Cell(Sign.EMPTY)
    flags = "".join(letter for letter in one.obs_status.upper() if letter.isalpha() and letter not in "AOLMQ")
    if one.value is not None:
        return Cell(Sign.FIGURE, one, flags, one.comment)
    if one.obs_status == "M":
        return Cell(Sign.NOT_APPLICABLE, one)
    if "Q" in one.obs_status or one.conf_status in ("C", "A", "D", "N"):
        return Cell(Sign.HIDDEN, one)
    return Cell(Sign.EMPTY, one, flags)
