"""What is public: dataflows of two kinds that are never added, their vintages and their observations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from midex.kernel.indicator import Table


class SeriesKind(Enum):
    """Where the figures of a dataflow come from."""

    SUBMITTED = "submitted"  # validated, protected and released here
    PUBLISHED = "published elsewhere"  # read from another publisher, attributed, shown as printed


@dataclass(frozen=True, kw_only=True)
class Source:
    """The publisher of a dataflow published elsewhere, as it must be cited."""

    publisher: str
    title: str
    licence: str
    retrieved: str
    coverage: str
    notes: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Dataflow:
    """One public dataflow: SDMX ``MIDEX:<id>(1.0.0)`` over the structure of ``table``."""

    id: str
    title: str
    table: Table
    kind: SeriesKind
    source: Source | None = None


@dataclass(frozen=True, kw_only=True)
class Vintage:
    """One immutable release of a dataflow. ``number`` counts from 1; ``sha256`` is of its canonical CSV."""

    dataflow: str
    number: int
    released_at: datetime
    sha256: str
    observations: int
    approved_by: tuple[str, ...] = ()
    signature: str = ""
    key_id: str = ""
    generated: bool = False
    summary: str = ""


class Observation(NamedTuple):
    """One published figure. ``key`` has a code per dimension in DSD order; ``value`` is None where there is none."""

    key: tuple[str, ...]
    period: str
    value: int | None
    obs_status: str = ""
    conf_status: str = ""
    reporters: str = ""
    origin: str = ""
    comment: str = ""
