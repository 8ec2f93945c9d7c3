"""`docs/promises.md` from the kept results; it holds no figure of its own."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.experiments.bound import upper_bound
from tests.experiments.catalogue import digest, experiments, promises
from tests.experiments.experiment import Experiment

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS, PAGE = Path("docs/promises.json"), Path("docs/promises.md")

HEAD = """# Promises

What MIDEX promises, and what happened when it was tried.
Written by `make experiments`; one alone: `make experiment P=P2`.

*N* trials were made with seeds drawn at run time. The *bound* is the rate of failures that, at 95 % confidence, is not
exceeded (3/N without a failure, else Clopper and Pearson's). A *sabotage* takes one defence out of a copy of the
source; the same experiment must then count failures. If one stays green, the experiment proves nothing, and the promise
is called worthless. **shown**: as many trials as planned, no failure, every sabotage red. The *version* is the commit
of the source that was tried, with a plus where it had changes besides that nobody can look up: then nothing is shown.
What was changed since was not tried; where the experiment itself was changed since, nothing is shown either.

| promise | verdict | N | failures | bound | sabotages red | date | version |
|---|---|---:|---:|---:|---|---|---|
"""


def results(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """What the last run of each experiment came to."""
    return dict(json.loads((root / RESULTS).read_text("utf-8"))) if (root / RESULTS).exists() else {}


def keep(promise: str, result: Mapping[str, Any], root: Path = ROOT) -> None:
    """Put a result in place of the one before, and write the page; runs in other processes wait for their turn."""
    folder = root / "var" / "experiments"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "page.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        kept = {**results(root), promise: result}
        ordered = {number: kept[number] for number in promises() if number in kept}
        _write(root / RESULTS, json.dumps(ordered, indent=1, ensure_ascii=False) + "\n")
        _write(root / PAGE, page(root))


def _write(file: Path, text: str) -> None:
    """All of it or nothing, whenever the process ends."""
    part = file.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(file)


def page(root: Path = ROOT) -> str:
    """The whole page."""
    known, kept = experiments(), results(root)
    rows = [_row(number, name, known.get(number), kept.get(number)) for number, name in promises().items()]
    tried = [_section(known[number], kept[number]) for number in promises() if number in known and number in kept]
    return HEAD + "\n".join(rows) + "\n\n" + "\n".join(tried)


def verdict(experiment: Experiment | None, result: Mapping[str, Any] | None) -> str:
    """In one or a few words; only `shown` is good."""
    if experiment is None or result is None:
        return "not shown"
    if result["failures"]:
        return "**broken**"
    if not all(result["sabotages"].values()):
        return "**worthless**"
    return f"not shown: {missing}" if (missing := _missing(experiment, result)) else "shown"


def _missing(experiment: Experiment, result: Mapping[str, Any]) -> str:
    run = result["sabotages"].keys() & {sabotage.removes for sabotage in experiment.sabotages}
    if result["experiment"] != digest(experiment.promise):
        return "the experiment was changed since"
    if result["version"].endswith("+"):
        return "run on source that was not committed"
    if not experiment.sabotages or len(run) < len(experiment.sabotages):
        return "not every sabotage run"
    return f"{result['planned']:,} planned" if result["trials"] < result["planned"] else ""


def _row(number: str, name: str, experiment: Experiment | None, result: Mapping[str, Any] | None) -> str:
    said = verdict(experiment, result)
    if experiment is None or result is None:
        return f"| {number} {name} | {said} | | | | | | |"
    red = f"{sum(result['sabotages'].values())} of {len(experiment.sabotages)}"
    return (
        f"| [{number} {name}](#{number.lower()}) | {said} | {result['trials']:,} | {result['failures']} "
        f"| {_bound(experiment, result)} | {red} | {result['date']} | {result['version']} |"
    )


def _bound(experiment: Experiment, result: Mapping[str, Any]) -> str:
    if experiment.every:
        return "every case"
    return f"{100 * upper_bound(result['failures'], result['trials']):.2g} %"


def _section(experiment: Experiment, result: Mapping[str, Any]) -> str:
    lines = [f"## {experiment.promise}", "", f"{experiment.says[0].upper()}{experiment.says[1:]}.", ""]
    lines += [f"- {name}: {count:,}" for name, count in result["notes"].items()]
    colour = {True: "red", False: "**green**"}
    lines += [f"- sabotage, {colour[red]}: {removed}" for removed, red in result["sabotages"].items()]
    return "\n".join([*lines, ""])
