"""The demonstration, whole: processes of its own, real submissions, two rounds of releases; then nothing to do."""

from __future__ import annotations

import csv
import io
import os
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from midex.cli.demo import CASE_FOLDER, FIRST_PORT
from midex.services.demonstrate import PEOPLE, Generated, Real, late, plan, submitted_tables
from midex.services.home import HomeKind, read_home
from midex.statistics.registry.catalogue import PARTICIPANTS

ROOT = Path(__file__).resolve().parent.parent.parent
PORTS = 8
"""The hub's, those of six nodes, and the case node's."""

REAL = frozenset(file.stem for file in (ROOT / "data" / "submitted").glob("*.csv"))


def run_demo(var: Path, first_port: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "midex", "demo", "--var", str(var), "--first-port", str(first_port)]
    env = {**os.environ, "MIDEX_DEMO_SERVE": "0"}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=900, check=False)


def free_ports(count: int) -> int:
    """The first of ``count`` free ports in a row."""
    for first in range(21000, 29000, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError(f"no {count} free ports in a row")


def contents(folder: Path) -> dict[str, str]:
    return {str(f.relative_to(folder)): sha256(f.read_bytes()).hexdigest() for f in folder.rglob("*") if f.is_file()}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    var = tmp_path_factory.mktemp("var")
    first = free_ports(PORTS)
    done = run_demo(var, first)
    assert done.returncode == 0, done.stdout + done.stderr
    return var, first


def test_a_second_run_changes_nothing(finished):
    var, first = finished
    before = contents(var)
    done = run_demo(var, first)
    assert done.returncode == 0
    assert "nothing changes" in done.stdout
    assert contents(var) == before


def test_each_home_has_its_own_database_and_key(finished):
    var, _ = finished
    homes = ["hub", *(p.lower() for p in PARTICIPANTS)]
    keys = {sha256(b"".join(sorted(f.read_bytes() for f in (var / h / "keys").iterdir()))).digest() for h in homes}
    assert len(keys) == 7
    assert all((var / home / "restricted.sqlite3").is_file() for home in homes)
    assert [h for h in homes if (var / h / "public.sqlite3").exists()] == ["hub"]


def test_the_case_node_has_its_port_people_who_do_not_exist_and_a_journal_that_is_signed(finished):
    var, first = finished
    home = read_home(var / CASE_FOLDER)
    assert (home.kind, home.folder.name, home.port) == (HomeKind.CASE, "rs-asylum", first + 7)
    assert FIRST_PORT + 7 == 8007
    assert home.generated
    with closing(sqlite3.connect(f"file:{home.folder / 'restricted.sqlite3'}?mode=ro", uri=True)) as connection:
        counted = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
            for table in ("journal_entry", "cases_event", "cases_casefile", "journal_checkpoint")
        }
    assert counted["cases_casefile"] >= PEOPLE
    assert counted["journal_entry"] >= counted["cases_event"] > counted["cases_casefile"]
    assert counted["journal_checkpoint"] >= 1


def test_every_table_has_a_complete_period_and_one_that_a_participant_still_owes(finished):
    var, _ = finished
    script = (
        "import sys, csv; from pathlib import Path; from midex.hub.wiring import ports; "
        "from midex.services.home import read_home; public = ports(read_home(Path(sys.argv[1]))).public; "
        "w = csv.writer(sys.stdout); "
        "[w.writerow((f.id, v.number, o.key[-1], o.period, o.value, o.reporters, o.origin)) "
        "for f in public.dataflows() for v in public.vintages(f.id)[:1] for o in public.observations(f.id)]"
    )
    out = subprocess.run(
        [sys.executable, "-c", script, str(var / "hub")], capture_output=True, text=True, timeout=120, check=True
    )
    rows = list(csv.reader(io.StringIO(out.stdout)))
    tables = {table.id for table in submitted_tables()}
    for table in tables:
        region = [r for r in rows if r[0] == table and r[2] == "WB6"]
        assert {r[5] for r in region} >= {"6/6", "5/6"}
        assert all((r[4] != "") == (r[5] == "6/6") for r in region)
        assert {r[1] for r in region} == {"2"}
    real = [r for r in rows if r[0] in tables and r[6] == "REPORTED" and r[2] != "WB6"]
    assert {r[2] for r in real} == {"ME"}
    generated = Counter(r[2] for r in rows if r[6] == "GENERATED")
    assert set(generated) == {*PARTICIPANTS, "WB6"}


def test_real_and_generated_figures_of_montenegro_never_share_a_period():
    real_periods = {
        (file.stem, row["TIME_PERIOD"])
        for file in (ROOT / "data" / "submitted").glob("*.csv")
        for row in csv.DictReader(io.StringIO(file.read_text("utf-8")))
    }
    planned = [item for round_ in (1, 2) for item in plan("ME", round_, REAL)]
    generated = {(item.table.id, item.period) for item in planned if isinstance(item, Generated)}
    assert not real_periods & generated
    assert Counter(item.table.id for item in planned if isinstance(item, Real)) == dict.fromkeys(REAL, 2)


def test_lateness_goes_round():
    assert len({late(table) for table in submitted_tables()}) == len(PARTICIPANTS)
