"""Run the experiments that prove the promises, all or those named; `make experiments`, `make experiment P=P2`.

A run is about one state of the source, copied when it begins; interrupted, it goes on where it was. -> docs/promises.md
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from tests.experiments import page, runner
from tests.experiments.catalogue import experiments
from tests.experiments.experiment import Experiment, NotPossibleError

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "experiments"
SEEDS = ROOT / "tests" / "experiments" / "seeds.txt"
LONGEST = 40 * 60  # seconds for one promise
SAY = Console(stderr=True)


class Run:
    """One experiment's run: the copy of the source it is about, and a line for each part that is done."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.folder = WORK / experiment.promise
        self.source = self.folder / "source"
        self._ledger = self.folder / "ledger.jsonl"

    def open(self, *, again: bool) -> None:
        """Go on with a run that was interrupted, or copy the source for a new one."""
        if again:
            shutil.rmtree(self.folder, ignore_errors=True)
        if not self._ledger.exists():
            shutil.rmtree(self.source, ignore_errors=True)
            for part in runner.PARTS:
                if (ROOT / part).exists():
                    shutil.copytree(ROOT / part, self.source / part, ignore=shutil.ignore_patterns("__pycache__"))
            self.write({"version": version()})

    def lines(self) -> list[dict[str, Any]]:
        """What was done so far."""
        return [json.loads(line) for line in self._ledger.read_text("utf-8").splitlines() if line.endswith("}")]

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
            "version": lines[0]["version"],
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


def carry_out(experiment: Experiment, progress: Progress, *, again: bool) -> None:
    """All parts and sabotages that are not done yet, for at most 40 minutes; then the page."""
    run, until = Run(experiment), time.monotonic() + LONGEST
    run.open(again=again)
    bar = progress.add_task(experiment.promise, total=experiment.full, completed=run.result()["trials"])
    while not _enough(run) and time.monotonic() < until:
        seed = runner.new_seed()
        wanted = min(experiment.step, experiment.full - run.result()["trials"])
        part = runner.tried(experiment, wanted, seed, run.source)
        run.write({"seed": seed, "trials": part.trials, "failures": part.failures, "notes": dict(part.notes)})
        progress.update(bar, advance=part.trials)
        SAY.print(
            f"{experiment.promise} seed {seed}: {part.trials} trials, {part.failures} failures {dict(part.notes)}"
        )
        if part.failures:
            _remember(experiment, seed, wanted)
    done = run.result()["sabotages"]
    for sabotage in experiment.sabotages:
        if sabotage.removes not in done:
            red = runner.turns_red(experiment, sabotage, runner.new_seed())
            run.write({"sabotage": sabotage.removes, "red": red})
            SAY.print(f"{experiment.promise} sabotage {'red' if red else 'GREEN'}: {sabotage.removes}")
    page.keep(experiment.promise, run.result())
    if _enough(run):
        run.close()


def _enough(run: Run) -> bool:
    result = run.result()
    return bool(result["trials"] if run.experiment.every else result["trials"] >= run.experiment.full)


def _remember(experiment: Experiment, seed: int, trials: int) -> None:
    with SEEDS.open("a", encoding="utf-8") as seeds:
        seeds.write(f"{experiment.promise} {seed} {trials}\n")


def main(*asked: str) -> int:
    """Exit code 0 where every promise that was tried is shown."""
    known = experiments()
    if "--page" in asked:
        page.PAGE.write_text(page.page(), "utf-8")
        return 0
    wanted = [name.upper() for name in asked if not name.startswith("-")] or list(known)
    if unknown := [name for name in wanted if name not in known]:
        SAY.print(f"no experiment for {', '.join(unknown)}; there are {', '.join(known)}")
        return 2
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    broken = 0
    with Progress(*columns, console=SAY) as progress:
        for name in wanted:
            try:
                carry_out(known[name], progress, again="--again" in asked)
            except (NotPossibleError, runner.BrokenError, subprocess.TimeoutExpired) as stopped:
                SAY.print(f"{name} was not carried out: {stopped}")
                broken += 1
    for name in wanted:
        said = page.verdict(known[name], page.results().get(name))
        SAY.print(f"{name}: {said}")
        broken += said != "shown"
    return min(1, broken)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
