"""`midex bridge`: take over records of another system, hand a case over in its form, and the form for the field."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from midex.cli.home import Said, Wiring, acting, as_account, at_home, refuse
from midex.cli.new_file import not_there, write_new
from midex.formats.bridges.bounded import MOST_BYTES
from midex.formats.bridges.mapping import Format
from midex.formats.canonical_json import canonical_json
from midex.kernel.fault import Fault
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.procedures.registration.events import Language
from midex.procedures.registration.procedure import OPEN
from midex.services.casework.bridge_report import imported_json, whole_of
from midex.services.casework.export_record import WRITE, ExportRecord, export_record
from midex.services.casework.field_form import field_form
from midex.services.casework.import_records import (
    MEANS,
    STOPS,
    Imported,
    ImportRecords,
    Line,
    import_records,
    look_over,
)
from midex.services.casework.imported_steps import Told
from midex.services.casework.told_apart import together, told_apart_in
from midex.services.home import Home, HomeKind


@click.group()
def bridge() -> None:
    """Records of Primero, proGres and KoboToolbox."""


@bridge.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice([one.value for one in Format]), required=True)
@at_home(HomeKind.CASE)
@as_account
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and keep nothing.")
@click.option(
    "--told-in",
    "language",
    type=click.Choice([one.value for one in Language]),
    help="The language in which the people were told what is recorded and why, where the file does not say it.",
)
@click.option("--told-on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day on which they were told.")
@click.option("--interpreter", is_flag=True, help="An interpreter was there.")
@click.option(
    "--somebody-else",
    "others",
    metavar="N[=CASE,CASE…]",
    multiple=True,
    help="Number of a record that stopped, and the cases that you compared: it is nobody of those.",
)
@click.option(
    "--adult",
    "adults",
    type=click.IntRange(min=1),
    multiple=True,
    help="Number of a record that does not say with whom the person came, and who is an adult: you asked, or saw it.",
)
@click.option("--json", "as_json", is_flag=True, help="The whole report, record by record.")
def import_(
    wiring: Wiring,
    home: Home,
    said: Said,
    file: Path,
    format_: str,
    language: str | None,
    on: datetime | None,
    **how: Any,
) -> None:
    """Register the people of FILE; who may be registered already stops, with their family. Ends with 1 where any does.

    Says which fields were taken, not understood, not converted or left out, by their names; never what stood in them.
    """
    others = together(map(_told_apart, how["others"]))
    node = wiring.case(home)
    actor = acting(wiring, home, said, *OPEN.by)
    if file.stat().st_size > MOST_BYTES:
        raise Fault("F340", format=format_, reason=f"it is larger than {MOST_BYTES >> 20} MB")
    told = Told(language=language or "", interpreter=how["interpreter"], on=f"{on:%Y-%m-%d}" if on else "")
    wanted = ImportRecords(
        format=Format(format_),
        content=file.read_bytes(),
        told=told,
        others=others,
        adults=frozenset(how["adults"]),
    )
    answer = (look_over if how["dry_run"] else import_records)(wanted, actor, node)
    if isinstance(answer, Refused):
        refuse(answer)
    if how["as_json"]:
        click.echo(_indented(imported_json(answer)))
    else:
        _tell(answer)
    if answer.count(*STOPS):
        raise click.exceptions.Exit(1)


def _told_apart(text: str) -> tuple[int, frozenset[str]]:
    told = told_apart_in(text)
    if told is None:
        raise click.BadParameter("write it as 3=2026-0000001,2026-0000002", param_hint="--somebody-else")
    return told


def _tell(answer: Imported) -> None:
    for line in answer.lines:
        case = f" {line.name}" if line.name else ""
        click.echo(f"record {line.number}: {MEANS[line.outcome]}{case}")
        for text in _reasons(line):
            click.echo(f"    {text}")
    whole = whole_of(answer)
    for title, found in (("taken", whole.taken), ("not converted", whole.unconverted), ("left out", whole.left_out)):
        if found:
            click.echo(f"{title}:")
        for (theirs, other), count in found.items():
            click.echo(f"    {theirs}: {other} ({count})")
    if whole.unknown:
        click.echo("not understood:")
    for theirs, count in whole.unknown.items():
        click.echo(f"    {theirs} ({count})")


def _reasons(line: Line) -> list[str]:
    found = [f"case {one.row.name}: {', '.join(map(str, one.agrees))}" for one in line.found]
    return [
        *(f"{name}: {why}" for name, why in line.wrong.items()),
        *found,
        *(f"{name}: {why}" for name, why in line.added.items()),
    ]


@bridge.command()
@click.argument("case")
@click.option("--format", "format_", type=click.Choice([one.value for one in WRITE]), required=True)
@at_home(HomeKind.CASE)
@as_account
@click.option("--purpose", required=True, help="What it is handed over for; decides which fields go.")
@click.option("--to", required=True, metavar="INSTITUTION", help="Such as rs/guardianship-authority.")
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="A JSON file, or a folder for it.")
def export(wiring: Wiring, home: Home, said: Said, case: str, format_: str, out: Path, **wanted: str) -> None:
    """Hand CASE over to an institution, in the form of another system.

    That it goes is in the journal first, and the entry's number in the file. Prints which fields went, and which stayed
    and why; the file says nothing of those. The file is a new one, and only its owner can read it.
    """
    not_there(out)
    node = wiring.case(home)
    actor = acting(wiring, home, said, *MAY[Action.HAND_OVER])
    answer = export_record(ExportRecord(case=case, format=Format(format_), **wanted), actor, node)
    if isinstance(answer, Refused):
        refuse(answer)
    file = out / f"hand-over-{answer.cases[0].entry}.json" if out.is_dir() else out
    write_new(file, canonical_json(dict(answer.value)))
    for one in answer.cases:
        click.echo(f"{one.case}: journal entry {one.entry}")
        click.echo(f"    went: {', '.join(one.went)}")
        for name, why in one.stayed.items():
            click.echo(f"    stayed: {name}: {why}")


@bridge.command()
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="An .xlsx file.")
def xlsform(out: Path) -> None:
    """Write the registration form as an XLSForm for KoboToolbox or ODK. It holds nobody's data and needs no home."""
    out.write_bytes(field_form())
    click.echo(f"{out}: {out.stat().st_size} bytes")


def _indented(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
