"""A rule as text of the Validation and Transformation Language 2.1, to be read and reused elsewhere; never run here.

Only rules that a table's structure makes are exported: sums, bounds, own citizens and whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from midex.kernel.indicator import Table
from midex.statistics.validate.checks.sums import dimensions_of
from midex.statistics.validate.finding import Severity
from midex.statistics.validate.rules import DEFAULT, Rule

_LEVEL = {Severity.ERROR: 3, Severity.WARNING: 2, Severity.INFO: 1}
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

MODE = "partial_zero"
"""A part without a row counts as zero. VTL's default, non_null, passes over every group that is not complete."""


def as_vtl(rule: Rule, table: Table) -> str:
    """The rule for a table as VTL over a data set named like the table; empty where there is no such form."""
    forms = {"sums": _sums, "bounds": _bounds, "own_citizens": _own, "values": _values}
    return "\n\n".join(forms[rule.check](rule, table)) if rule.check in forms else ""


def _sums(rule: Rule, table: Table) -> Iterator[str]:
    for dimension in dimensions_of(rule, table.breakdowns):
        codelist = table.dimension[dimension].codelist
        order = [code.id for code in codelist.codes]
        lines = [
            f"{_code(whole)} = {' + '.join(map(_code, sorted(parts, key=order.index)))}"
            for whole, parts in codelist.sums.items()
            if rule.parameters["of"] in ("every", "total" if whole == codelist.total else "subtotal")
        ]
        yield from _hierarchy(rule, table, dimension, lines)


def _bounds(rule: Rule, table: Table) -> Iterator[str]:
    for dimension in table.breakdowns:
        codelist = table.dimension[dimension].codelist
        beside = [code for code in codelist.sums if code != codelist.total]
        lines = [f"{_code(codelist.total)} >= {_code(code)}" for code in beside] if codelist.total else []
        yield from _hierarchy(rule, table, dimension, lines)


def _hierarchy(rule: Rule, table: Table, dimension: str, lines: list[str]) -> Iterator[str]:
    if not lines:
        return
    name = f"{_name(rule)}_{dimension}"
    body = ";\n".join(f"  {line} {_error(rule)}" for line in lines)
    yield (
        f"define hierarchical ruleset {name} (variable rule {dimension}) is\n{body}\nend hierarchical ruleset;\n"
        f"{name}_found := check_hierarchy({table.id}, {name} rule {dimension} {MODE} invalid);"
    )


def _own(rule: Rule, table: Table) -> Iterator[str]:
    if table.own_citizens_excluded:
        yield _datapoint(rule, table, "CITIZEN, GEO, OBS_VALUE", "when CITIZEN = GEO then OBS_VALUE = 0")


def _values(rule: Rule, table: Table) -> Iterator[str]:
    largest = rule.parameters["largest"]
    yield _datapoint(rule, table, "OBS_VALUE", f"OBS_VALUE >= 0 and OBS_VALUE <= {largest}")


def _datapoint(rule: Rule, table: Table, variables: str, condition: str) -> str:
    name = _name(rule)
    return (
        f"define datapoint ruleset {name} (variable {variables}) is\n  {condition} {_error(rule)}\n"
        f"end datapoint ruleset;\n{name}_found := check_datapoint({table.id}, {name});"
    )


def _error(rule: Rule) -> str:
    return f'errorcode "{rule.id}" errorlevel {_LEVEL[rule.cases[DEFAULT].severity]}'


def _name(rule: Rule) -> str:
    return rule.id.replace("-", "_")


def _code(code: str | None) -> str:
    return code if code and _PLAIN.fullmatch(code) else f"'{code}'"
