"""The `midex` command: one file per verb, imported when that verb is called, so that each starts quickly."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from midex import __version__
from midex.kernel.fault import Fault

VERBS = {
    "tables": "tables",
    "table": "tables",
    "layouts": "tables",
    "template": "template",
    "read": "read",
    "validate": "validate",
    "submit": "submit",
    "init": "init",
    "account": "account",
    "keys": "keys",
    "serve": "serve",
    "release": "release",
    "load-published": "load_published",
    "demo": "demo",
    "demo-step": "demo_step",
}
"""Each verb and the module of this folder it lives in; the function has the verb's name."""


class Verbs(click.Group):
    """The group of all verbs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """The verbs in the order of a day's work."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """One verb, imported now."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f"midex.cli.{VERBS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
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
