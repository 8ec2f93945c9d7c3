"""Prepares a case at a case node, in its own process: `python -m tests.cli.prepare_case HOME PASSWORD SECRET JSON`.

Prints the case's name. The JSON says who is registered in it; nobody, where it is empty.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from midex.kernel.role import Role
from midex.node.case_wiring import ports
from midex.services.actor import Actor
from midex.services.casework.take_step import StepTaken, TakeStep, take_step
from midex.services.home import read_home

OFFICERS = ("officer", "second", "third")
ACCOUNTS = (
    *(Actor(identity=one, name="", role=Role.REGISTRATION_OFFICER, office="north") for one in OFFICERS),
    Actor(identity="caseworker", name="", role=Role.CASEWORKER, office="north"),
    Actor(identity="other", name="", role=Role.REGISTRATION_OFFICER, office="south"),
    Actor(identity="keeper", name="", role=Role.ADMINISTRATOR),
)


def prepare(home: Path, password: str, secret: str, registered: Mapping[str, Any]) -> str:
    """The name of a case of the office north, opened by its officer."""
    node = ports(read_home(home))
    for actor in ACCOUNTS:
        node.accounts.add(actor, password)
        node.accounts.enrol_totp(actor.identity, secret)
    steps = {"open": {"language": "fa", "on": "2026-03-02"}, **({"register": registered} if registered else {})}
    case = name = ""
    for step, fields in steps.items():
        wanted = TakeStep(procedure="registration", step=step, fields=fields, key=f"attempt-{step}", case=case)
        answer = take_step(wanted, ACCOUNTS[0], node)
        assert isinstance(answer, StepTaken), answer
        case, name = answer.case, answer.name
    return name


if __name__ == "__main__":
    sys.stdout.write(prepare(Path(sys.argv[1]), sys.argv[2], sys.argv[3], json.loads(sys.argv[4])))
