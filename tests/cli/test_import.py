"""`midex import` on a real home: what is wrong by row and column, who waits, kept once; never what stands in a cell."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.test_find import REGISTERED
from tests.one_time_code import Phone
from tests.processes import done, midex

__all__ = ["REGISTERED"]  # who is registered in the case

HEAD = "language;on;given_names;family_names;birth;sex;citizenship;accompanied;compared\n"
KNOWN = "fa;2026-03-02;Golnaz;Karimi;1991;F;AF;adult;{compared}\n"
TEUTA = "fa;2026-03-02;Teuta;Berisha;1960-02-03;F;AL;adult;\n"


@pytest.fixture
def imported(home: Path, phones: dict[str, Phone], tmp_path: Path) -> object:
    """Import a file's text as the officer."""

    def run(text: str, *more: str, who: str = "officer") -> subprocess.CompletedProcess[str]:
        file = tmp_path / "people.csv"
        file.write_text(text, "utf-8")
        return midex("import", file, *more, "--home", home, "--account", who, MIDEX_CODE=phones[who].code())

    return run


def test_a_wrong_cell_is_named_and_not_repeated(imported) -> None:  # type: ignore[no-untyped-def]
    answer = imported(HEAD + TEUTA.replace("1960-02-03", "12 May"), who="second")
    assert answer.returncode == 1
    assert answer.stdout.splitlines() == [
        "row 2, birth: write 2009, 2009-04 or 2009-04-30, with ~ where it is estimated",
        "1 people: 1 wrong cells",
    ]


def test_who_may_be_known_waits_and_the_rest_is_kept_once(imported, case: str) -> None:  # type: ignore[no-untyped-def]
    text = HEAD + KNOWN.format(compared="") + TEUTA
    waits = (
        "row 2 waits: a name that is written or sounds alike, the same year of birth, the same sex, "
        f"the same citizenship ({case})"
    )
    dry = imported(text, "--dry-run", "--rest", who="second")
    told = "2 people: 1 would be kept; 1 wait for a human who compares"
    assert (dry.returncode, dry.stdout.splitlines()) == (1, [waits, told])
    assert imported(text, who="third").stdout.splitlines() == [waits, told]
    rest = imported(text, "--rest")
    assert (rest.returncode, rest.stdout.splitlines()[-1]) == (0, "2 people: 1 kept; 1 wait for a human who compares")
    same = imported(HEAD + KNOWN.format(compared=f"same as {case}") + TEUTA)
    assert (same.returncode, same.stdout.strip()) == (0, "2 people: 1 kept before; 1 left out as known")


def test_the_template_can_be_filled_in(imported) -> None:  # type: ignore[no-untyped-def]
    refused = imported(done("import-template"), who="third")
    assert (refused.returncode, refused.stderr.strip()) == (1, "refused: there are no people in this file")
