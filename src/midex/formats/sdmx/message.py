"""What a data message says before any format is chosen: which dataflow, which data sets, how much of each figure.

The writers beside it turn one into bytes. It refuses to hold the rows: they pass through, one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from midex.kernel.codelist import Code, Codelist
from midex.kernel.indicator import ATTRIBUTES, Table

AGENCY = "MIDEX"
VERSION = "1.0.0"

Key = tuple[str, ...]
Row = tuple[Key, str, int | None, str, str, str, str, str]
"""Key, period, value, then a text per attribute of ``kernel.indicator.ATTRIBUTES``, in that order."""


class Detail(Enum):
    """How much of each series is told (SDMX REST v1.5)."""

    FULL = "full"
    DATA_ONLY = "dataonly"
    SERIES_KEYS_ONLY = "serieskeysonly"
    NO_DATA = "nodata"

    @property
    def observations(self) -> bool:
        """Whether figures are told at all."""
        return self in (Detail.FULL, Detail.DATA_ONLY)


class Action(Enum):
    """What a receiver does with a data set; the value is its word in SDMX-ML 2.1."""

    REPLACE = "Replace"
    DELETE = "Delete"
    INFORMATION = "Information"


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """Rows in the order of series key, then period."""

    rows: Iterable[Row]
    action: Action = Action.INFORMATION
    valid_from: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DataMessage:
    """One answer about one dataflow.

    ``test`` marks generated figures; ``flat`` puts every dimension on the figure; ``attribute_codes`` (attribute ->
    codelist) is needed only where names are written beside codes.
    """

    id: str
    flow: str
    title: str
    table: Table
    prepared: datetime
    sets: Iterable[DataSet]
    detail: Detail = Detail.FULL
    flat: bool = False
    test: bool = False
    attribute_codes: Mapping[str, Codelist] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """``MIDEX:FLOW(1.0.0)``."""
        return f"{AGENCY}:{self.flow}({VERSION})"

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes told with each figure."""
        return ATTRIBUTES if self.detail is Detail.FULL else ()


def footnoted(code: Code) -> bool:
    """Whether the name of a code may not stand without its footnote: it ends in an asterisk, as Kosovo* does."""
    return bool(code.note) and code.name.endswith("*")


class Footnotes:
    """The footnotes of the codes that occur in a message, gathered while its series pass through."""

    def __init__(self, table: Table) -> None:
        listed = (code for dimension in table.dimensions for code in dimension.codelist.codes)
        self._notes = {code.id: f"{code.id}: {code.name} {code.note}" for code in listed if footnoted(code)}
        self._found: set[str] = set()

    def see(self, key: Key) -> None:
        """Remember the codes of a series that have a footnote."""
        self._found.update(self._notes.keys() & key)

    @property
    def told(self) -> tuple[str, ...]:
        """The footnotes of what was seen so far, by code."""
        return tuple(self._notes[code] for code in sorted(self._found))


def chunks(pieces: Iterable[str], size: int = 1024) -> Iterator[bytes]:
    """Join ``size`` pieces of text at a time into UTF-8 bytes."""
    kept: list[str] = []
    for piece in pieces:
        kept.append(piece)
        if len(kept) >= size:
            yield "".join(kept).encode()
            kept.clear()
    if kept:
        yield "".join(kept).encode()
