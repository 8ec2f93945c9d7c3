"""V-S03: every code is in its list and, in a submission, within what the table takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import pyarrow.compute as pc

from midex.kernel.codelist import Codelist
from midex.kernel.indicator import Dimension
from midex.statistics.registry.catalogue import registry
from midex.statistics.validate.coded import Coded
from midex.statistics.validate.hits import Hits, echo
from midex.statistics.validate.rules import DEFAULT, Rule

_REFERENCE = ("FREQ", "GEO")
"""What V-S06 holds to the participant and the table."""

_FLAGS = {"OBS_STATUS": "CL_OBS_STATUS", "CONF_STATUS": "CL_CONF_STATUS", "ORIGIN": "CL_ORIGIN"}


def codes(coded: Coded, _rule: Rule) -> Iterator[Hits]:
    """Codes that are unknown, retired, not for submissions, or missing."""
    for dimension in coded.table.dimensions:
        column = coded.columns[dimension.id]
        judge = partial(_case, dimension, submission=coded.submission)
        yield from coded.by_text(dimension.id, judge, partial(_details, coded, dimension.codelist))
        if column.indices.null_count:
            yield from _empty(coded, dimension)
    for component, list_id in _FLAGS.items():
        flags = registry().codelists[list_id]
        yield from coded.by_text(component, partial(_flag_case, flags), partial(_details, coded, flags))


def _empty(coded: Coded, dimension: Dimension) -> Iterator[Hits]:
    words = {"component": dimension.id, "total": dimension.codelist.total or "–"}
    mask = pc.is_null(coded.columns[dimension.id].indices)
    yield from coded.hits(mask, dimension.id, "empty", details=lambda _i: words)


def _case(dimension: Dimension, code: str, *, submission: bool) -> str | None:
    if code in dimension.codelist.retired and code not in dimension.codelist:
        return "retired"
    if code not in dimension.codelist:
        return DEFAULT
    if submission and dimension.id not in _REFERENCE and not dimension.admits(code):
        return "constraint"
    return None


def _flag_case(flags: Codelist, text: str) -> str | None:
    """Status letters may be combined; a code of several letters is one code."""
    single = all(len(code.id) == 1 for code in flags.codes)
    return None if text in flags or (single and all(letter in flags for letter in text)) else DEFAULT


def _details(coded: Coded, codelist: Codelist, text: str) -> Mapping[str, str | int]:
    return {
        "code": echo(text),
        "codelist": codelist.id,
        "table": coded.table.id,
        "now": codelist.retired.get(text, ""),
    }
