"""Observations laid out as rows and columns, each cell with one of four marks for what is not a figure.

Empty, zero, hidden and not applicable are four different things and never look alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from midex.kernel.text import mark
from midex.statistics.series import Observation
from midex.web.public.selection import ALL, Selection


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
    """The figures of a view. ``varying`` are the dimensions that tell the rows apart; ``left_out`` series are not shown."""

    varying: tuple[str, ...]
    periods: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int = 0
    earlier: int = 0
    flags: tuple[str, ...] = field(default=())

    @property
    def cells(self) -> Iterable[Cell]:
        """Every cell, row by row."""
        return (cell for row in self.rows for cell in row.cells)


def lay_out(view: Selection, observations: Iterable[Observation], *, rows: int = 60, periods: int = 400) -> Grid:
    """Lay observations out; where there are too many the largest series and the newest periods are kept."""
    dimensions = [d.id for d in view.flow.table.dimensions]
    series: dict[tuple[str, ...], dict[str, Observation]] = {}
    for one in observations:
        if not view.origin or one.origin == view.origin:
            series.setdefault(one.key, {})[one.period] = one
    shown = tuple(sorted({period for known in series.values() for period in known}))
    places = [
        place
        for place, name in enumerate(dimensions)
        if view.chosen[name] == ALL and len({key[place] for key in series}) > 1
    ]
    kept = sorted(series, key=lambda key: _rank(series[key], key, places, view))[:rows]
    made = tuple(
        Row(key, tuple(key[place] for place in places), tuple(_cell(series[key].get(p)) for p in shown[-periods:]))
        for key in kept
    )
    return Grid(
        varying=tuple(dimensions[place] for place in places),
        periods=shown[-periods:],
        rows=made,
        left_out=len(series) - len(kept),
        earlier=max(0, len(shown) - periods),
        flags=tuple(sorted({letter for row in made for cell in row.cells for letter in cell.flags})),
    )


def _rank(known: dict[str, Observation], key: tuple[str, ...], places: Sequence[int], view: Selection) -> object:
    """Participants by code, aggregates last; everything else by its newest figure, the largest first."""
    codes = tuple(key[place] for place in places)
    if places and [d.id for d in view.flow.table.dimensions][places[-1]] == "GEO" and len(places) == 1:
        return (codes[0] == "WB6" or codes[0].startswith("EU"), codes)
    newest = known[max(known)]
    return (-(newest.value or 0), codes)


def _cell(one: Observation | None) -> Cell:
    if one is None:
        return Cell(Sign.EMPTY)
    flags = "".join(letter for letter in one.obs_status.upper() if letter.isalpha() and letter not in "AOLMQ")
    if one.value is not None:
        return Cell(Sign.FIGURE, one, flags)
    if one.obs_status == "M":
        return Cell(Sign.NOT_APPLICABLE, one)
    if "Q" in one.obs_status or one.conf_status in ("C", "A", "D", "N"):
        return Cell(Sign.HIDDEN, one)
    return Cell(Sign.EMPTY, one, flags)
