"""What a reader asks of a table, read from the address: which codes per dimension, which periods, which release.

An address that asks for what does not exist is answered with the usual view, never with an error. Sums are made only
along dimensions whose codes are parts of a whole and where the publisher prints no total; never over units or places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from midex.kernel.codelist import CodeKind
from midex.kernel.fault import Fault
from midex.kernel.indicator import Dimension, Table
from midex.kernel.period import Period
from midex.statistics.coverage import SHOWN
from midex.statistics.series import Dataflow, Observation
from midex.statistics.usual import usual

ALL, SIX, SUM = "*", "six", "sum"
REPORTED, GENERATED = "REPORTED", "GENERATED"
NEVER_ADDED = ("FREQ", "UNIT", "GEO")

Keys = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Pick:
    """The codes chosen along a dimension; None is all of them. ``added`` ones become one series."""

    text: str
    codes: frozenset[str] | None = None
    added: bool = False

    def admits(self, code: str) -> bool:
        """Whether a code belongs to the view."""
        return self.codes is None or code in self.codes


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A view of a dataflow. ``picks`` has one per dimension, in DSD order.

    ``origin`` is REPORTED, GENERATED, ALL for both, or empty: reported figures where there are any.
    """

    flow: Dataflow
    picks: Mapping[str, Pick]
    start: str = ""
    end: str = ""
    vintage: int | None = None
    origin: str = ""

    def admits(self, key: tuple[str, ...]) -> bool:
        """Whether a series belongs to the view."""
        return all(pick.admits(code) for pick, code in zip(self.picks.values(), key, strict=True))

    @property
    def key(self) -> str:
        """The SDMX REST key of the view: codes by dimension, empty for all of them."""
        return ".".join("+".join(sorted(pick.codes)) if pick.codes else "" for pick in self.picks.values())


def choose(flow: Dataflow, keys: Keys, query: Mapping[str, str]) -> Selection:
    """Read the view out of the address."""
    table = flow.table
    picks = {
        dimension.id: pick(query.get(dimension.id, ""), dimension, codes)
        or pick(usual(flow.id).get(dimension.id, ""), dimension, codes)
        or _default(dimension, codes, table)
        for dimension, codes in zip(table.dimensions, columns(flow, keys), strict=True)
    }
    release = query.get("release", "")
    return Selection(
        flow=flow,
        picks=picks,
        start=_period(query.get("from", "")),
        end=_period(query.get("to", "")),
        vintage=int(release) if release.isascii() and release.isdecimal() and len(release) < 6 else None,
        origin=query.get("ORIGIN", "") if query.get("ORIGIN") in (REPORTED, GENERATED, ALL) else "",
    )


def shown_origin(view: Selection, found: Iterable[Observation]) -> str:
    """Which origin a view shows; empty for every one. Unasked, made-up figures never stand beside real ones."""
    if view.origin:
        return "" if view.origin == ALL else view.origin
    met = {one.origin for one in found if one.value is not None}
    return REPORTED if {REPORTED, GENERATED} <= met else ""


def columns(flow: Dataflow, keys: Keys) -> tuple[tuple[str, ...], ...]:
    """For each dimension the codes that occur, in the order of the codelist."""
    found = [{key[place] for key in keys} for place in range(len(flow.table.dimensions))]
    return tuple(_ordered(codes, dimension) for dimension, codes in zip(flow.table.dimensions, found, strict=True))


def _ordered(codes: set[str], dimension: Dimension) -> tuple[str, ...]:
    rank = {code: index for index, code in enumerate(dimension.codelist.by_id)}
    return tuple(sorted(codes, key=lambda code: (rank.get(code, len(rank)), code)))


def pick(text: str, dimension: Dimension, codes: Sequence[str]) -> Pick | None:
    """Understand one choice; None where it asks for what this table does not have."""
    if text == ALL:
        return Pick(ALL)
    if text == SIX and sixes(codes):
        return Pick(SIX, frozenset(sixes(codes)))
    if text == SUM and addable(dimension, codes):
        kept = frozenset(parts(dimension, codes))
        return Pick(SUM, None if kept == set(codes) else kept, added=True)
    asked = [code for code in text.split(",") if code in codes]
    if not asked:
        return None
    if len(asked) == 1:
        return Pick(asked[0], frozenset(asked))
    return Pick(",".join(asked), frozenset(asked), added=True) if addable(dimension, codes) else None


def sixes(codes: Sequence[str]) -> tuple[str, ...]:
    """The participants among codes, where there are others too."""
    return tuple(code for code in SHOWN if code in codes) if len(codes) > len(SHOWN) else ()


def addable(dimension: Dimension, codes: Sequence[str]) -> bool:
    """Whether the codes may be added up: parts of a whole, of which the table has no total."""
    if dimension.id in NEVER_ADDED or dimension.codelist.total in codes:
        return False
    return len(parts(dimension, codes)) > 1


def parts(dimension: Dimension, codes: Sequence[str]) -> tuple[str, ...]:
    """The codes that are parts, not groups beside them."""
    known = dimension.codelist.by_id
    return tuple(c for c in codes if c not in known or known[c].kind in (CodeKind.BASE, CodeKind.RESIDUAL))


def _default(dimension: Dimension, codes: Sequence[str], table: Table) -> Pick:
    if len(codes) == 1:
        return Pick(codes[0], frozenset(codes))
    if dimension.id == "UNIT" and table.unit in codes:
        return Pick(table.unit, frozenset((table.unit,)))
    if dimension.codelist.total in codes:
        total = str(dimension.codelist.total)
        return Pick(total, frozenset((total,)))
    return Pick(ALL)


def _period(text: str) -> str:
    try:
        return str(Period.parse(text)) if text else ""
    except Fault:
        return ""
