"""The `midex` command: one file per verb, gathered here."""

from __future__ import annotations

import sys

import click

from midex import __version__
from midex.cli.account import account
from midex.cli.demo import demo
from midex.cli.demo_step import demo_step
from midex.cli.init import init
from midex.cli.keys import keys
from midex.cli.load_published import load_published
from midex.cli.read import read
from midex.cli.release import release
from midex.cli.serve import serve
from midex.cli.submit import submit
from midex.cli.tables import layouts, table, tables
from midex.cli.validate import validate
from midex.kernel.fault import Fault

COMMANDS: tuple[click.Command, ...] = (
    tables,
    table,
    layouts,
    read,
    init,
    serve,
    account,
    keys,
    submit,
    release,
    load_published,
    validate,
    demo,
    demo_step,
)


@click.group(
    commands={str(command.name): command for command in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="midex")
def app() -> None:
    """MIDEX, the protection-first migration data exchange."""


def run(wiring: object) -> int:
    """Run the command line; a fault becomes its sentence and exit code 2, never a traceback."""
    try:
        code = app.main(standalone_mode=False, obj=wiring)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return 2
    except click.Abort:
        click.echo("stopped", err=True)
        return 130
    except Fault as fault:
        click.echo(f"{fault.code}: {fault.message}", err=True)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
