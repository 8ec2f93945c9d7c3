"""`midex simulate` by a newcomer: a home made for it, people in it, the journal verified; refused everywhere else."""

from __future__ import annotations

import csv
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.processes import done, midex

CASE = ("--kind", "case-node", "--participant", "RS", "--institution", "asylum-office", "--office", "north")
ASKED = ("--people", "150", "--seed", "7", "--from", "2026-01-01", "--days", "10")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "home"
    done("init", "--home", folder, *CASE, "--office", "south", "--generated", "--hub", "http://127.0.0.1:9")
    assert "150 people who do not exist" in done("simulate", "--home", folder, *ASKED)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_second_run_has_nothing_to_do(home: Path) -> None:
    assert "nothing to do" in done("simulate", "--home", home, *ASKED)


def test_the_home_is_sound_and_its_journal_verifies(home: Path, tmp_path: Path) -> None:
    assert "nothing at fault" in done("inspect", "--home", home)
    midex("journal", "checkpoint", "--home", home)  # the hub does not answer, but it is signed
    done("journal", "export", "--home", home, "-o", tmp_path / "journal")
    verified = subprocess.run(
        [sys.executable, "-m", "midex_verify", str(tmp_path / "journal")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_the_truth_is_for_its_owner_alone_and_the_same_in_both_forms(home: Path, tmp_path: Path) -> None:
    loose = tmp_path / "truth.csv"
    loose.touch(mode=0o666)
    for file in (loose, tmp_path / "truth.parquet"):
        done("simulate", "--home", home, *ASKED, "--truth", file)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with loose.open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    table = parquet.read_table(tmp_path / "truth.parquet").to_pylist()
    assert rows == [{name: str(value) for name, value in row.items()} for row in table]
    assert {int(row["person"]) for row in rows} == set(range(1, 151))
    assert all(re.fullmatch(r"2026-\d{7}", row["case"]) for row in rows)


def test_nothing_but_the_truth_is_written_outside_the_home(home: Path, tmp_path: Path) -> None:
    before = contents(home.parent)
    folder = tmp_path / "truth"
    folder.mkdir()
    done("simulate", "--home", home, *ASKED, "--truth", folder / "truth.csv", TMPDIR=str(folder))
    assert [file.name for file in folder.iterdir()] == ["truth.csv"]
    outside = {name for name in contents(home.parent) if not name.startswith("home/")}
    assert outside == {name for name in before if not name.startswith("home/")}


def test_no_name_is_in_a_files_name_nor_readable_in_the_home(home: Path) -> None:
    from midex.simulation.make_up import made_up_families
    from tests.simulation.made_up import simulation

    names = {
        word
        for family in made_up_families(simulation(seed=7, people=150, days=10))
        for one in family.registrations
        for word in (*one.given_names.split(), *one.family_names.split(), *one.other_names)
        if len(word) > 5
    }
    assert len(names) > 100
    kept = contents(home)
    assert not [name for name in names for file in kept if name in file]
    whole = b"\0".join(kept.values())
    assert not [name for name in names if name.encode() in whole]


@pytest.mark.parametrize("place", ["truth.csv", "keys/truth.parquet", "../home/truth.csv"])
def test_the_truth_is_never_kept_inside_the_home(home: Path, place: str) -> None:
    refused = midex("simulate", "--home", home, *ASKED, "--truth", home / place)
    assert refused.returncode == 2
    assert "inside the home" in refused.stderr
    assert not (home / place).exists()


@pytest.mark.parametrize(
    ("said", "because"),
    [
        (("--people", "0", "--seed", "1"), "--people"),
        (("--people", "5"), "--seed"),
        (("--people", "5", "--seed", "1", "--days", "153"), "152 days"),
        (("--people", "5", "--seed", "1", "--truth", "truth.txt"), ".csv or .parquet"),
    ],
)
def test_what_cannot_be_made_up_is_said(home: Path, said: tuple[str, ...], because: str) -> None:
    refused = midex("simulate", "--home", home, *said)
    assert refused.returncode == 2
    assert because in refused.stderr


def test_a_home_that_was_not_made_for_it_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "real"
    done("init", "--home", home, *CASE)
    before = contents(home)
    refused = midex("simulate", "--home", home, *ASKED, "--truth", tmp_path / "truth.csv")
    assert refused.returncode == 2
    assert refused.stderr.startswith("F230")
    assert {name: kept for name, kept in contents(home).items() if not name.endswith(("-wal", "-shm"))} == before
    assert not (tmp_path / "truth.csv").exists()


def test_a_home_cannot_be_declared_generated_afterwards(tmp_path: Path) -> None:
    done("init", "--home", tmp_path / "real", *CASE)
    again = midex("init", "--home", tmp_path / "real", *CASE, "--generated")
    assert again.returncode == 2
    assert "F207" in again.stderr


def test_a_hub_or_a_statistical_node_is_no_place_for_people(tmp_path: Path) -> None:
    done("init", "--home", tmp_path / "me", "--kind", "node", "--participant", "ME", "--generated")
    refused = midex("simulate", "--home", tmp_path / "me", *ASKED)
    assert refused.stderr.startswith("F203")
