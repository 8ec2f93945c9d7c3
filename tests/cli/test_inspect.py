"""`midex inspect` and `midex rebuild` on a real home: nothing at fault, what is, and what is put right again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.processes import done, midex


def test_a_sound_home_has_nothing_at_fault_and_a_changed_list_is_said(tmp_path: Path) -> None:
    home = tmp_path / "asylum"
    where = ("--participant", "RS", "--institution", "asylum-office", "--office", "north")
    done("init", "--home", home, "--kind", "case-node", *where)
    assert "nothing at fault" in done("inspect", "--home", home)
    with sqlite3.connect(home / "restricted.sqlite3") as connection:
        connection.execute("INSERT INTO cases_assignment (case_id, identity) VALUES ('a', 'b')")
        connection.execute(
            "INSERT INTO cases_casefile VALUES ('a', '2026-0000001', 'registration', 'north', 'standard', '', 1, "
            "'2026-01-01', '2026-01-01', 'p', NULL, '', 1)"
        )
    connection.close()
    said = midex("inspect", "--home", home)
    assert "`midex rebuild`" in said.stderr
    assert (said.returncode, "the lists show case a" in said.stderr) == (1, True), said.stderr


def test_lists_that_differ_are_made_anew_and_then_nothing_is_at_fault(home: Path, case: str) -> None:
    with closing(sqlite3.connect(home / "restricted.sqlite3")) as connection, connection:
        connection.execute("UPDATE cases_casefile SET office = 'south' WHERE name = ?", (case,))
    assert midex("inspect", "--home", home).returncode == 1
    assert done("rebuild", "--home", home).endswith("1 cases are listed as their steps make them; 1 differed")
    assert "nothing at fault" in done("inspect", "--home", home)
    assert done("rebuild", "--home", home).endswith("already; nothing to do")


def test_a_home_without_a_step_is_not_rebuilt(tmp_path: Path) -> None:
    home = tmp_path / "empty"
    where = ("--participant", "RS", "--institution", "asylum-office", "--office", "north")
    done("init", "--home", home, "--kind", "case-node", *where)
    said = midex("rebuild", "--home", home)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("refused: no step is kept here")
