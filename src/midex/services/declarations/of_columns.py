"""What can be wrong with the columns of a case node's database: one that nobody answered for."""

from __future__ import annotations

from collections.abc import Iterator

from midex.services.declarations.column import About, Column, ColumnRegister
from midex.services.declarations.finding import Finding
from midex.services.declarations.of_fields import LONGEST_RETENTION


def of_columns(register: ColumnRegister) -> Iterator[Finding]:
    """Every fault of every column."""
    for column in register.columns:
        if column.said is None:
            yield _found("C601", column.table, column.name)
        elif not _is_complete(column):
            yield _found("C604", column.table, column.name)
    for table, name in register.without_column:
        yield _found("C602", table, name)
    for table, name in register.not_migrated:
        yield _found("C603", table, name)


def _is_complete(column: Column) -> bool:
    said = column.said
    if not isinstance(said, About):
        return bool(said and said.because)
    basis, kept = said.handling.basis, said.handling.retention
    ends = 1 <= kept.years <= LONGEST_RETENTION if not kept.hours else not kept.years
    return bool(said.harm and basis.act and basis.article and ends)


def _found(id_: str, table: str, column: str) -> Finding:
    return Finding.of(id_, f"columns.{table}", table=table, column=column)
