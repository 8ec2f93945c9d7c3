"""`midex letter`: a letter to the person of a case as PDF; that it was written is in the journal first."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from midex.cli.home import Said, Wiring, acting, as_account, at_home, refuse
from midex.cli.new_file import not_there, write_new
from midex.formats.letters.letter import Kind
from midex.formats.letters.wording import LANGUAGES
from midex.kernel.verdict import Refused
from midex.policy.actions import MAY, Action
from midex.services.casework.write_letter import WriteLetter, write_letter
from midex.services.home import Home, HomeKind


@click.command()
@click.argument("case")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@at_home(HomeKind.CASE)
@as_account
@click.option("--language", type=click.Choice(LANGUAGES), help="Else the one the person was informed in.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d %H:%M"]), help="Day and time of an appointment or its reminder.")
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="A PDF file, or a folder for it.")
def letter(
    wiring: Wiring, home: Home, case: str, kind: str, said: Said, language: str | None, at: datetime | None, out: Path
) -> None:
    """Write the letter KIND to the person of CASE. Only the owner of the file can read it; give it to the person, and
    keep no copy of it beside the case.
    """
    not_there(out)
    node = wiring.case(home)
    actor = acting(wiring, home, said, *MAY[Action.WRITE_LETTER])
    wanted = WriteLetter(case=case, kind=Kind(kind), language=language or "", at=at)
    written = write_letter(wanted, actor, node)
    if isinstance(written, Refused):
        refuse(written)
    file = out / written.file if out.is_dir() else out
    write_new(file, written.pdf)
    click.echo(f"{file}: {kind}, {written.language}, {len(written.pdf)} bytes")
