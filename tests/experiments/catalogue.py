"""Every promise there is, and the experiments that exist."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.experiments.experiment import Experiment

HERE = Path(__file__).parent


def promises() -> dict[str, str]:
    """Each promise's number and name, as `promises.txt` lists them."""
    lines = (HERE / "promises.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def experiment(promise: str) -> Experiment:
    """The experiment of one promise; LookupError where it has none."""
    (file,) = HERE.glob(f"p{int(promise[1:]):02}_*.py")
    found: Experiment = import_module(f"tests.experiments.{file.stem}").EXPERIMENT
    if found.promise != promise:
        raise LookupError(f"{file.name} is about {found.promise}")
    return found


def experiments() -> dict[str, Experiment]:
    """The experiment of each promise that has one, in the promises' order."""
    return {promise: experiment(promise) for promise in promises() if any(HERE.glob(f"p{int(promise[1:]):02}_*.py"))}
