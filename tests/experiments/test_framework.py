"""The frame around the experiments: nothing is forgotten, nothing replaced at run time, every sabotage still fits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.experiments import page, runner
from tests.experiments.bound import upper_bound
from tests.experiments.catalogue import digest, experiments, promises
from tests.experiments.experiment import Change, Experiment, Outcome, Sabotage

HERE = Path(__file__).parent
REPLACED = re.compile("|".join(("[Mm]o" + "ck", "monkey" + "pat" + "ch", r"\bpat" + "ch")))  # PATCH is a word of HTTP
PROMISED = Experiment(
    promise="P1",
    says="it is so",
    run=lambda *_: Outcome(1, 0),
    small=1,
    full=100,
    sabotages=(Sabotage("a", "b", "c", "d"),),
)
RESULT = {
    "trials": 100,
    "planned": 100,
    "failures": 0,
    "notes": {},
    "sabotages": {"a": True},
    "experiment": digest("P1"),
    "version": "0123abc",
}


def test_all_34_promises_are_listed_once_and_in_order() -> None:
    assert list(promises()) == [f"P{number}" for number in range(1, 35)]
    assert len(experiments()) == len(list(HERE.glob("p[0-9]*.py")))


def test_every_experiment_ships_with_a_sabotage_that_still_fits_the_source() -> None:
    for promise, experiment in experiments().items():
        assert experiment.sabotages, promise
        assert len({sabotage.removes for sabotage in experiment.sabotages}) == len(experiment.sabotages), promise
        for sabotage in experiment.sabotages:
            for change in sabotage.changes:
                assert runner.changed(change) != (runner.ROOT / change.file).read_text("utf-8"), sabotage.removes


def test_nothing_is_replaced_at_run_time_in_an_experiment() -> None:
    found = [(file.name, hit) for file in HERE.glob("*.py") for hit in REPLACED.findall(file.read_text("utf-8"))]
    assert found == []
    assert REPLACED.findall("from unittest import Mo" + "ck")


def test_a_change_that_does_not_fit_exactly_once_is_an_error() -> None:
    for old in ("no such text is to be found there", "def "):
        with pytest.raises(runner.BrokenError):
            runner.changed(Change("src/midex/kernel/text.py", old, ""))


def test_a_sabotaged_copy_differs_in_that_place_alone_and_the_source_stays(tmp_path: Path) -> None:
    file, new = "src/midex/kernel/text.py", "def marked(text: str) -> str:"
    before = (runner.ROOT / file).read_text("utf-8")
    with runner.sabotaged(Sabotage("mark", file, "def mark(text: str) -> str:", new)) as copy:
        assert (copy / file).read_text("utf-8").count(new) == 1
        assert (copy / "src/midex/kernel/fault.py").read_bytes() == (
            runner.ROOT / "src/midex/kernel/fault.py"
        ).read_bytes()
    assert (runner.ROOT / file).read_text("utf-8") == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "shown"),
        ({"failures": 1}, "**broken**"),
        ({"sabotages": {"a": False}}, "**worthless**"),
        ({"sabotages": {}}, "not shown: not every sabotage run"),
        ({"trials": 99}, "not shown: 100 planned"),
        ({"version": "0123abc+"}, "not shown: run on source that was not committed"),
        ({"experiment": "another"}, "not shown: the experiment was changed since"),
    ],
)
def test_only_a_whole_run_without_failure_and_with_red_sabotages_is_shown(change: dict[str, object], said: str) -> None:
    assert page.verdict(PROMISED, {**RESULT, **change}) == said
    assert page.verdict(None, None) == "not shown"
    assert page.verdict(PROMISED, None) == "not shown"


@pytest.mark.parametrize(
    ("failures", "trials", "bound"), [(0, 100, 0.03), (1, 100, 0.0466), (5, 100, 0.1022), (2, 2, 1.0)]
)
def test_the_bound_is_that_of_the_tables(failures: int, trials: int, bound: float) -> None:
    assert upper_bound(failures, trials) == pytest.approx(bound, abs=5e-4)


def test_the_page_says_what_the_results_say() -> None:
    assert (page.ROOT / page.PAGE).read_text("utf-8") == page.page(), "run `python -m tools.experiments --page`"
