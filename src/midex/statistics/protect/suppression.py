"""Secondary suppression: a hidden cell must not be what is left when its neighbours are subtracted from their total.

Greedy, one cell at a time, over every sum a reader can form: along each dimension, and over the six for the region.
It stops single subtraction; it does not claim more (statistics reference §4.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from midex.kernel.indicator import Table
from midex.statistics.protect.crossings import position, replaced
from midex.statistics.protect.figures import Figure, Key
from midex.statistics.protect.region import REGION
from midex.statistics.registry.catalogue import PARTICIPANTS


def also_hidden(table: Table, cells: Mapping[Key, Figure]) -> frozenset[Key]:
    """The further cells of one period to hide, so that no sum has exactly one hidden member."""
    hidden = {key for key, figure in cells.items() if figure.hidden}
    first = frozenset(hidden)
    if not hidden:
        return frozenset()
    groups = list(_groups(table, cells))
    exposed = True
    while exposed:
        exposed = False
        for group in groups:
            inside = [key for key in group if key in hidden]
            open_ = [key for key in group if key not in hidden and cells[key].value is not None]
            unknown = any(cells[key].value is None and key not in hidden for key in group)
            if len(inside) == 1 and open_ and not unknown:
                hidden.add(min(open_, key=lambda key: (not cells[key].value, cells[key].value, key)))
                exposed = True
    return frozenset(hidden - first)


def _groups(table: Table, cells: Mapping[Key, Figure]) -> Iterator[tuple[Key, ...]]:
    """Every whole with those of its parts that are there: a reader can subtract within each."""
    sums = {dimension.id: dict(dimension.codelist.sums) for dimension in table.dimensions}
    sums["GEO"] = {REGION: frozenset(PARTICIPANTS)}
    for dimension_id, wholes in sums.items():
        at = position(table, dimension_id)
        for key in cells:
            if parts := wholes.get(key[at]):
                found = [other for part in sorted(parts) if (other := replaced(key, at, part)) in cells]
                if found:
                    yield (key, *found)
