"""A piece of the file as the statistician sees it: the header and the first rows with findings, the cells marked.

It repeats codes, figures and known names only; any other text may be a person's and is not repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from midex.formats.sheet import ROW, Sheet
from midex.kernel.verdict import Refused
from midex.statistics.names import normal, resolve
from midex.statistics.registry.catalogue import registry
from midex.statistics.validate.finding import Finding
from midex.statistics.validate.hits import echo

LINES = 3
COLUMNS = 10
HIDDEN = "…"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the file: a text and whether it is meant, for each column of the excerpt."""

    row: int
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """The header and some rows of a file; columns that say nothing here may be left out.

    ``near`` has the places, within the header, of the columns meant and their neighbours: all that a phone can show.
    """

    sheet: str
    header_row: int
    header: tuple[str, ...]
    near: frozenset[int]
    lines: tuple[Line, ...]


def excerpt(sheet: Sheet, findings: Sequence[Finding]) -> Excerpt | None:
    """The rows of the first findings; None where no finding stands in a row that could be read."""
    marked: dict[int, set[str]] = {}
    for finding in findings:
        if finding.place and finding.place.sheet == sheet.name:
            marked.setdefault(finding.place.row, set()).add(finding.place.column)
    rows = sorted(list(marked)[:LINES])
    found = sheet.cells.filter(pc.is_in(sheet.cells.column(ROW), value_set=pa.array(rows, pa.int32()))).to_pylist()
    if not found:
        return None
    meant = {name for row in rows for name in marked[row]}
    columns = _columns(sheet, found, meant)
    at = [place for place, n in enumerate(columns) if sheet.header[n] in meant]
    return Excerpt(
        sheet=sheet.name,
        header_row=sheet.header_row,
        header=tuple(sheet.header[n] for n in columns),
        near=frozenset(place + step for place in at for step in (-1, 0, 1)),
        lines=tuple(
            Line(
                row=line[ROW],
                cells=tuple((_shown(line[f"c{n}"] or ""), sheet.header[n] in marked[line[ROW]]) for n in columns),
            )
            for line in found
        ),
    )


def _columns(sheet: Sheet, lines: Sequence[dict[str, str]], marked: set[str]) -> list[int]:
    """The columns to show, in the file's order: those meant, then from the left those with something to show."""
    filled = [
        n
        for n, name in enumerate(sheet.header)
        if name in marked or any(_shown(line[f"c{n}"] or "") not in ("", HIDDEN) for line in lines)
    ]
    meant_first = sorted(filled, key=lambda n: (sheet.header[n] not in marked, n))
    return sorted(meant_first[:COLUMNS])


def _shown(text: str) -> str:
    stripped = text.strip()
    if not stripped or echo(stripped) == stripped or normal(stripped) in _labels():
        return stripped
    return HIDDEN if isinstance(resolve(stripped), Refused) else stripped


@cache
def _labels() -> frozenset[str]:
    """Every name of every code, as spellings are compared."""
    return frozenset(normal(code.name) for codelist in registry().codelists.values() for code in codelist.codes)
