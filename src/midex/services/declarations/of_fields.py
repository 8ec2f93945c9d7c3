"""What can be wrong with an event's fields, and with the codelists that counted ones name.

A counted field is typed by an Enum, which then is its list, or is text with the codes of a list of the registry.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

from midex.kernel.codelist import Codelist
from midex.kernel.field import Closed, Entry, Storage, entry_of
from midex.kernel.procedure import Procedure
from midex.services.declarations.finding import Finding

LONGEST_RETENTION = 100  # years


@dataclass(frozen=True, kw_only=True)
class DeclaredField:
    """One field of an event, or of a record inside one; ``entry`` is None where it has none."""

    procedure: str
    event: str
    name: str
    type: Any
    entry: Entry | None

    @property
    def path(self) -> str:
        """Its exact name: ``registration.Registered.birth``."""
        return f"{self.procedure}.{self.event}.{self.name}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its Enum; none where it is typed otherwise."""
        kinds = [kind for kind in _parts(self.type) if isinstance(kind, type) and issubclass(kind, Enum)]
        return tuple(str(member.value) for kind in kinds for member in kind)

    @property
    def enum(self) -> str:
        """The name of its Enum."""
        return next((k.__name__ for k in _parts(self.type) if isinstance(k, type) and issubclass(k, Enum)), "")


def declared_fields(procedures: Mapping[str, Procedure[Any]]) -> Iterator[DeclaredField]:
    """Every field of every event that a step records, and every key of a record inside a sealed one."""
    for procedure in procedures.values():
        for kind in dict.fromkeys(step.records for step in procedure.steps):
            if is_dataclass(kind):
                yield from _of_kind(procedure.id, kind.__name__, kind)


def _of_kind(procedure: str, event: str, kind: Any, prefix: str = "") -> Iterator[DeclaredField]:
    hints = typing.get_type_hints(kind)
    for field in fields(kind):
        entry, hint = entry_of(field.metadata), hints[field.name]
        yield DeclaredField(procedure=procedure, event=event, name=prefix + field.name, type=hint, entry=entry)
        for part in _parts(hint):
            if is_dataclass(part) and part is not Closed and part.__module__.startswith("midex.procedures."):
                yield from _of_kind(procedure, event, part, f"{prefix}{field.name}.")


def of_fields(procedures: Mapping[str, Procedure[Any]], codelists: Mapping[str, Codelist]) -> Iterator[Finding]:
    """Every fault of every field."""
    known: dict[str, str] = {}
    for field in declared_fields(procedures):
        where = f"procedures.{field.procedure}.{field.event}"
        if field.entry is None:
            yield Finding.of("C201", where, field=field.path)
            continue
        yield from _of_entry(field, field.entry, where)
        if field.entry.storage is Storage.COUNTED:
            yield from _of_codelist(field, field.entry, codelists, known, where)


def _of_entry(field: DeclaredField, entry: Entry, where: str) -> Iterator[Finding]:
    handling = entry.handling
    stays_closed = Closed in _parts(field.type)
    inside = "." in field.name  # sealed with the record it stands in
    if entry.storage is Storage.SEALED and not stays_closed and not inside:
        yield Finding.of("C206", where, field=field.path)
    if entry.storage is not Storage.SEALED and stays_closed:
        yield Finding.of("C207", where, field=field.path)
    if not handling.readers:
        yield Finding.of("C208", where, field=field.path)
    if not entry.harm:
        yield Finding.of("C209", where, field=field.path)
    if not (handling.basis.act and handling.basis.article):
        yield Finding.of("C210", where, field=field.path)
    if not 1 <= handling.retention.years <= LONGEST_RETENTION:
        yield Finding.of("C211", where, field=field.path, years=handling.retention.years)


def _of_codelist(
    field: DeclaredField, entry: Entry, codelists: Mapping[str, Codelist], known: dict[str, str], where: str
) -> Iterator[Finding]:
    if not entry.codelist:
        yield Finding.of("C202", where, field=field.path)
        return
    stands_for = known.setdefault(entry.codelist, field.enum)
    if stands_for != field.enum:
        one, other = stands_for or "a list of the registry", field.enum or "a list of the registry"
        yield Finding.of("C205", where, codelist=entry.codelist, one=one, other=other)
    listed = codelists.get(entry.codelist)
    if listed is None and not field.codes:
        yield Finding.of("C203", where, codelist=entry.codelist, field=field.path)
    unknown = [code for code in field.codes if listed is not None and code not in listed]
    if unknown:
        yield Finding.of("C204", where, field=field.path, codes=", ".join(unknown), codelist=entry.codelist)
    for code in field.codes:
        if len(code) > entry.longest:
            yield Finding.of("C212", where, code=code, field=field.path, longest=entry.longest)


def _parts(hint: Any) -> tuple[Any, ...]:
    """The types a hint is made of: those of a union, and what several of them hold."""
    inner = typing.get_args(hint)
    return tuple(part for kind in inner for part in _parts(kind)) if inner else (hint,)
