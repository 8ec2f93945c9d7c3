"""A reading as small integers in DuckDB: one number per code, one key per figure.

It sets aside what has no valid code or value and judges nothing; the checks do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate, chain
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from midex.kernel.codelist import Codelist
from midex.kernel.fault import Fault
from midex.kernel.indicator import MEASURE, TIME, Table
from midex.kernel.period import Period
from midex.statistics.reading import COLUMN, ROW, Place, Reading
from midex.statistics.validate.hits import SHOWN, Hits, Spot

_ENGINE: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "1GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
}


@dataclass(frozen=True)
class Column:
    """A column as its distinct texts and, per cell, which of them (null: empty)."""

    values: tuple[str, ...]
    indices: pa.Array

    def translated(self, meaning: Sequence[Any], kind: pa.DataType) -> pa.Array:
        """Per cell, what its text means; ``meaning`` has an entry per distinct text."""
        return pc.take(pa.array(meaning, kind), self.indices)

    def where(self, wanted: Sequence[bool]) -> pa.Array:
        """Per cell, whether its text is wanted; an empty cell never is."""
        return pc.fill_null(self.translated(wanted, pa.bool_()), False)


@dataclass(frozen=True)
class Axis:
    """One dimension, or time, in the key of a figure: ``codes`` in the file, each times ``stride``.

    They stand in order of role: the total, its parts, subtotals, all else. ``bounds`` are the first numbers of the last
    three, so that a role is a range.
    """

    id: str
    codes: tuple[str, ...]
    stride: int
    bounds: tuple[int, int, int] = (0, 0, 0)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """The number of each code."""
        return {code: number for number, code in enumerate(self.codes)}

    def code_of(self, key: int) -> str:
        """The code that ``key`` has on this axis."""
        return self.codes[key // self.stride % len(self.codes)]


@dataclass(frozen=True, kw_only=True)
class Coded:
    """A reading laid out for the checks.

    The DuckDB table ``cell`` has for each figure with valid codes: ``i`` (its number in the reading), ``key``, ``v``
    (its value or null), ``void`` (what stands there is no value) and ``broken`` (a break is marked); where a figure is
    given twice, the first only.
    """

    reading: Reading
    participant: str | None
    today: date
    rounded_to: int | None
    columns: Mapping[str, Column]
    axes: Mapping[str, Axis]
    values: pa.Array
    engine: duckdb.DuckDBPyConnection
    repeated: int
    laid: set[str] = field(default_factory=set)

    @property
    def table(self) -> Table:
        """The table the reading is of."""
        return self.reading.table

    @property
    def submission(self) -> bool:
        """Whether a participant answers for these figures; else they were published elsewhere."""
        return self.participant is not None and not self.table.import_only

    @property
    def has_breaks(self) -> bool:
        """Whether any figure is marked as a break in its series."""
        return any("B" in text for text in self.columns["OBS_STATUS"].values)

    @property
    def has_void(self) -> bool:
        """Whether anything stands where a figure should that is none."""
        return any(count_of(text) is None for text in self.columns[MEASURE].values)

    @property
    def slack(self) -> float:
        """How far one figure may be from the unrounded one."""
        return self.rounded_to / 2 if self.rounded_to else 0

    def place(self, i: int, component: str = MEASURE) -> Place:
        """Where ``component`` of figure ``i`` stands in the file."""
        cells = self.reading.cells
        return self.reading.place(cells[ROW][i].as_py(), component, cells[COLUMN][i].as_py() or "")

    def key(self, i: int) -> dict[str, str]:
        """The valid codes of figure ``i``."""
        codes = {}
        for axis in self.axes.values():
            column = self.columns[axis.id]
            number = column.indices[i].as_py()
            if number is not None and column.values[number] in axis.position:
                codes[axis.id] = column.values[number]
        return codes

    def decode(self, key: int) -> dict[str, str]:
        """The codes behind a key."""
        return {axis.id: axis.code_of(key) for axis in self.axes.values()}

    def hits(
        self,
        mask: pa.Array,
        component: str,
        case: str = "",
        *,
        details: Callable[[int], Mapping[str, str | int]] = lambda _i: {},
    ) -> Iterator[Hits]:
        """The figures where ``mask`` holds, if any, each at its ``component``."""
        met = pc.indices_nonzero(mask)
        if len(met):
            shown = met[:SHOWN].to_pylist()
            spots = tuple(Spot(place=self.place(i, component), key=self.key(i), details=details(i)) for i in shown)
            yield Hits(case=case, count=len(met), spots=spots)

    def by_text(
        self,
        component: str,
        judge: Callable[[str], str | None],
        details: Callable[[str], Mapping[str, str | int]],
    ) -> Iterator[Hits]:
        """The cells of ``component`` whose text ``judge`` gives a case to; it is asked once per distinct text."""
        column = self.columns[component]
        cases = [judge(text) for text in column.values]
        for case in dict.fromkeys(c for c in cases if c is not None):
            mask = column.where([c == case for c in cases])
            yield from self.hits(mask, component, case, details=lambda i: details(self.text(component, i)))

    def text(self, component: str, i: int) -> str:
        """The text of ``component`` at figure ``i``; empty if there is none."""
        column = self.columns[component]
        number = column.indices[i].as_py()
        return "" if number is None else column.values[number]

    def written(self, component: str, i: int) -> str:
        """What the cell of ``component`` of figure ``i`` says in the file; empty where the file has no such column."""
        sheet, heading = self.reading.sheet, self.reading.columns.get(component)
        if heading not in sheet.header:
            return ""
        at = pc.index(sheet.cells[ROW], self.reading.cells[ROW][i]).as_py()
        return (sheet.cells.column(sheet.header.index(heading))[at].as_py() or "").strip() if at >= 0 else ""

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows that ``sql`` finds. It is built from numbers and our own names, never from the file's text."""
        return self.engine.execute(sql).fetchall()


