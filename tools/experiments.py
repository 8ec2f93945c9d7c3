"""Run the experiments that prove the promises, all or those named; `make experiments`, `make experiment P=P2`.

A run is about one state of the source, copied when it begins; interrupted, it goes on where it was. -> docs/promises.md
Several may run at once, of different promises.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from tests.experiments import page, runner
from tests.experiments.catalogue import digest, experiments
from tests.experiments.experiment import Experiment, NotPossibleError, Sabotage

ROOT = Path(__file__).resolve().parent.parent
SEEDS = Path("tests/experiments/seeds.txt")
LONGEST = 40 * 60  # seconds for one promise
SAY = Console(stderr=True)


class Run:
    """One experiment's run: the copy of the source it is about, and a line for each part that is done."""

    def __init__(self, experiment: Experiment, root: Path = ROOT) -> None:
        self.experiment, self.root = experiment, root
        self.folder = root / "var" / "experiments" / experiment.promise
        self.source = self.folder / "source"
        self._ledger = self.folder / "ledger.jsonl"

    def open(self, *, again: bool) -> None:
        """Go on with a run of this experiment that was interrupted, or copy the source for a new one."""
        written = digest(self.experiment.promise)
        if again or not (lines := self.lines()) or lines[0].get("experiment") != written:
            self.close()
            runner.copy_source(ROOT, self.source)
            self.write({"version": version(), "experiment": written})

    def lines(self) -> list[dict[str, Any]]:
        """What was done so far."""
        text = self._ledger.read_text("utf-8") if self._ledger.exists() else ""
        return [json.loads(line) for line in text.splitlines() if line.endswith("}")]

    def write(self, line: dict[str, Any]) -> None:
        """Keep a line."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._ledger.open("a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(line) + "\n")

    def result(self) -> dict[str, Any]:
        """The sum of all parts."""
        lines = self.lines()
        parts = [line for line in lines if "trials" in line]
        return {
            "trials": sum(part["trials"] for part in parts),
            "planned": parts[0]["trials"] if self.experiment.every and parts else self.experiment.full,
            "failures": sum(part["failures"] for part in parts),
            "notes": dict(sum((Counter(part["notes"]) for part in parts), Counter())),
            "sabotages": {line["sabotage"]: line["red"] for line in lines if "sabotage" in line},
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
            **lines[0],
        }

    def close(self) -> None:
        """Nothing is left to go on with."""
        shutil.rmtree(self.folder, ignore_errors=True)


def version() -> str:
    """The commit, with a plus where the source differs from it."""
    short = _git("rev-parse", "--short", "HEAD") or "unversioned"
    return short + ("+" if _git("status", "--porcelain", "--", *runner.PARTS) else "")


def _git(*command: str) -> str:
    return subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def carry_out(experiment: Experiment, progress: Progress, *, again: bool, root: Path = ROOT) -> None:
    """All parts and sabotages that are not done yet, for at most 40 minutes; then the page."""
    run = Run(experiment, root)
    with alone(run):
        run.open(again=again)
        try:
            _go_on(run, progress)
        except subprocess.TimeoutExpired:
            SAY.print(f"{experiment.promise}: {LONGEST // 60} minutes were not enough; the same command goes on")
        page.keep(experiment.promise, run.result(), root)
        if _enough(run) and not _left(run):
            run.close()


@contextmanager
def alone(run: Run) -> Iterator[None]:
    """Nobody else carries out the same experiment meanwhile."""
    run.folder.parent.mkdir(parents=True, exist_ok=True)
    with run.folder.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise runner.BrokenError("it is being carried out already, by another process") from None
        yield


def _go_on(run: Run, progress: Progress) -> None:
    experiment, until = run.experiment, time.monotonic() + LONGEST
    bar = progress.add_task(experiment.promise, total=experiment.full, completed=run.result()["trials"])
    while not _enough(run):
        seed = runner.new_seed()
        wanted = min(experiment.step, experiment.full - run.result()["trials"])
        part = runner.tried(experiment, wanted, seed, run.source, patience=until - time.monotonic())
        run.write({"seed": seed, "trials": part.trials, "failures": part.failures, "notes": dict(part.notes)})
        progress.update(bar, advance=part.trials)
        SAY.print(
            f"{experiment.promise} seed {seed}: {part.trials} trials, {part.failures} failures {dict(part.notes)}"
        )
        if part.failures:
            _remember(run, seed, wanted)
    for sabotage in _left(run):
        patience = until - time.monotonic()
        red = runner.turns_red(experiment, sabotage, runner.new_seed(), run.source, patience=patience)
        run.write({"sabotage": sabotage.removes, "red": red})
        SAY.print(f"{experiment.promise} sabotage {'red' if red else 'GREEN'}: {sabotage.removes}")


def _enough(run: Run) -> bool:
    result = run.result()
    return bool(result["trials"] if run.experiment.every else result["trials"] >= run.experiment.full)


def _left(run: Run) -> list[Sabotage]:
    done = run.result()["sabotages"]
    return [sabotage for sabotage in run.experiment.sabotages if sabotage.removes not in done]


def _remember(run: Run, seed: int, trials: int) -> None:
    seeds = run.root / SEEDS
    seeds.parent.mkdir(parents=True, exist_ok=True)
    with seeds.open("a", encoding="utf-8") as file:
        file.write(f"{run.experiment.promise} {seed} {trials}\n")


def main(*asked: str) -> int:
    """Exit code 0 where every promise that was tried is shown."""
    known = experiments()
    parser = argparse.ArgumentParser(prog="python -m tools.experiments", description=__doc__)
    parser.add_argument(
        "promises", nargs="*", metavar="PROMISE", help=f"of {', '.join(known)}; all where none is named"
    )
    parser.add_argument("--again", action="store_true", help="from the beginning, whatever was done already")
    parser.add_argument("--page", action="store_true", help="only write the page anew")
    said = parser.parse_args(asked)
    if said.page:
        (ROOT / page.PAGE).write_text(page.page(), "utf-8")
        return 0
    wanted = [name.upper() for name in said.promises] or list(known)
    if unknown := [name for name in wanted if name not in known]:
        SAY.print(f"no experiment for {', '.join(unknown)}; there are {', '.join(known)}")
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    broken = 0
    with Progress(*columns, console=SAY) as progress:
        for name in wanted:
            try:
                carry_out(known[name], progress, again=said.again)
            except KeyboardInterrupt:
                SAY.print(f"{name} was interrupted; the same command goes on")
                return 130
            except (NotPossibleError, runner.BrokenError) as stopped:
                SAY.print(f"{name} was not carried out: {stopped}")
                broken += 1
    for name in wanted:
        verdict = page.verdict(known[name], page.results().get(name))
        SAY.print(f"{name}: {verdict}")
        broken += verdict != "shown"
    return min(1, broken)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
