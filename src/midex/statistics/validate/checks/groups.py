"""The figures that differ along one dimension only, side by side: a total, its parts and its subtotals.

Laid out once per dimension for all rules that ask about sums. It compares nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from midex.kernel.codelist import Codelist
from midex.kernel.indicator import TIME
from midex.statistics.validate.coded import Axis, Coded

LISTED = 8
"""How many parts of a sum are written out in a message."""

_TALLY = """
    min(i) FILTER ({whole}) AS {name}_i, max(v) FILTER ({whole}) AS {name}_v,
    count(*) FILTER ({part}) AS {name}_n, coalesce(sum(v) FILTER ({part}), 0)::BIGINT AS {name}_sum,
    count(*) FILTER ({part} AND v IS NULL) AS {name}_blank, min(i) FILTER ({part}) AS {name}_first
"""


@dataclass(frozen=True)
class Sum:
    """A total or subtotal with its parts; its figures are the columns that begin with ``name``."""

    name: str
    code: str
    parts: frozenset[str]
    is_total: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """The DuckDB table ``name``: a row per combination of all other dimensions.

    Columns: ``rest`` (the key without this dimension); ``kind`` (equal for rows broken down by the same other
    dimensions in the same period); ``roles`` (0 where all other breakdowns are in total); for each sum ``S``: ``S_i``,
    ``S_v`` (its own row and value), ``S_n``, ``S_sum``, ``S_blank``, ``S_first`` (its parts: how many have a row,
    their sum, how many have no value, the first row); ``void`` (one has what is no value); ``marked``,
    ``parts_marked`` (a break); ``other_i``, ``other_v`` (the largest of the codes that stand beside the sum).
    """

    name: str
    axis: Axis
    codelist: Codelist

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """The total first, then the subtotals."""
        total = self.codelist.total
        listed = sorted(self.codelist.sums.items(), key=lambda entry: entry[0] != total)
        return tuple(Sum(f"s{n}", code, parts, code == total) for n, (code, parts) in enumerate(listed))

    @property
    def total(self) -> Sum | None:
        """The sum over everything, if the list has one."""
        return next((s for s in self.sums if s.is_total), None)

    def stand_ins(self, whole: Sum) -> tuple[Sum, ...]:
        """Subtotals that speak for their parts where none of these has a row."""
        return tuple(s for s in self.sums if s is not whole and s.parts < whole.parts)

    def expected(self, whole: Sum) -> str:
        """SQL: what the parts of ``whole`` add up to."""
        spoken = [f"CASE WHEN {s.name}_n = 0 THEN coalesce({s.name}_v, 0) ELSE 0 END" for s in self.stand_ins(whole)]
        return f"({' + '.join((f'{whole.name}_sum', *spoken))})"

    def blanks(self, whole: Sum) -> str:
        """SQL: how many of the parts of ``whole`` have a row without a value."""
        silent = [
            f"({s.name}_n = 0 AND {s.name}_i IS NOT NULL AND {s.name}_v IS NULL)::INT" for s in self.stand_ins(whole)
        ]
        return f"({' + '.join((f'{whole.name}_blank', *silent))})"

    def covered(self, whole: Sum) -> str:
        """SQL: how many of the parts of ``whole`` have a row, themselves or through a subtotal."""
        spoken = [f"({s.name}_n = 0 AND {s.name}_i IS NOT NULL)::INT * {len(s.parts)}" for s in self.stand_ins(whole)]
        return f"({' + '.join((f'{whole.name}_n', *spoken))})"


def group(coded: Coded, dimension: str) -> Group:
    """The figures side by side along ``dimension``; laid out at the first call."""
    axis = coded.axes[dimension]
    laid = Group(name=f"along_{axis.id}", axis=axis, codelist=coded.table.dimension[dimension].codelist)
    if laid.name not in coded.laid:
        coded.engine.execute(_layout(coded, laid))
        coded.laid.add(laid.name)
    return laid


def _layout(coded: Coded, laid: Group) -> str:
    axis = laid.axis
    columns = [*(_tally(axis, s) for s in laid.sums), _void(coded), _marks(coded, axis), _beside(axis)]
    return f"""
        CREATE TEMP TABLE {laid.name} AS
        SELECT *, {_roles(coded, axis)} AS roles, {_setting(coded)} * {4 ** len(coded.table.breakdowns)} + roles AS kind
        FROM (
            SELECT rest, {", ".join(columns)}
            FROM (SELECT key - p * {axis.stride} AS rest, * FROM (SELECT *, {_number(axis, "key")} AS p FROM cell))
            GROUP BY rest
        )
    """  # noqa: S608


# what no figure of the file has is not looked for in a million groups


def _void(coded: Coded) -> str:
    return "bool_or(void) AS void" if coded.has_void else "false AS void"


def _marks(coded: Coded, axis: Axis) -> str:
    if not coded.has_breaks:
        return "false AS marked, 0 AS parts_marked"
    first, last = axis.bounds[:2]
    return f"""
        coalesce(bool_or(broken) FILTER (p < {first}), false) AS marked,
        count(*) FILTER (p >= {first} AND p < {last} AND broken) AS parts_marked
    """


def _beside(axis: Axis) -> str:
    first = axis.bounds[2]
    if first == len(axis.codes):
        return "NULL::INT AS other_i, NULL::BIGINT AS other_v"
    return f"arg_max(i, v) FILTER (p >= {first}) AS other_i, max(v) FILTER (p >= {first}) AS other_v"


def _tally(axis: Axis, s: Sum) -> str:
    if s.is_total:
        whole, part = f"p < {axis.bounds[0]}", f"p >= {axis.bounds[0]} AND p < {axis.bounds[1]}"
    else:
        whole = f"p = {axis.position.get(s.code, -1)}"
        part = f"p IN ({', '.join(str(axis.position[c]) for c in sorted(s.parts) if c in axis.position) or '-1'})"
    return _TALLY.format(name=s.name, whole=whole, part=part)


def _number(axis: Axis, key: str) -> str:
    return f"({key} // {axis.stride} % {max(len(axis.codes), 1)})"


def _roles(coded: Coded, along: Axis) -> str:
    """A digit to the base of four for every other breakdown: 0 total, 1 part, 2 subtotal, 3 else."""
    digits = []
    for place, dimension in enumerate(coded.table.breakdowns):
        axis = coded.axes[dimension]
        if axis is not along:
            steps = " + ".join(f"({_number(axis, 'rest')} >= {bound})::BIGINT" for bound in axis.bounds)
            digits.append(f"({steps}) * {4**place}")
    return " + ".join(digits) or "0::BIGINT"


def _setting(coded: Coded) -> str:
    """One number for reporter, period, frequency and unit."""
    number, size = "0::BIGINT", 1
    for name in ("FREQ", "UNIT", "GEO", TIME):
        axis = coded.axes[name]
        number += f" + {_number(axis, 'rest')} * {size}"
        size *= max(len(axis.codes), 1)
    return f"({number})"


def members(coded: Coded, laid: Group, rests: Sequence[int]) -> dict[int, dict[str, int | None]]:
    """For each combination its figures along the dimension: code -> value, in the order of roles."""
    axis = laid.axis
    found: dict[int, dict[str, int | None]] = {rest: {} for rest in rests}
    wanted = ", ".join(map(str, found)) or "NULL"
    for rest, number, value in coded.query(
        f"SELECT key - p * {axis.stride} AS rest, p, v FROM (SELECT *, {_number(axis, 'key')} AS p FROM cell) "  # noqa: S608
        f"WHERE rest IN ({wanted}) ORDER BY rest, p"
    ):
        found[rest][axis.codes[number]] = value
    return found


def added(laid: Group, whole: Sum, figures: Mapping[str, int | None]) -> list[tuple[str, int | None]]:
    """The figures that are added up to compare them with ``whole``, each with its code."""
    spoken = {s.code for s in laid.stand_ins(whole) if not s.parts & set(figures)}
    return [(code, value) for code, value in figures.items() if code in whole.parts or code in spoken]


def written_out(parts: Sequence[tuple[str, int | None]]) -> str:
    """A sum written out; of many parts the largest."""
    listed = list(parts)
    if len(listed) > LISTED:
        listed = sorted((part for part in listed if part[1]), key=lambda part: -(part[1] or 0))
    shown = " + ".join(f"{code} {'–' if value is None else value}" for code, value in listed[:LISTED])
    return shown if len(listed) <= LISTED else f"{shown} + {len(listed) - LISTED} more"
