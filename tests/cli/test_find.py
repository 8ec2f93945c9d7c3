"""`midex find` and `midex vault reindex` on a real home: cases and what agrees, never a name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.one_time_code import Phone
from tests.processes import done, environment, midex

REGISTERED = {
    "given_names": "گلناز",
    "family_names": "کریمی",
    "birth": "1991",
    "sex": "F",
    "citizenship": "AF",
    "accompanied": "adult",
}


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
