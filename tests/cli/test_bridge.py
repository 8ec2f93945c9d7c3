"""`midex bridge` on a real home: looked at, kept once, handed over with a report; names of fields, never values."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import openpyxl
import pytest

from midex.cli.new_file import not_there, write_new
from midex.kernel.fault import Fault
from tests.formats.bridges.made_up import SECRETS, file_of
from tests.one_time_code import Phone
from tests.processes import done, midex
from tests.services.casework.test_import_records import ADULT

TOLD = ("--told-in", "fa", "--told-on", "2026-03-02")
REGISTERED = {
    "given_names": "Golnaz",
    "family_names": "Testović",
    "birth": "1991",
    "sex": "F",
    "citizenship": "AF",
    "accompanied": "adult",
    "safe_contact": "never",
}


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


def test_somebody_else_is_said_of_the_cases_that_were_seen(
    home: Path, file: Path, case: str, phones: dict[str, Phone]
) -> None:
    like = {"name_first": "Golnaz", "name_last": "Testović", "date_of_birth": "1991-01-01", "sex": "female"}
    file.write_bytes(file_of({**ADULT, **like}))
    dry = imported(home, file, phones, "--dry-run", *TOLD, who="second")
    assert (dry.returncode, case in dry.stdout) == (1, True)
    told = imported(home, file, phones, "--dry-run", *TOLD, "--somebody-else", f"1={case}", who="third")
    assert (told.returncode, told.stdout.splitlines()[0]) == (0, "record 1: can be registered")


@pytest.mark.parametrize("said", ["0", "1=", "1=12", "x"])
def test_what_names_no_case_is_refused_before_anybody_signs_in(home: Path, file: Path, said: str) -> None:
    command = (
        "bridge",
        "import",
        file,
        "--format",
        "primero",
        "--home",
        home,
        "--account",
        "third",
        "--somebody-else",
        said,
    )
    ended = midex(*command, MIDEX_CODE="000000")
    assert (ended.returncode, "write it as 3=2026-0000001" in " ".join(ended.stderr.split())) == (2, True), ended.stderr


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


def test_a_file_that_others_may_read_or_a_link_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    theirs, link = tmp_path / "theirs.json", tmp_path / "link.json"
    theirs.write_text("theirs")
    link.symlink_to(tmp_path / "elsewhere.json")
    for there in (theirs, link):
        with pytest.raises(Fault, match="F218"):
            not_there(there)
        with pytest.raises(Fault, match="F218"):
            write_new(there, b"Golnaz")
    assert theirs.read_text() == "theirs"
    assert sorted(tmp_path.iterdir()) == [link, theirs]


def test_a_file_that_is_there_is_not_written_into(
    home: Path, case: str, phones: dict[str, Phone], tmp_path: Path
) -> None:
    there = tmp_path / "there.json"
    there.touch(mode=0o644)
    said = ("--purpose", "protection", "--to", "rs/reception-authority", "-o", there)
    ended = exported(home, case, phones, "caseworker", *said)
    assert (ended.returncode, ended.stderr.partition(":")[0], there.read_text()) == (2, "F218", "")


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
