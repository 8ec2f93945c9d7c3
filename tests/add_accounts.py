"""Makes accounts with second factors in a prepared home, all in one process: `python -m tests.add_accounts HOME`.

Standard input is a JSON list of objects: identity, name, role, office, and a secret for codes or nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from midex.kernel.role import Role
from midex.services.actor import Actor
from midex.services.home import HomeKind, read_home
from tests.processes import PASSWORD, environment

WIRING = {HomeKind.HUB: "midex.hub.wiring", HomeKind.NODE: "midex.node.wiring", HomeKind.CASE: "midex.node.case_wiring"}


def add_accounts(home: Path, people: Iterable[Actor], secrets: Mapping[str, str]) -> None:
    """Give each of ``people`` an account with the tests' password, and their secret where they have one."""
    said = [
        {
            "identity": one.identity,
            "name": one.name,
            "role": one.role.value,
            "office": one.office,
            "secret": secrets.get(one.identity, ""),
        }
        for one in people
    ]
    command = [sys.executable, "-m", "tests.add_accounts", str(home)]
    done = subprocess.run(
        command, input=json.dumps(said), capture_output=True, text=True, timeout=120, check=False, env=environment({})
    )
    assert done.returncode == 0, done.stderr


def main(folder: str) -> None:
    """Make them."""
    home = read_home(Path(folder))
    accounts: Any = import_module(WIRING[home.kind]).ports(home).accounts
    for one in json.load(sys.stdin):
        actor = Actor(identity=one["identity"], name=one["name"], role=Role(one["role"]), office=one["office"])
        accounts.add(actor, PASSWORD)
        if one["secret"]:
            accounts.enrol_totp(actor.identity, one["secret"])


if __name__ == "__main__":
    main(*sys.argv[1:])
