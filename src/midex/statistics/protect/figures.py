"""Raw figures as they were accepted: one participant, one period. Knows nothing of what may be published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from midex.kernel.indicator import MEASURE, TIME, Table

Key = tuple[str, ...]
"""A code per dimension, in DSD order."""

_CONFIDENTIAL = frozenset("CNAD")


@dataclass(frozen=True)
class Figure:
    """One cell: a count, or None with the status that says why there is none."""

    value: int | None
    obs_status: str = ""
    conf_status: str = ""

    @property
    def hidden(self) -> bool:
        """Whether its reporter hides it: marked confidential, or suppressed."""
        return self.conf_status in _CONFIDENTIAL or (self.value is None and "Q" in self.obs_status)

    @property
    def known(self) -> int | None:
        """What it adds to a sum; a figure that cannot exist (M) adds nothing, any other gap is unknown."""
        return 0 if self.value is None and "M" in self.obs_status else self.value


HIDDEN = Figure(None, "Q", "C")
"""How every hidden cell is published: one flag, whoever hid it and for whatever reason."""


@dataclass(frozen=True, kw_only=True)
class Reported:
    """The accepted raw figures of one participant for one period."""

    participant: str
    period: str
    version: int
    origin: str
    cells: Mapping[Key, Figure]
    rounded_to: int | None = None


def reported(
    table: Table, participant: str, version: int, cells: pa.Table, *, rounded_to: int | None = None
) -> tuple[Reported, ...]:
    """Split accepted cells (string columns, ``table.columns``) of one submission by period."""
    columns = {name: cells.column(name).to_pylist() for name in cells.column_names if not name.startswith("_")}
    absent: list[str | None] = [None] * cells.num_rows
    keys = zip(*(columns[d.id] for d in table.dimensions), strict=True)
    by_period: dict[str, dict[Key, Figure]] = defaultdict(dict)
    origins: dict[str, set[str]] = defaultdict(set)
    for key, period, value, obs, conf, origin in zip(
        keys,
        columns[TIME],
        columns[MEASURE],
        columns.get("OBS_STATUS", absent),
        columns.get("CONF_STATUS", absent),
        columns.get("ORIGIN", absent),
        strict=True,
    ):
        by_period[period][key] = Figure(int(value) if value not in (None, "") else None, obs or "", conf or "")
        origins[period].add(origin or "REPORTED")
    return tuple(
        Reported(
            participant=participant,
            period=period,
            version=version,
            origin="GENERATED" if "GENERATED" in origins[period] else "REPORTED",
            cells=figures,
            rounded_to=rounded_to,
        )
        for period, figures in sorted(by_period.items())
    )
