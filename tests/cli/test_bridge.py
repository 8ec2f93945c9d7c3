"""`midex bridge` on a real home: looked at, kept once, handed over with a report; names of fields, never values."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.formats.bridges.made_up import SECRETS, file_of
from tests.one_time_code import Phone
from tests.processes import PASSWORD, done, midex
from tests.services.casework.test_import_records import ADULT

TOLD = ("--told-in", "fa", "--told-on", "2026-03-02")
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
for actor in (officer, *others, Actor(identity="caseworker", name="", role=Role.CASEWORKER, office="north")):
    node.accounts.add(actor, password)
    node.accounts.enrol_totp(actor.identity, secret)
def take(step, fields, key, case=""):
    answer = take_step(TakeStep(procedure="registration", step=step, fields=fields, key=key, case=case), officer, node)
    assert isinstance(answer, StepTaken), answer
    return answer
case = take("open", {"language": "fa", "on": "2026-03-02"}, "attempt-1").case
said = {"given_names": "Golnaz", "family_names": "Testović", "birth": "1991", "sex": "F", "citizenship": "AF"}
print(take("register", {**said, "accompanied": "adult", "safe_contact": "never"}, "attempt-2", case).name)
"""
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bridge") / "home"
    place = ("--participant", "RS", "--institution", "asylum-office", "--office", "north")
    done("init", "--home", folder, "--kind", "case-node", *place)
    return folder


@pytest.fixture(scope="module")
def case(home: Path) -> str:
    """A person who does not exist, registered in the office north, and accounts there."""
    command = [sys.executable, "-c", PREPARED, str(home), PASSWORD, SECRET]
    return subprocess.run(command, check=True, timeout=120, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def phones(case: str) -> dict[str, Phone]:
    """The one-time codes of all: whoever asks a third time within half a minute waits for a code."""
    return {name: Phone(SECRET) for name in ("officer", "second", "third", "caseworker")}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "cases.json"
    made.write_bytes(file_of({**ADULT, **SECRETS}))
    return made


def imported(
    home: Path, file: Path, phones: dict[str, Phone], *said: str, who: str = "officer"
) -> subprocess.CompletedProcess[str]:
    command = ("bridge", "import", file, "--format", "primero", "--home", home, "--account", who, *said)
    return midex(*command, MIDEX_CODE=phones[who].code())


def test_a_file_is_looked_at_kept_and_known_again(home: Path, file: Path, phones: dict[str, Phone]) -> None:
    dry = imported(home, file, phones, "--dry-run", *TOLD, who="second")
    assert (dry.returncode, dry.stdout.splitlines()[0]) == (0, "record 1: can be registered")
    kept = imported(home, file, phones, *TOLD)
    assert kept.stdout.splitlines()[0].startswith("record 1: is registered 20")
    again = imported(home, file, phones, *TOLD, "--json")
    report = json.loads(again.stdout)
    assert [one["outcome"] for one in report["records"]] == ["kept-before"]
    for ended in (dry, kept, again):
        assert "favourite_colour" in ended.stdout
        assert not any(word in ended.stdout + ended.stderr for word in ("canary", "Farhad", "Samplepur"))


def test_a_record_that_stops_ends_with_one(home: Path, file: Path, phones: dict[str, Phone]) -> None:
    ended = imported(home, file, phones, "--dry-run", who="third")
    assert ended.returncode == 1
    assert "say when and in which language" in ended.stdout


def test_a_file_that_is_none_is_a_fault(home: Path, file: Path, phones: dict[str, Phone]) -> None:
    file.write_text("{")
    ended = imported(home, file, phones, *TOLD, who="third")
    assert (ended.returncode, ended.stderr.partition(":")[0]) == (2, "F340")


def exported(
    home: Path, case: str, phones: dict[str, Phone], who: str, *said: object
) -> subprocess.CompletedProcess[str]:
    command = ("bridge", "export", case, "--home", home, "--account", who, "--format", "primero", *said)
    return midex(*command, MIDEX_CODE=phones[who].code())


def test_a_case_is_handed_over_with_its_report(home: Path, case: str, phones: dict[str, Phone], tmp_path: Path) -> None:
    said = ("--purpose", "protection", "--to", "rs/reception-authority", "-o", tmp_path)
    ended = exported(home, case, phones, "caseworker", *said)
    (made,) = tmp_path.iterdir()
    written = json.loads(made.read_text())
    entry = written["midex"]["entries"][0]
    assert made.name == f"hand-over-{entry}.json"
    assert made.stat().st_mode & 0o777 == 0o600
    assert written["data"]["name_first"] == "Golnaz"
    assert ended.stdout.startswith(f"{case}: journal entry {entry}\n    went: registration.Registered.given_names")
    assert "stayed: registration.Registered.safe_contact: this format has no place for it" in ended.stdout
    assert "Golnaz" not in ended.stdout


@pytest.mark.parametrize("who", ["officer", "caseworker"])
def test_nothing_is_written_where_nothing_goes(
    home: Path, case: str, phones: dict[str, Phone], tmp_path: Path, who: str
) -> None:
    said = ("--purpose", "border-control", "--to", "rs/border-police", "-o", tmp_path)
    ended = exported(home, case, phones, who, *said)
    assert (ended.returncode, ended.stdout, list(tmp_path.iterdir())) == (1, "", [])


def test_the_form_needs_no_home(tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    assert done("bridge", "xlsform", "-o", out).startswith(f"{out}: ")
    assert openpyxl.load_workbook(out).sheetnames == ["survey", "choices", "settings"]
