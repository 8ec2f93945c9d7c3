"""Which observations of a reading are in the table's own codes throughout; the others stay out of what is written."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from midex.kernel.indicator import MEASURE, TIME
from midex.statistics.reading import Reading
from midex.statistics.registry.catalogue import registry
from midex.statistics.texts import mapped

STATUS = "OBS_STATUS"

_PERIOD = r"^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"
_COUNT = r"^\d{0,15}$"


def sound(reading: Reading) -> pa.Table:
    """The cells whose every code stands in its list, with a period and a count (or none, with a status)."""
    cells = _with_known_status(reading.cells)
    masks = [pc.is_in(cells[d.id], value_set=pa.array(list(d.codelist.by_id))) for d in reading.table.dimensions]
    masks.append(_matches(cells[TIME].fill_null("-"), _PERIOD))
    figures = cells[MEASURE].fill_null("")
    status = cells[STATUS].fill_null("")
    masks.append(_matches(figures, _COUNT))
    masks.append(pc.or_(pc.not_equal(figures, ""), pc.not_equal(status, "")))
    keep = masks[0]
    for mask in masks[1:]:
        keep = pc.and_(keep, mask)
    return cells.filter(keep)


def _with_known_status(cells: pa.Table) -> pa.Table:
    """The cells without what in OBS_STATUS is no letter of its list: the figure is kept, the text is not."""
    letters = registry().codelists["CL_OBS_STATUS"]
    known = mapped(cells[STATUS].combine_chunks(), lambda text: text if all(c in letters for c in text) else "")
    return cells.set_column(cells.column_names.index(STATUS), STATUS, known)


def _matches(column: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    return pc.match_substring_regex(column, pattern)
