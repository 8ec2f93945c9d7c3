"""Every promise there is, the experiments that exist, and whether one is still what it was."""

from __future__ import annotations

import re
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from tests.experiments.experiment import Experiment

HERE = Path(__file__).parent
_USED = re.compile(r"tests\.experiments\.(\w+)|from tests\.experiments import ([\w, ]+)")


def promises() -> dict[str, str]:
    """Each promise's number and name, as `promises.txt` lists them."""
    lines = (HERE / "promises.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def experiment(promise: str) -> Experiment:
    """The experiment of one promise; LookupError where it has none."""
    file = _file(promise)
    found: Experiment = import_module(f"tests.experiments.{file.stem}").EXPERIMENT
    if found.promise != promise:
        raise LookupError(f"{file.name} is about {found.promise}")
    return found


def experiments() -> dict[str, Experiment]:
    """The experiment of each promise that has one, in the promises' order."""
    return {promise: experiment(promise) for promise in promises() if any(HERE.glob(f"p{int(promise[1:]):02}_*.py"))}


def digest(promise: str) -> str:
    """SHA-256 of an experiment's text and of the modules in this folder that it uses; they are what was run."""
    used, waiting = {HERE / "experiment.py"}, [_file(promise)]  # the form of an experiment tries nothing
    digests = []
    while waiting:
        file = waiting.pop()
        if file not in used and file.is_file():
            used.add(file)
            text = file.read_text("utf-8")
            digests.append(sha256(text.encode()).hexdigest())
            for one, several in _USED.findall(text):
                waiting += [HERE / f"{name.strip()}.py" for name in (one, *several.split(",")) if name.strip()]
    return sha256("".join(sorted(digests)).encode()).hexdigest()[:16]


def _file(promise: str) -> Path:
    (file,) = HERE.glob(f"p{int(promise[1:]):02}_*.py")
    return file
