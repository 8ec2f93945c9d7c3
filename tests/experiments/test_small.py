"""Every promise that has an experiment holds in a small run, and its first sabotage is noticed: it can fail."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tests.experiments import runner
from tests.experiments.catalogue import experiments
from tests.experiments.experiment import Experiment, NotPossibleError

T = TypeVar("T")
KNOWN = experiments()
SEEDS = Path(__file__).parent / "seeds.txt"
FAILED_ONCE = [line.split() for line in SEEDS.read_text("utf-8").splitlines()] if SEEDS.exists() else []
each = pytest.mark.parametrize("experiment", KNOWN.values(), ids=list(KNOWN))


def possible(trial: Callable[..., T], *said: object) -> T:
    """What came of it; where the machine lacks something the test did not run, and under CI that is a failure."""
    try:
        return trial(*said)
    except NotPossibleError as lacking:
        if os.environ.get("CI"):
            pytest.fail(str(lacking))
        pytest.skip(f"not run: {lacking}")


@each
def test_the_promise_holds_in_a_small_run(experiment: Experiment) -> None:
    seed = runner.new_seed()
    outcome = possible(runner.tried, experiment, experiment.small, seed)
    assert outcome.failures == 0, f"seed {seed}: {outcome}"
    assert outcome.trials >= (1 if experiment.every else experiment.small)


@each
def test_the_experiment_notices_its_first_sabotage(experiment: Experiment) -> None:
    seed = runner.new_seed()
    assert possible(runner.turns_red, experiment, experiment.sabotages[0], seed), f"worthless with seed {seed}"


def test_what_failed_once_holds_now() -> None:
    for promise, seed, trials in FAILED_ONCE:
        assert possible(runner.tried, KNOWN[promise], int(trials), int(seed)).failures == 0, (promise, seed)
