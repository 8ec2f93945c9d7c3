"""`midex read FILE`: a file whose layout is known -> SDMX-CSV 2.0, and a report of every cell not taken as it stood."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from midex.services.read_file import left_out, read_file, write_sdmx_csv
from midex.statistics.reading import Note, NoteKind, Reading

_SHOWN = 12


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--layout", help="Read by this layout (`midex layouts` lists them) instead of the one that fits.")
@click.option("--table", help="The table meant, where the columns fit several.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write; '-' or nothing: stdout."
)
@click.option("--report", type=click.Choice(["text", "json"]), default="text", show_default=True)
def read(file: Path, layout: str | None, table: str | None, output: Path | None, report: str) -> None:
    """Read FILE and write its figures in the registry's columns; the report goes where the figures do not.

    Exit code 0: what could be read was written, and the report says what became of every other cell; its last line
    counts the figures that were left out. 2: nothing was written.
    """
    reading = read_file(file.read_bytes(), file.name, layout, table)
    written = write_sdmx_csv(reading)
    to_stdout = output is None or str(output) == "-"
    if output is None or to_stdout:
        click.echo(written, nl=False)
    else:
        output.write_bytes(written)
    click.echo(_json(reading) if report == "json" else _text(reading), err=to_stdout)


def _json(reading: Reading) -> str:
    return json.dumps(described(reading), ensure_ascii=False, indent=2)


def described(reading: Reading) -> dict[str, Any]:
    """What was read and what became of every cell that was not taken as it stood, as plain values."""
    sheet = reading.sheet
    return {
        "file": sheet.file,
        "layout": reading.layout,
        "table": reading.table.id,
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
        "header_row": sheet.header_row,
        "observations": reading.cells.num_rows - left_out(reading),
        "left_out": left_out(reading),
        "columns": dict(reading.columns),
        "notes": [_note(note) for note in reading.notes],
    }


def _note(note: Note) -> dict[str, Any]:
    place = note.place
    return {
        "kind": note.kind.value,
        "message": str(note.message),
        "details": dict(note.message.details),
        "sheet": place.sheet if place else "",
        "row": place.row if place else None,
        "column": place.column if place else "",
        "count": note.count,
    }


def _text(reading: Reading) -> str:
    facts = described(reading)
    lines = [
        f"{facts['file']}: layout {facts['layout']}, table {facts['table']}, {facts['encoding']}",
        f"{facts['observations']} observations written, {facts['left_out']} left out",
    ]
    for kind in NoteKind:
        notes = [note for note in reading.notes if note.kind is kind]
        if notes:
            lines.append(f"\n{kind.value}: {len(notes)}")
            shown = notes if kind is not NoteKind.MAPPED else list(_first_of_each(notes))
            lines += [f"  {_line(note)}" for note in shown]
            if len(shown) < len(notes):
                lines.append(f"  and {len(notes) - len(shown)} more; --report json lists all")
    if facts["left_out"]:
        lines.append(f'\nNOT WRITTEN: {facts["left_out"]} of {reading.cells.num_rows} figures; see "not read" above')
    return "\n".join(lines)


def _first_of_each(notes: Sequence[Note]) -> Iterator[Note]:
    """The first notes of each kind of sentence, so that a rare one does not drown in the common ones."""
    said: Counter[str] = Counter()
    for note in notes:
        said[note.message.id] += 1
        if said[note.message.id] <= _SHOWN:
            yield note


def _line(note: Note) -> str:
    """One note on one line; what a file has put into it cannot move the cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in _said(note))


def _said(note: Note) -> str:
    if note.place is None:
        return f"{note.message} ({note.count} cells)"
    sheet = f"{note.place.sheet}, " if note.place.sheet else ""
    column = f", column {note.place.column}" if note.place.column else ""
    times = f" and {note.count - 1} more" if note.count > 1 else ""
    return f"{sheet}row {note.place.row}{column}{times}: {note.message}"
