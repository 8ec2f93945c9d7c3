"""Which breakdowns a key combines, and which combinations the registry lets out."""

from __future__ import annotations

from midex.kernel.indicator import Table
from midex.statistics.protect.figures import Key


def broken_down(table: Table, key: Key) -> frozenset[str]:
    """The dimensions in which a key is not at its total."""
    return frozenset(
        dimension.id
        for dimension, code in zip(table.dimensions, key, strict=True)
        if dimension.codelist.total is not None and code != dimension.codelist.total
    )


def is_published_crossing(table: Table, key: Key) -> bool:
    """Whether the registry lists this combination of breakdowns among the table's published crossings."""
    broken = broken_down(table, key)
    return not broken or any(broken <= cube for cube in table.hypercubes)


def is_part(table: Table, key: Key) -> bool:
    """Whether every code is a total or a part of one, so that nobody is counted twice within a crossing."""
    return all(
        code == dimension.codelist.total or code in dimension.codelist.partition
        for dimension, code in zip(table.dimensions, key, strict=True)
        if dimension.codelist.total is not None
    )


def position(table: Table, dimension_id: str) -> int:
    """Where a dimension stands in a key; ValueError where the table has none of that name."""
    return [dimension.id for dimension in table.dimensions].index(dimension_id)


def replaced(key: Key, at: int, code: str) -> Key:
    """The key with another code at one place."""
    return (*key[:at], code, *key[at + 1 :])
