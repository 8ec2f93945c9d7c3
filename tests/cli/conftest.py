"""A case node with one case and some accounts, for commands that act for an account."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.prepare_case import ACCOUNTS
from tests.one_time_code import Phone
from tests.processes import PASSWORD, done

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case node with the offices north and south."""
    folder = tmp_path_factory.mktemp("case") / "home"
    place = ("--participant", "RS", "--institution", "asylum-office", "--office", "north", "--office", "south")
    done("init", "--home", folder, "--kind", "case-node", *place)
    return folder


@pytest.fixture(scope="module")
def case(home: Path, request: pytest.FixtureRequest) -> str:
    """A case of the office north, with whom the module's ``REGISTERED`` says; accounts there and in the south."""
    said = json.dumps(getattr(request.module, "REGISTERED", {}))
    command = [sys.executable, "-m", "tests.cli.prepare_case", str(home), PASSWORD, SECRET, said]
    root = Path(__file__).parents[2]
    ran = subprocess.run(command, check=True, timeout=120, capture_output=True, text=True, cwd=root)
    return ran.stdout.strip()


@pytest.fixture(scope="module")
def phones(case: str) -> dict[str, Phone]:
    """The one-time codes of all: whoever asks a third time within half a minute waits for a code."""
    return {one.identity: Phone(SECRET) for one in ACCOUNTS}
