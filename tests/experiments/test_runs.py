"""A run goes on where it was, keeps what failed, and shares the page with others: tried on the quickest experiment."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.progress import Progress
from tools.experiments import SEEDS, Run, alone, carry_out

from tests.experiments import page, runner
from tests.experiments.catalogue import digest, experiment
from tests.experiments.experiment import Experiment

QUICK = experiment("P19")
SMALL = replace(QUICK, full=40, part=20, every=False, sabotages=QUICK.sabotages[:1])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    return tmp_path


def carried_out(asked: Experiment, root: Path) -> dict[str, object]:
    carry_out(asked, Progress(disable=True), again=False, root=root)
    return page.results(root)["P19"]


def test_an_interrupted_run_goes_on_with_its_own_copy_of_the_source(root: Path) -> None:
    run = Run(SMALL, root)
    run.open(again=False)
    run.write({"seed": 1, "trials": 20, "failures": 0, "notes": {"fields checked": 7}})
    run.write({"sabotage": SMALL.sabotages[0].removes, "red": True})
    done = carried_out(SMALL, root)
    assert (done["trials"], done["failures"], done["sabotages"]) == (40, 0, {SMALL.sabotages[0].removes: True})
    assert not run.folder.exists()


def test_a_run_of_another_text_of_the_experiment_is_not_gone_on_with(root: Path) -> None:
    run = Run(SMALL, root)
    run.write({"version": "abc", "experiment": "another"})
    run.write({"seed": 1, "trials": 40, "failures": 0, "notes": {}})
    run.open(again=False)
    assert (run.result()["trials"], run.result()["experiment"]) == (0, digest("P19"))


def test_a_part_that_failed_leaves_its_seed_and_breaks_the_promise(root: Path) -> None:
    run = Run(replace(SMALL, sabotages=()), root)
    run.open(again=False)
    change = QUICK.sabotages[0].changes[0]
    (run.source / change.file).write_text(runner.changed(change, run.source), "utf-8")
    done = carried_out(run.experiment, root)
    assert page.verdict(SMALL, done) == "**broken**"
    lines = [line.split() for line in (root / SEEDS).read_text("utf-8").splitlines()]
    assert [(promise, trials) for promise, _, trials in lines] == [("P19", "20"), ("P19", "20")]


def test_the_same_experiment_is_not_carried_out_twice_at_once(root: Path) -> None:
    with alone(Run(SMALL, root)), pytest.raises(runner.BrokenError, match="already"):
        carried_out(SMALL, root)


def test_results_that_are_kept_at_the_same_time_are_all_on_the_page(root: Path) -> None:
    said = """
import sys; from pathlib import Path; from tests.experiments import page
result = dict(trials=1, planned=1, failures=0, notes={}, sabotages={}, date="", version="", experiment="")
for promise in sys.argv[2:]: page.keep(promise, result, Path(sys.argv[1]))
"""
    promises = [[f"P{number}" for number in range(start, 35, 3)] for start in (1, 2, 3)]
    several = [subprocess.Popen([sys.executable, "-c", said, str(root), *some], cwd=runner.ROOT) for some in promises]
    assert [one.wait(60) for one in several] == [0, 0, 0]
    assert list(page.results(root)) == [f"P{number}" for number in range(1, 35)]
    assert (root / page.PAGE).read_text("utf-8") == page.page(root)


def test_a_trial_that_took_too_long_may_first_stop_what_it_started(tmp_path: Path) -> None:
    said = """
import sys, time
try: time.sleep(60)
finally: open(sys.argv[1], "w").write("stopped")
"""
    with pytest.raises(subprocess.TimeoutExpired):
        runner.ended([sys.executable, "-c", said, str(tmp_path / "told")], runner.ROOT, patience=2)
    assert (tmp_path / "told").read_text("utf-8") == "stopped"
