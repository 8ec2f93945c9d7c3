"""A person's released fields as another system has them, and which of them it has no place for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from midex.formats.bridges.convert import Lookups, UnconvertedError, write_value
from midex.formats.bridges.mapping import Format, rows_out
from midex.kernel.text import Message


@dataclass(frozen=True, kw_only=True)
class Written:
    """What goes of one person: the fields by their exact names, the identifier made for it, the journal's entry."""

    identifier: str
    entry: int
    fields: Mapping[str, Any]


def carries(format_: Format, name: str) -> bool:
    """Whether a format has a place for our field of that exact name."""
    return any(name.endswith(f".{row.ours}") for row in rows_out(format_))


def write_fields(format_: Format, person: Written, lookups: Lookups) -> dict[str, Any]:
    """Their fields; a value that has no place is left out, and told by `without_place`."""
    return _write(format_, person.fields, lookups)[0]


def without_place(format_: Format, fields: Mapping[str, Any], lookups: Lookups) -> Mapping[str, Message]:
    """Which of our fields have a value that cannot be said there, and why."""
    return _write(format_, fields, lookups)[1]


def _write(format_: Format, fields: Mapping[str, Any], lookups: Lookups) -> tuple[dict[str, Any], dict[str, Message]]:
    theirs: dict[str, Any] = {}
    stays: dict[str, Message] = {}
    for row in rows_out(format_):
        name = next((one for one in fields if one.endswith(f".{row.ours}") and fields[one]), "")
        if not name:
            continue
        try:
            theirs[row.theirs] = write_value(row.conversion, fields[name], lookups)
        except UnconvertedError as wrong:
            stays[name] = wrong.because
    return theirs, stays
