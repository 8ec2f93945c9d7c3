"""What a reader asks of a table, read from the address: a code or all per dimension, a span of periods, a release.

An address that asks for what does not exist is answered with the default, never with an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from midex.kernel.calendar import Period
from midex.kernel.fault import Fault
from midex.statistics.series import Dataflow

ALL = "*"
SPARSE = 8  # a dimension without a total and with no more codes than this is shown whole

Keys = Sequence[tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A view of a dataflow. ``chosen`` has a code or ``ALL`` per dimension, in DSD order."""

    flow: Dataflow
    chosen: Mapping[str, str]
    start: str = ""
    end: str = ""
    vintage: int | None = None
    origin: str = ""

    def admits(self, key: tuple[str, ...]) -> bool:
        """Whether a series belongs to the view."""
        return all(choice in (ALL, code) for choice, code in zip(self.chosen.values(), key, strict=True))

    @property
    def key(self) -> str:
        """The SDMX REST key of the view: codes by dimension, empty for all."""
        return ".".join("" if choice == ALL else choice for choice in self.chosen.values())


def choose(flow: Dataflow, keys: Keys, query: Mapping[str, str]) -> Selection:
    """Read the view out of the address."""
    chosen = {
        dimension.id: _choice(query.get(dimension.id, ""), codes, dimension.id, dimension.codelist.total)
        for dimension, codes in zip(flow.table.dimensions, columns(flow, keys), strict=True)
    }
    vintage = query.get("release", "")
    return Selection(
        flow=flow,
        chosen=chosen,
        start=_period(query.get("from", "")),
        end=_period(query.get("to", "")),
        vintage=int(vintage) if vintage.isdecimal() and len(vintage) < 6 else None,
        origin=query.get("ORIGIN", "") if query.get("ORIGIN") in ("REPORTED", "GENERATED") else "",
    )


def columns(flow: Dataflow, keys: Keys) -> tuple[tuple[str, ...], ...]:
    """For each dimension the codes that occur, in the order of the codelist."""
    found = [{key[place] for key in keys} for place in range(len(flow.table.dimensions))]
    return tuple(
        tuple(sorted(codes, key=_order(dimension.codelist.by_id)))
        for dimension, codes in zip(flow.table.dimensions, found, strict=True)
    )


def _order(known: Mapping[str, object]) -> object:
    rank = {code: index for index, code in enumerate(known)}
    return lambda code: (rank.get(code, len(rank)), code)


def _choice(asked: str, codes: tuple[str, ...], dimension: str, total: str | None) -> str:
    if asked == ALL or asked in codes:
        return asked
    if len(codes) == 1:
        return codes[0]
    if dimension == "GEO" or not codes:
        return ALL
    if total in codes:
        return str(total)
    return ALL if len(codes) <= SPARSE else codes[0]


def _period(text: str) -> str:
    try:
        return str(Period.parse(text)) if text else ""
    except Fault:
        return ""
