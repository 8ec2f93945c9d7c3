"""V-S04: one row for each figure."""

from __future__ import annotations

from collections.abc import Iterator

from midex.kernel.indicator import MEASURE
from midex.statistics.reading import ROW
from midex.statistics.validate.coded import Coded
from midex.statistics.validate.hits import SHOWN, Hits, Spot
from midex.statistics.validate.rules import DEFAULT, Rule

_AGAIN = """
    FROM reading r JOIN twice t USING (key) JOIN reading first ON first.i = t.i
    WHERE r.i <> t.i AND (r.v IS NOT DISTINCT FROM first.v) = {same}
"""


def keys(coded: Coded, _rule: Rule) -> Iterator[Hits]:
    """Figures given again, with the same or with another value."""
    if not coded.repeated:
        return
    for case, same in ((DEFAULT, False), ("duplicate", True)):
        again = _AGAIN.format(same=same)
        count = coded.query(f"SELECT count(*) {again}")[0][0]
        if count:
            shown = coded.query(f"SELECT r.i, t.i {again} ORDER BY r.i LIMIT {SHOWN}")
            yield Hits(case=case, count=count, spots=tuple(_spot(coded, i, first) for i, first in shown))


def _spot(coded: Coded, i: int, first: int) -> Spot:
    rows = coded.reading.cells[ROW]
    details = {"row": rows[i].as_py(), "first": rows[first].as_py()}
    return Spot(place=coded.place(i, MEASURE), key=coded.key(i), details=details)
