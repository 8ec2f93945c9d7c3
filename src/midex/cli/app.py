"""The `midex` command: one file per verb, imported when that verb is called, so that each starts quickly."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module
from keyword import iskeyword

import click

from midex import __version__
from midex.kernel.fault import Fault

UNFORESEEN = 70
"""Exit code where the program itself is wrong, as sysexits.h has it."""

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
    "vault": "vault",
    "journal": "journal",
    "inspect": "inspect",
    "rebuild": "rebuild",
    "check": "check",
    "explain": "explain",
    "letter": "letter",
    "simulate": "simulate",
    "find": "find",
    "import": "import_people",
    "import-template": "import_people",
    "queues": "queues",
    "remind": "remind",
    "bridge": "bridge",
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
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(module, f"{name}_" if iskeyword(name) else name)
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="midex")
def app() -> None:
    """MIDEX, the protection-first migration data exchange."""


def run(wiring: object) -> int:
    """Run the command line; whatever goes wrong becomes one sentence, and a traceback only where it is asked for."""
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
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as wrong:  # noqa: BLE001 - the last one to answer; it is told, not swallowed
        return _told(wrong)


def _told(wrong: Exception) -> int:
    """Say what went wrong, and choose the exit code: 2 for what a person can put right, 70 for what is our fault."""
    if os.environ.get("MIDEX_DEBUG"):
        traceback.print_exception(wrong)
    fault = _fault_of(wrong)
    click.echo(f"{fault.code}: {fault.message}", err=True)
    return UNFORESEEN if fault.code == "F901" else 2


def _fault_of(wrong: Exception) -> Fault:
    if isinstance(wrong, Fault):
        return wrong
    if isinstance(wrong, OSError) and wrong.strerror:
        return Fault("F218", place=str(wrong.filename or "a file or address"), reason=wrong.strerror)
    # its text may quote a file's content; the name of its class cannot
    return Fault("F901", kind=type(wrong).__name__)
