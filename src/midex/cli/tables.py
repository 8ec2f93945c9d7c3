"""`midex tables`, `midex table ID`, `midex layouts`: what the registry knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import click
from rich.console import Console
from rich.table import Table as Grid

from midex.formats.declaration import read_yaml
from midex.kernel.indicator import ATTRIBUTES, MEASURE, TIME, Table
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE, registry


@click.command()
def tables() -> None:
    """List the statistical tables of the registry."""
    grid = Grid(box=None, pad_edge=False)
    for heading in ("ID", "FREQ", "UNIT", "TITLE"):
        grid.add_column(heading, overflow="fold")
    for table in sorted(registry().tables.values(), key=lambda t: (t.import_only, t.id)):
        suffix = " (import only)" if table.import_only else ""
        grid.add_row(table.id, "/".join(f.value for f in table.frequencies), table.unit, table.title + suffix)
    Console(highlight=False).print(grid)


@click.command()
@click.argument("table_id", metavar="ID")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def table(table_id: str, form: str) -> None:
    """Show one table: what it counts, its columns and codes, deadlines and protection."""
    described = describe(registry().table(table_id))
    if form == "json":
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return
    for name, value in described.items():
        if name == "dimensions":
            continue
        click.echo(f"{name.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}")
    for dimension in described["dimensions"]:
        codes = dimension["codes"]
        shown = ", ".join(code["id"] for code in codes[:12])
        more = f" … {len(codes)} in all" if len(codes) > 12 else ""
        click.echo(f"\n{dimension['id']} ({dimension['codelist']}, {dimension['name']}): {shown}{more}")
        if not described["import_only"]:
            click.echo(f"  in a submission: {_admitted(codes)}")
    click.echo(f"\n{KOSOVO_FOOTNOTE}")


def _admitted(codes: Sequence[Mapping[str, Any]]) -> str:
    """Which codes a submission may use, in the shorter of two ways."""
    taken = [code["id"] for code in codes if code["submission"]]
    left = [code["id"] for code in codes if not code["submission"]]
    if not left:
        return "each of them"
    return ", ".join(taken) if len(taken) <= len(left) else f"all but {', '.join(left)}"


def describe(table: Table) -> dict[str, Any]:
    """A table as plain values, for JSON and for the terminal."""
    return {
        "id": table.id,
        "title": table.title,
        "definition": table.definition,
        "legal_basis": table.legal_basis,
        "unit": table.unit,
        "stock_flow": table.stock_flow.value,
        "frequencies": [f.value for f in table.frequencies],
        "deadline_statistical": _days(table.deadline_statistical),
        "deadline_operational": _days(table.deadline_operational),
        "rounding": table.rounding,
        "protection_profile": table.profile.value,
        "published_crossings": [" x ".join(sorted(cube)) for cube in table.hypercubes],
        "coverage": table.coverage,
        "source": table.source,
        "notes": list(table.notes),
        "import_only": table.import_only,
        "columns": [*(d.id for d in table.dimensions), TIME, MEASURE, *ATTRIBUTES],
        "dimensions": [
            {
                "id": d.id,
                "name": d.name,
                "codelist": d.codelist.id,
                "codes": [
                    {"id": c.id, "name": c.name, "kind": c.kind.value, "submission": d.admits(c.id)}
                    for c in d.codelist.codes
                ],
            }
            for d in table.dimensions
        ],
    }


def _days(deadline: Any) -> str:
    if deadline is None:
        return "none"
    return f"{deadline.months} months" if deadline.months else f"{deadline.days} days"


@click.command()
def layouts() -> None:
    """List the layouts of files that `midex read` recognises."""
    for file in sorted(files("midex.statistics.layouts").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            layout = read_yaml(file.read_text("utf-8"))
            click.echo(f"{layout['name']:34} {layout['title']}")
