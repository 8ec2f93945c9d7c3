"""The structure of an indicator: what a statistical table counts, along which dimensions, and by when.

The dated counting function joins it when tables are compiled from cases; a table that is only imported never has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from midex.kernel.codelist import Codelist
from midex.kernel.period import Deadline, Frequency

ATTRIBUTES = ("OBS_STATUS", "CONF_STATUS", "REPORTERS", "ORIGIN", "COMMENT_OBS")
"""Attributes every observation may carry, in column order."""

MEASURE = "OBS_VALUE"
TIME = "TIME_PERIOD"


class StockFlow(Enum):
    """Whether a figure is counted at the end of a period or over it."""

    STOCK = "stock"
    FLOW = "flow"


class Profile(Enum):
    """Disclosure-control profile (statistics reference §4.4)."""

    RESTRICTED = "P0"
    STANDARD = "P1"
    NONE = "published"  # published elsewhere already: shown as printed


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One dimension of a table. ``allowed`` narrows the list for submissions; empty means the whole list."""

    id: str
    name: str
    codelist: Codelist
    allowed: frozenset[str] = frozenset()

    def admits(self, code: str) -> bool:
        """Whether a submission may use ``code`` here."""
        return code in (self.allowed or self.codelist.by_id)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A statistical table: SDMX data structure and dataflow share its ``id``.

    ``dimensions`` are in DSD order and end with GEO; TIME_PERIOD, OBS_VALUE and ``ATTRIBUTES`` follow them.
    ``hypercubes`` are the crossings that may be published per frequency: sets of dimension ids, each crossed in full
    while every other breakdown stays at its total.
    """

    id: str
    title: str
    definition: str
    legal_basis: str
    unit: str
    stock_flow: StockFlow
    frequencies: tuple[Frequency, ...]
    dimensions: tuple[Dimension, ...]
    deadline_statistical: Deadline | None
    deadline_operational: Deadline | None
    profile: Profile
    hypercubes: tuple[frozenset[str], ...] = ()
    rounding: int = 1
    own_citizens_excluded: bool = False
    import_only: bool = False
    coverage: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()

    @cached_property
    def dimension(self) -> dict[str, Dimension]:
        """Each dimension under its id."""
        return {dimension.id: dimension for dimension in self.dimensions}

    @cached_property
    def breakdowns(self) -> tuple[str, ...]:
        """The dimensions a reader can break a figure down by: all but FREQ, UNIT and GEO."""
        return tuple(d.id for d in self.dimensions if d.id not in ("FREQ", "UNIT", "GEO"))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Column names of a file in this table's shape, in order."""
        return (*(d.id for d in self.dimensions), TIME, MEASURE, *ATTRIBUTES)
