"""Totals along a few dimensions of published figures: the publisher's own total where there is one, else the parts.

Refuses to mix the two: where a total stands beside its parts, the parts are left out; aggregates are never parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from midex.kernel.indicator import Table
from midex.statistics.series import Observation

Key = tuple[str, ...]


def whole(table: Table, keys: Collection[Key], *, keep: Collection[str], fixed: Mapping[str, str]) -> tuple[Key, ...]:
    """The series that together make the totals by ``keep``, with ``fixed`` dimensions at one code."""
    left = list(keys)
    for place, dimension in enumerate(table.dimensions):
        if dimension.id in fixed:
            left = [key for key in left if key[place] == fixed[dimension.id]]
        elif dimension.id not in keep:
            left = _undivided(left, place, dimension.codelist.total, dimension.codelist.partition)
    return tuple(left)


def _undivided(keys: list[Key], place: int, total: str | None, parts: Collection[str]) -> list[Key]:
    """Drop the parts of what has a total, and aggregates of what has none."""
    with_total = {_without(key, place) for key in keys if key[place] == total}
    return [key for key in keys if (key[place] == total if _without(key, place) in with_total else key[place] in parts)]


def _without(key: Key, place: int) -> Key:
    return (*key[:place], *key[place + 1 :])


def added(table: Table, observations: Iterable[Observation], *, keep: tuple[str, ...]) -> dict[Key, dict[str, int]]:
    """Sums by the codes of ``keep`` and by period, over observations that do not overlap (see ``whole``)."""
    order = [dimension.id for dimension in table.dimensions]
    places = [order.index(name) for name in keep]
    sums: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in observations:
        if one.value is not None:
            sums[tuple(one.key[place] for place in places)][one.period] += one.value
    return {key: dict(by_period) for key, by_period in sums.items()}


def flagged(
    table: Table, observations: Iterable[Observation], *, keep: tuple[str, ...], letter: str
) -> frozenset[tuple[Key, str]]:
    """The (codes of ``keep``, period) at which any observation bears a status letter."""
    order = [dimension.id for dimension in table.dimensions]
    places = [order.index(name) for name in keep]
    return frozenset(
        (tuple(one.key[p] for p in places), one.period) for one in observations if letter in one.obs_status
    )
