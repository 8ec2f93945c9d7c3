"""`midex inspect` on a real home: nothing at fault, and one bit that is."""

from __future__ import annotations

import sqlite3
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
    assert (said.returncode, "the lists show case a" in said.stderr) == (1, True), said.stderr
