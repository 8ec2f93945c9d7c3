"""A release as bytes and as news: the canonical form that is hashed and signed, and what changed since the last one."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from midex.formats.canonical_json import canonical_json
from midex.kernel.indicator import ATTRIBUTES, MEASURE, TIME, Table
from midex.statistics.series import Observation, Vintage


def canonical_release(table: Table, observations: Iterable[Observation]) -> bytes:
    """The one byte form of a vintage: UTF-8 CSV, table columns, sorted by key and period, LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(d.id for d in table.dimensions), TIME, MEASURE, *ATTRIBUTES])
    for o in sorted(observations, key=lambda o: (o.key, o.period)):
        value = "" if o.value is None else o.value
        writer.writerow([*o.key, o.period, value, o.obs_status, o.conf_status, o.reporters, o.origin, o.comment])
    return out.getvalue().encode("utf-8")


def sha256_of(canonical: bytes) -> str:
    """SHA-256 of a canonical form, in hex."""
    return hashlib.sha256(canonical).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What a vintage brought compared with the one before it."""

    new_periods: tuple[str, ...]
    added: int
    removed: int
    revised: tuple[tuple[Observation, Observation], ...]


def changes(old: Sequence[Observation], new: Sequence[Observation]) -> Changes:
    """Compare two vintages of one dataflow; ``revised`` pairs (old, new) where the published value differs."""
    before = {(o.key, o.period): o for o in old}
    after = {(o.key, o.period): o for o in new}
    return Changes(
        new_periods=tuple(sorted({o.period for o in new} - {o.period for o in old})),
        added=len(after.keys() - before.keys()),
        removed=len(before.keys() - after.keys()),
        revised=tuple(
            (before[place], after[place])
            for place in sorted(before.keys() & after.keys())
            if before[place].value != after[place].value
        ),
    )


def read_release(table: Table, canonical: bytes) -> tuple[Observation, ...]:
    """The observations of a canonical form; ValueError where its columns are not the table's."""
    rows = csv.reader(io.StringIO(canonical.decode("utf-8"), newline=""), strict=True)
    if next(rows, []) != [*(d.id for d in table.dimensions), TIME, MEASURE, *ATTRIBUTES]:
        raise ValueError(f"the columns are not those of {table.id}")
    at = len(table.dimensions)
    return tuple(
        Observation(tuple(row[:at]), row[at], int(row[at + 1]) if row[at + 1] else None, *row[at + 2 :]) for row in rows
    )


def release_statement(vintage: Vintage) -> bytes:
    """What the hub signs when it publishes: which figures, approved by whom, and when."""
    said = {
        "type": "midex.release/1",
        "dataflow": vintage.dataflow,
        "vintage": vintage.number,
        "sha256": vintage.sha256,
        "approved_by": list(vintage.approved_by),
        "released_at": vintage.released_at.isoformat(),
    }
    return canonical_json(said)
