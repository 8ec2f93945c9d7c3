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


def experiments() -> dict[str, Experiment]:
    """The experiment of each promise that has one, in the promises' order."""
    found = [import_module(f"tests.experiments.{file.stem}").EXPERIMENT for file in HERE.glob("p[0-9][0-9]_*.py")]
    return {one.promise: one for one in sorted(found, key=lambda one: int(one.promise[1:]))}