@contextmanager
def coded(reading: Reading, *, participant: str | None, today: date, rounded_to: int | None = None) -> Iterator[Coded]:
    """Lay a reading out for the checks; the engine lives as long as the block. Fault F114 where it needs too much."""
    columns = {name: _column(reading.cells, name) for name in reading.table.columns}
    axes = _axes(reading.table, columns)
    values = columns[MEASURE].translated([count_of(text) for text in columns[MEASURE].values], pa.int64())
    engine = duckdb.connect(":memory:", config=_ENGINE)
    try:
        engine.register("reading", _numbers(columns, axes, values))
        yield Coded(
            reading=reading,
            participant=participant,
            today=today,
            rounded_to=rounded_to,
            columns=columns,
            axes=axes,
            values=values,
            engine=engine,
            repeated=_keep_first(engine),
        )
    except duckdb.OutOfMemoryException:
        raise Fault("F114", file=reading.sheet.file, figures=len(values)) from None
    finally:
        engine.close()


def count_of(text: str) -> int | None:
    """The figure that ``text`` writes, if it is a whole number of digits only."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def period_of(text: str) -> Period | None:
    """The period that ``text`` writes, if it is one."""
    try:
        period = Period.parse(text)
    except Fault:
        return None
    return period if period.year else None


def _column(cells: pa.Table, name: str) -> Column:
    column = cells[name]
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column.cast(pa.string()))
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], column.type)
    texts = whole.dictionary.cast(pa.string()).to_pylist()
    empty = [text is None or not text.strip() for text in texts]
    indices = whole.indices.cast(pa.int32())
    if any(empty):
        indices = pc.take(pa.array([None if e else n for n, e in enumerate(empty)], pa.int32()), indices)
    return Column(tuple("" if text is None else text for text in texts), indices)


def _axes(table: Table, columns: Mapping[str, Column]) -> dict[str, Axis]:
    """The axes of the key; what multiplies is only what is valid, so the key always fits 64 bits."""
    axes: dict[str, Axis] = {}
    stride = 1
    for dimension in table.dimensions:
        texts = set(columns[dimension.id].values)
        roles = [[code for code in role if code in texts] for role in _roles(dimension.codelist)]
        bounds = tuple(accumulate(len(role) for role in roles))[:3]
        axes[dimension.id] = Axis(dimension.id, tuple(chain(*roles)), stride, (bounds[0], bounds[1], bounds[2]))
        stride *= max(sum(map(len, roles)), 1)
    axes[TIME] = Axis(TIME, tuple(text for text in columns[TIME].values if period_of(text)), stride)
    return axes


def _roles(codelist: Codelist) -> tuple[list[str], list[str], list[str], list[str]]:
    """The codes of a list by role: total, its parts, subtotals, all else."""
    total = [codelist.total] if codelist.total else []
    parts = codelist.sums[codelist.total] if codelist.total else codelist.partition
    subtotals = [code for code in codelist.sums if code not in total]
    inside = [code.id for code in codelist.codes if code.id in parts]
    beside = [code.id for code in codelist.codes if code.id not in {*total, *parts, *subtotals}]
    return total, inside, subtotals, beside


def _numbers(columns: Mapping[str, Column], axes: Mapping[str, Axis], values: pa.Array) -> pa.Table:
    one = pa.repeat(pa.scalar(1, pa.int32()), len(values))
    broken = columns["OBS_STATUS"]
    key: pa.Array | None = None
    for axis in axes.values():
        column = columns[axis.id]
        meaning = [axis.position[text] * axis.stride if text in axis.position else None for text in column.values]
        part = column.translated(meaning, pa.int64())
        key = part if key is None else pc.add(key, part)
    return pa.table(
        {
            "i": pc.subtract(pc.cumulative_sum(one), pa.scalar(1, pa.int32())),
            "key": key,
            "v": values,
            "void": pc.and_(pc.is_null(values), pc.is_valid(columns[MEASURE].indices)),
            "broken": broken.where(["B" in text for text in broken.values]),
        }
    )


def _keep_first(engine: duckdb.DuckDBPyConnection) -> int:
    """Make ``cell`` of ``reading`` and ``twice`` of the keys met again; how many those are."""
    engine.execute(
        "CREATE TEMP TABLE twice AS SELECT key, min(i) AS i FROM reading WHERE key IS NOT NULL "
        "GROUP BY key HAVING count(*) > 1"
    )
    repeated = int(engine.execute("SELECT count(*) FROM twice").fetchall()[0][0])
    once = "" if not repeated else "AND (key NOT IN (SELECT key FROM twice) OR i IN (SELECT i FROM twice))"
    engine.execute(f"CREATE TEMP TABLE cell AS SELECT * FROM reading WHERE key IS NOT NULL {once}")  # noqa: S608
    return repeated
