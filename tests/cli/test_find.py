"""`midex find` and `midex vault reindex` on a real home: cases and what agrees, never a name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.one_time_code import Phone
from tests.processes import PASSWORD, done, environment, midex

PREPARED = """
import sys
from pathlib import Path
from midex.kernel.role import Role
from midex.node.case_wiring import ports
from midex.services.actor import Actor
from midex.services.casework.take_step import StepTaken, TakeStep, take_step
from midex.services.home import read_home
node, password, secret = ports(read_home(Path(sys.argv[1]))), *sys.argv[2:]
officer = Actor(identity="officer", name="", role=Role.REGISTRATION_OFFICER, office="north")
others = [Actor(identity=one, name="", role=Role.REGISTRATION_OFFICER, office="north") for one in ("second", "third")]
for actor in (officer, *others, Actor(identity="other", name="", role=Role.REGISTRATION_OFFICER, office="south")):
    node.accounts.add(actor, password)
    node.accounts.enrol_totp(actor.identity, secret)
def take(step, fields, key, case=""):
    answer = take_step(TakeStep(procedure="registration", step=step, fields=fields, key=key, case=case), officer, node)
    assert isinstance(answer, StepTaken), answer
    return answer
case = take("open", {"language": "fa", "on": "2026-03-02"}, "attempt-1").case
said = {"given_names": "گلناز", "family_names": "کریمی", "birth": "1991", "sex": "F", "citizenship": "AF"}
print(take("register", {**said, "accompanied": "adult"}, "attempt-2", case).name)
"""
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("find") / "home"
    place = ("--participant", "RS", "--institution", "asylum-office", "--office", "north", "--office", "south")
    done("init", "--home", folder, "--kind", "case-node", *place)
    return folder


@pytest.fixture(scope="module")
def case(home: Path) -> str:
    """A case of the office north with a person registered in it, and accounts there and in the south."""
    command = [sys.executable, "-c", PREPARED, str(home), PASSWORD, SECRET]
    return subprocess.run(command, check=True, timeout=120, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def phones(case: str) -> dict[str, Phone]:
    """The one-time codes of all: whoever asks a third time within half a minute waits for a code."""
    return {name: Phone(SECRET) for name in ("officer", "second", "third", "other")}


def searched(home: Path, text: str, who: str, phones: dict[str, Phone]) -> subprocess.CompletedProcess[str]:
    """Ask for a line by standard input, as somebody."""
    command = [sys.executable, "-m", "midex", "find", "--home", str(home), "--account", who]
    env = environment({"MIDEX_CODE": phones[who].code()})
    return subprocess.run(command, input=f"{text}\n", capture_output=True, text=True, timeout=120, check=False, env=env)


def test_a_person_is_found_before_and_after_the_index_was_made_anew(
    home: Path, case: str, phones: dict[str, Phone]
) -> None:
    said = (home, "Golnaz Karimi 1991", "officer", phones)
    line = f"{case}: a name that is written or sounds alike, the same year of birth"
    assert searched(*said).stdout.strip() == line
    before = (home / "keys" / "blind-index.key").read_text("ascii")
    assert done("vault", "reindex", "--home", home) == "1 cases can be found again"
    assert (home / "keys" / "blind-index.key").read_text("ascii") != before
    assert searched(*said).stdout.strip() == line


def test_another_office_learns_nothing(home: Path, case: str, phones: dict[str, Phone]) -> None:
    for text in ("Golnaz Karimi", case):
        answer = searched(home, text, "other", phones).stdout.strip()
        assert answer == "nobody fits, among those this account may see"


def test_nothing_typed_is_refused(home: Path, phones: dict[str, Phone]) -> None:
    refused = searched(home, " . ", "officer", phones)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("refused: type a name")


def test_a_name_is_not_taken_from_the_command(home: Path) -> None:
    refused = midex("find", "somebody", "--home", home, "--account", "officer")
    assert refused.returncode == 2
    assert "unexpected extra argument" in refused.stderr
