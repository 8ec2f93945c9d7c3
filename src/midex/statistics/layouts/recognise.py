"""Which layout and which table a sheet shows; decided by its header and content, never by the name of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow.compute as pc

from midex.formats.sheet import Sheet
from midex.kernel.fault import Fault
from midex.kernel.indicator import MEASURE, TIME, Table
from midex.statistics.layouts.layout import Condition, Layout, layout_named, layouts
from midex.statistics.registry.catalogue import registry


def recognise(sheet: Sheet, layout: str | None = None, table: str | None = None) -> tuple[Layout, Table]:
    """The layout and table of a sheet; faults F104 (none fits), F105, F106 (a table of which the
    registry knows nothing), F107 (another table), F110 (several), F111 (mixed), F112 (columns missing), F113
    (a known layout, no known table).

    ``table`` says which table is meant where the columns alone do not.
    """
    wanted = registry().table(table) if table else None
    candidates = (_complete(layout_named(layout), sheet),) if layout else layouts()
    fitting = [candidate for candidate in candidates if layout or holds(candidate.condition, sheet)]
    if not fitting:
        raise Fault("F104", file=sheet.file, header=_shown(sheet.header))
    for candidate in fitting:
        seen = _table(candidate, sheet, wanted)
        if seen is not None and wanted is not None and seen is not wanted:
            raise Fault("F107", file=sheet.file, found=seen.id, table=wanted.id)
        if seen is not None:
            return candidate, seen
    raise Fault("F113", file=sheet.file, layout=fitting[0].name, header=_shown(sheet.header))


def _complete(layout: Layout, sheet: Sheet) -> Layout:
    """A layout that was asked for by name, if the sheet has the columns it reads."""
    missing = [heading for heading in layout.condition.header if position(sheet, heading) is None]
    if missing:
        raise Fault("F112", file=sheet.file, layout=layout.name, missing=", ".join(missing))
    return layout


def holds(condition: Condition, sheet: Sheet) -> bool:
    """Whether a sheet shows what a condition asks for."""
    return (
        all(position(sheet, heading) is not None for heading in condition.header)
        and all(position(sheet, heading) is None for heading in condition.without)
        and all(_all_match(sheet, heading, pattern) for heading, pattern in condition.where.items())
    )


def position(sheet: Sheet, heading: str) -> int | None:
    """Where a heading stands: as written, in any case, or with a label (``FREQ: Time frequency``); else None."""
    if heading in sheet.header:
        return sheet.header.index(heading)
    wanted = heading.casefold()
    for n, found in enumerate(sheet.header):
        if wanted in (found.casefold(), found.partition(":")[0].casefold()):
            return n
    return None


def _all_match(sheet: Sheet, heading: str, pattern: str) -> bool:
    at = position(sheet, heading)
    if at is None:
        return True  # an optional column says nothing by its absence; ``header`` asks for those that must be there
    rule = re.compile(pattern)
    return all(rule.fullmatch((text or "").strip()) for text in pc.unique(sheet.cells.column(at)).to_pylist())


def _table(layout: Layout, sheet: Sheet, wanted: Table | None) -> Table | None:
    if layout.named_in:
        return _named(layout.named_in, sheet)
    if layout.tables:
        return next((registry().table(t) for t, condition in layout.tables.items() if holds(condition, sheet)), None)
    if wanted is not None:
        return wanted
    return _by_columns(sheet)


def _named(named_in: tuple[str, str], sheet: Sheet) -> Table | None:
    """The one table that a column names in every row."""
    at = position(sheet, named_in[0])
    if at is None:
        return None
    names = {text.strip() for text in pc.unique(sheet.cells.column(at)).to_pylist() if text and text.strip()}
    found = {match[1] for name in names if (match := re.match(named_in[1], name))}
    if len(found) > 1:
        raise Fault("F111", file=sheet.file, tables=", ".join(sorted(found)))
    return next((_published_or_own(name) for name in found), None)


def _published_or_own(name: str) -> Table:
    """A dataflow is a table's own or one published elsewhere over that table: ESTAT_MIGR_EIORD, UNHCR_ASYAPP."""
    tables = registry().tables
    for table in (name, name.removeprefix("ESTAT_"), f"EXT_{name}"):
        if table in tables:
            return tables[table]
    raise Fault("F106", table=name)


def _by_columns(sheet: Sheet) -> Table | None:
    """The registry's table with most of its dimensions in the header, if it is the only one."""
    fits = list(_fitting(sheet))
    most = max((n for n, _ in fits), default=0)
    best = [table for n, table in fits if n == most]
    if len(best) > 1:
        raise Fault("F110", file=sheet.file, tables=", ".join(sorted(table.id for table in best)))
    return best[0] if best else None


def _fitting(sheet: Sheet) -> Iterator[tuple[int, Table]]:
    for table in registry().tables.values():
        if all(position(sheet, name) is not None for name in (*table.breakdowns, TIME, MEASURE)):
            yield len(table.breakdowns), table


def _shown(header: tuple[str, ...]) -> str:
    """The headings that some layout or table knows; the others are only counted, for a first row may name people."""
    known = {d for table in registry().tables.values() for d in table.columns}
    known |= {heading for layout in layouts() for heading in layout.condition.header}
    shown = [heading for heading in header if heading in known]
    strange = len(header) - len(shown)
    return ", ".join([*shown, *([f"{strange} more" if shown else f"{strange} unknown"] if strange else [])])
