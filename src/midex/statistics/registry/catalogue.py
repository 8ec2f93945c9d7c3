"""The registry of tables and codelists, read once from the data files beside this module.

Codes live here and nowhere else; import-only tables are declared by the layout that reads them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from midex.formats.declaration import read_yaml
from midex.kernel.codelist import Code, CodeKind, Codelist
from midex.kernel.fault import Fault
from midex.kernel.indicator import Dimension, Profile, StockFlow, Table
from midex.kernel.period import Deadline, Frequency

PARTICIPANTS = ("AL", "BA", "XK", "ME", "MK", "RS")
"""The six, in the order the mission names them."""

KOSOVO_FOOTNOTE = (
    "* This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 and the "
    "ICJ Opinion on the Kosovo declaration of independence."
)

_HERE = files("midex.statistics.registry")
_LAYOUTS = files("midex.statistics.layouts")


@dataclass(frozen=True)
class Registry:
    """Every table and codelist, under its id."""

    tables: Mapping[str, Table]
    codelists: Mapping[str, Codelist]

    def table(self, table_id: str) -> Table:
        """The table of that id, any case; else fault F106."""
        try:
            return self.tables[table_id.upper()]
        except KeyError:
            raise Fault("F106", table=table_id) from None


@cache
def registry() -> Registry:
    """The registry of this installation."""
    codelists = {}
    for file in sorted((_HERE / "codelists").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            codelist = codelist_of(read_yaml(file.read_text("utf-8")))
            codelists[codelist.id] = codelist
    declared = [
        read_yaml(file.read_text("utf-8"))
        for file in sorted((_HERE / "tables").iterdir(), key=lambda f: f.name)
        if file.name.endswith(".yaml")
    ]
    for file in sorted(_LAYOUTS.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            layout = read_yaml(file.read_text("utf-8"))
            for extra in layout.get("codelists", ()):
                codelists[extra["id"]] = codelist_of(extra)
            if "declares" in layout:
                declared.append({**layout["declares"], "import_only": True})
    tables = {raw["id"]: table_of(raw, codelists) for raw in declared}
    return Registry(tables, codelists)


@cache
def countries() -> tuple[Code, ...]:
    """ISO 3166-1 with Eurostat's codes, and Kosovo* with its footnote."""
    rows = csv.DictReader((_HERE / "countries.csv").read_text("utf-8").splitlines())
    return tuple(
        Code(
            id=row["code"],
            name=row["name"],
            kind=CodeKind(row["kind"]),
            note=row["note"],
            iso2=row["iso2"],
            iso3=row["iso3"],
        )
        for row in rows
    )


def codelist_of(raw: Mapping[str, Any]) -> Codelist:
    """Build a codelist from its data file. ``countries`` appends all countries, ``pairs`` the border sections."""
    codes = [
        Code(
            id=code_id,
            name=fields["name"],
            kind=CodeKind(fields.get("kind", "base")),
            parts=tuple(fields.get("parts", ())),
            note=fields.get("note", ""),
        )
        for code_id, fields in raw["codes"].items()
    ]
    if raw.get("countries"):
        codes += countries()
    codes += [section for pair in raw.get("pairs", ()) for section in _sections(*pair)]
    return Codelist(
        id=raw["id"],
        name=raw["name"],
        codes=tuple(codes),
        retired=raw.get("retired", {}),
        source=raw.get("source", ""),
    )


def _sections(one: str, other: str) -> list[Code]:
    names = {code.id: code.name for code in countries()}
    line = "crossing point/line" if {one, other} == {"RS", "XK"} else "border"
    words = {"IN": "inwards", "OUT": "outwards"}
    return [
        Code(
            id=f"{owner}_{one}-{other}_{direction}",
            name=f"{names[one]} - {names[other]} {line}, reported by {names[owner]}, {words[direction]}",
        )
        for owner in (one, other)
        if owner in PARTICIPANTS
        for direction in ("IN", "OUT")
    ]


def table_of(raw: Mapping[str, Any], codelists: Mapping[str, Codelist]) -> Table:
    """Build a table from its data file; a codelist that does not exist is a KeyError at start-up."""
    return Table(
        id=raw["id"],
        title=raw["title"],
        definition=raw["definition"],
        legal_basis=raw.get("legal_basis", ""),
        unit=raw["unit"],
        stock_flow=StockFlow(raw["stock_flow"]),
        frequencies=tuple(Frequency(f) for f in raw["frequencies"]),
        dimensions=tuple(_dimension(d, codelists[c], raw) for d, c in raw["dimensions"].items()),
        deadline_statistical=_deadline(raw.get("deadline_statistical")),
        deadline_operational=_deadline(raw.get("deadline_operational")),
        profile=Profile(raw["profile"]),
        hypercubes=tuple(frozenset(cube) for cube in raw.get("hypercubes", ())),
        rounding=raw.get("rounding", 1),
        own_citizens_excluded=raw.get("own_citizens_excluded", False),
        import_only=raw.get("import_only", False),
        coverage=raw.get("coverage", ""),
        source=raw.get("source", ""),
        notes=tuple(raw.get("notes", ())),
    )


def _deadline(raw: Mapping[str, int] | None) -> Deadline | None:
    return Deadline(**raw) if raw else None


def _dimension(dimension_id: str, codelist: Codelist, raw: Mapping[str, Any]) -> Dimension:
    """A dimension with what a submission to this table may use of its list."""
    if raw.get("import_only"):
        allowed: frozenset[str] = frozenset()
    elif dimension_id == "GEO":
        allowed = frozenset(PARTICIPANTS)
    elif dimension_id == "UNIT":
        allowed = frozenset({raw["unit"]})
    elif dimension_id == "FREQ":
        allowed = frozenset(raw["frequencies"])
    else:
        allowed = frozenset(
            code.id
            for code in codelist.codes
            if code.kind not in (CodeKind.AGGREGATE, CodeKind.HISTORICAL) and code.id != "OTH"
        ) | (frozenset({"OTH"}) if dimension_id != "CITIZEN" and "OTH" in codelist else frozenset())
    return Dimension(id=dimension_id, name=codelist.name, codelist=codelist, allowed=allowed)
