"""`midex vault` on a real home: a copy, what waits in one that was taken away, and the way back."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import done, midex

KEPT_BY = """
import sys
from pathlib import Path
from midex.node.case_wiring import vault
from midex.services.home import read_home
keys = vault(read_home(Path(sys.argv[1])))
keys.admit(["amina", "bilal"])
for person in sys.argv[2:]:
    assert keys.erase(person)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    place = ("--participant", "RS", "--institution", "asylum-office", "--office", "north")
    done("init", "--home", folder, "--kind", "case-node", *place)
    python(KEPT_BY, folder)
    return folder


def python(program: str, *said: str | Path) -> None:
    subprocess.run([sys.executable, "-c", program, *map(str, said)], check=True, timeout=60)


def test_a_copy_is_made_and_named(home: Path, tmp_path: Path) -> None:
    assert "no copy of the keys" in done("vault", "status", "--home", home)
    assert done("vault", "backup", "--home", home, "--to", tmp_path / "copy").startswith("2 keys are kept in")
    status = done("vault", "status", "--home", home)
    assert "2 persons have a key, 0 were erased" in status
    assert f"{tmp_path / 'copy'}: copied 20" in status


def test_what_waits_in_a_copy_that_was_taken_away_is_said_plainly(home: Path, tmp_path: Path) -> None:
    done("vault", "backup", "--home", home, "--to", tmp_path / "copy")
    (tmp_path / "copy").rename(tmp_path / "away")
    python(KEPT_BY, home, "amina")
    assert f"{tmp_path / 'copy'}: out of reach; 1 to erase there" in done("vault", "status", "--home", home)
    again = midex("vault", "backup", "--home", home, "--to", tmp_path / "other")
    assert (again.returncode, "1 to erase there" in again.stderr) == (0, True)
    (tmp_path / "away").rename(tmp_path / "copy")
    assert "out of reach" not in done("vault", "status", "--home", home)


def test_keys_come_back_into_a_home_that_lost_them_and_the_erased_stay_erased(home: Path, tmp_path: Path) -> None:
    done("vault", "backup", "--home", home, "--to", tmp_path / "copy")
    python(KEPT_BY, home, "amina")
    shutil.rmtree(home / "keystore")
    assert "0 persons" in done("vault", "status", "--home", home)
    assert done("vault", "restore", "--home", home, "--from", tmp_path / "copy") == (
        "1 keys came back, 1 erasures were made again"
    )
    assert "1 persons have a key, 1 were erased" in done("vault", "status", "--home", home)


def test_a_copy_is_not_made_beside_the_original(home: Path) -> None:
    refused = midex("vault", "backup", "--home", home, "--to", home / "copy")
    assert (refused.returncode, "inside the home" in refused.stderr) == (2, True)
    assert not (home / "copy").exists()


def test_a_copy_that_is_none_is_refused(home: Path, tmp_path: Path) -> None:
    refused = midex("vault", "restore", "--home", home, "--from", tmp_path)
    assert (refused.returncode, refused.stderr[:5]) == (2, "F313:")
