"""How a kind of real file is laid out: a declaration per file, recognised by header and content, never by file name.

It refuses to compute: a layout only says which column, which text and which table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from midex.formats.declaration import read_yaml
from midex.kernel.fault import Fault

_HERE = files("midex.statistics.layouts")


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a column of the table comes from.

    ``header`` is the file's own heading; ``texts`` says what its texts mean, before any codelist is asked;
    ``missing`` gives a text that stands for no value its OBS_STATUS; ``countries`` names the code system of country
    codes; ``comments`` adds a comment to the observations of a code.
    """

    header: str
    texts: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    thousands: str = ""
    countries: str = "iso"
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What a file must show: headings it has, headings it has not, patterns that all texts of a column match."""

    header: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One layout.

    The table is the first of ``tables`` whose condition holds; or the one that ``named_in`` (heading, pattern) names;
    or, with neither, the registry's table whose columns the header shows. ``values`` are the columns of figures where
    there are several, each with the codes it stands for. ``merge`` allows rows on one key to be added up;
    ``maps_retired`` lets codes no longer used be read as those that took their place;
    ``rounded_to`` is what the publisher rounds its figures to.
    """

    name: str
    title: str
    condition: Condition
    tables: Mapping[str, Condition] = field(default_factory=dict)
    named_in: tuple[str, str] | None = None
    columns: Mapping[str, Source] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    merge: bool = False
    maps_retired: bool = False
    rounded_to: int | None = None

    @property
    def said(self) -> frozenset[str]:
        """Every comment that reading by this layout may add to a figure."""
        return frozenset(comment for source in self.columns.values() for comment in source.comments.values())


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout of this installation; the more a layout asks of a header, the earlier it is tried."""
    raw = [read_yaml(file.read_text("utf-8")) for file in _HERE.iterdir() if file.name.endswith(".yaml")]
    return tuple(sorted(map(layout_of, raw), key=lambda layout: (-len(layout.condition.header), layout.name)))


def layout_named(name: str) -> Layout:
    """The layout of that name; else fault F105."""
    for layout in layouts():
        if layout.name == name:
            return layout
    raise Fault("F105", layout=name)


def layout_of(raw: Mapping[str, Any]) -> Layout:
    """Build a layout from its declaration; an unknown key is a TypeError at start-up."""
    tables = raw.get("tables", {})
    if "declares" in raw:
        tables = {raw["declares"]["id"]: {}}
    named_in = raw.get("named_in")
    return Layout(
        name=raw["name"],
        title=raw["title"],
        condition=_condition(raw),
        tables={table: _condition(condition or {}) for table, condition in tables.items()},
        named_in=(named_in["header"], named_in["pattern"]) if named_in else None,
        columns={
            column: Source(header=source) if isinstance(source, str) else Source(**source)
            for column, source in raw.get("columns", {}).items()
        },
        constants=raw.get("constants", {}),
        values=raw.get("values", {}),
        ignored=tuple(raw.get("ignored", ())),
        merge=raw.get("merge", False),
        maps_retired=raw.get("maps_retired", False),
        rounded_to=raw.get("rounded_to"),
    )


def _condition(raw: Mapping[str, Any]) -> Condition:
    return Condition(
        header=tuple(raw.get("header", ())),
        without=tuple(raw.get("without", ())),
        where=raw.get("where", {}),
    )
