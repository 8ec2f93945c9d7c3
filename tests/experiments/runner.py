"""Runs an experiment on the source as it is, or on a sabotaged copy; each time in a process of its own."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.experiments.experiment import Change, Experiment, NotPossibleError, Outcome, Sabotage

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("src", "verifier")


class BrokenError(Exception):
    """The experiment itself failed to run, or a sabotage no longer fits the source."""


def new_seed() -> int:
    """Nobody can choose it beforehand."""
    return secrets.randbits(48)


def tried(experiment: Experiment, trials: int, seed: int, source: Path = ROOT, *, patience: float = 2400) -> Outcome:
    """Make trials with the programs of ``source``; NotPossibleError or BrokenError where none were made."""
    with tempfile.TemporaryDirectory(prefix="midex-experiment-", ignore_cleanup_errors=True) as folder:
        asked = [experiment.promise, str(trials), str(seed), folder, str(source)]
        code, out, err = ended([sys.executable, "-m", "tests.experiments.trial", *asked], source, patience)
    if code != 0:
        raise BrokenError(f"{experiment.promise} with seed {seed} did not run: {err[-3000:]}")
    said = json.loads(out.splitlines()[-1])
    if "not_possible" in said:
        raise NotPossibleError(said["not_possible"])
    return Outcome(**said)


def ended(command: list[str], source: Path, patience: float) -> tuple[int, str, str]:
    """Exit code and what was said; a process that is not waited for any longer may first stop what it started."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(source),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,  # so that a Ctrl-C comes once, and from here
    ) as process:
        try:
            out, err = process.communicate(timeout=patience)
        except BaseException:
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
            raise
    return process.returncode, out, err


def environment(source: Path) -> dict[str, str]:
    """This process's environment, with the programs of ``source`` before all others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MIDEX_HOME", "PYTEST_"))}
    places = [source / "src", source / "verifier" / "src", source / "verifier"]
    return {**kept, "PYTHONPATH": os.pathsep.join(map(str, places)), "PYTHONDONTWRITEBYTECODE": "1"}


def copy_source(source: Path, to: Path) -> None:
    """Copy all that is under test."""
    for part in PARTS:
        if (source / part).exists():
            shutil.copytree(source / part, to / part, ignore=shutil.ignore_patterns("__pycache__"))


@contextmanager
def sabotaged(sabotage: Sabotage, source: Path = ROOT) -> Iterator[Path]:
    """A copy of the source without one defence."""
    with tempfile.TemporaryDirectory(prefix="midex-sabotage-") as folder:
        copy = Path(folder)
        copy_source(source, copy)
        for change in sabotage.changes:
            (copy / change.file).write_text(changed(change, copy), "utf-8")
        yield copy


def changed(change: Change, source: Path = ROOT) -> str:
    """The file's text after the change; BrokenError where it does not fit exactly once."""
    file = source / change.file
    text = file.read_text("utf-8") if file.is_file() else ""
    if (times := text.count(change.old)) != 1:
        raise BrokenError(f"{change.file} has {times} times, not once: {change.old!r}")
    return text.replace(change.old, change.new)


def turns_red(
    experiment: Experiment, sabotage: Sabotage, seed: int, source: Path = ROOT, *, patience: float = 2400
) -> bool:
    """Whether the experiment notices that the defence is gone from ``source``."""
    with sabotaged(sabotage, source) as copy:
        return tried(experiment, sabotage.trials or experiment.small, seed, copy, patience=patience).failures > 0
