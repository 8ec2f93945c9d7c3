"""`midex letter` on a real home: a paper for the person, readable by its owner only, refused like everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.letters.made import opened, text
from tests.one_time_code import Phone
from tests.processes import done, midex


def test_an_officer_writes_a_letter_in_the_persons_language(
    home: Path, case: str, phones: dict[str, Phone], tmp_path: Path
) -> None:
    said = ("letter", case, "information-notice", "--home", home, "--account", "officer", "-o", tmp_path)
    answer = done(*said, MIDEX_CODE=phones["officer"].code())
    file = tmp_path / f"{case}-information-notice.pdf"
    assert answer.startswith(f"{file}: information-notice, fa, ")
    assert opened(file.read_bytes()).trailer["/Root"]["/Lang"] == "fa"
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_appointment_says_its_day_and_time(home: Path, case: str, phones: dict[str, Phone], tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    place = ("--language", "sr-Latn", "--at", "2026-03-09 10:30", "-o", file)
    said = ("letter", case, "appointment", "--home", home, "--account", "officer", *place)
    done(*said, MIDEX_CODE=phones["officer"].code())
    assert "09.03.2026 u 10:30" in text(file.read_bytes())


def test_a_file_that_is_there_is_not_written_into(
    home: Path, case: str, phones: dict[str, Phone], tmp_path: Path
) -> None:
    there = tmp_path / "there.pdf"
    there.touch(mode=0o644)
    said = ("letter", case, "information-notice", "--home", home, "--account", "officer", "-o", there)
    ended = midex(*said, MIDEX_CODE=phones["officer"].code())
    assert (ended.returncode, ended.stderr.partition(":")[0], there.read_bytes()) == (2, "F218", b"")


@pytest.mark.parametrize("who", ["other", "keeper"])
def test_nobody_else_gets_one(who: str, home: Path, case: str, phones: dict[str, Phone], tmp_path: Path) -> None:
    said = ("letter", case, "registration-slip", "--home", home, "--account", who, "-o", tmp_path / "x.pdf")
    ended = midex(*said, MIDEX_CODE=phones[who].code())
    assert (ended.returncode, ended.stdout, list(tmp_path.iterdir())) == (1, "", [])
