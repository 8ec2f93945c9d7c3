"""Runs trials of one experiment in a process of its own: `python -m tests.experiments.trial P8 200 SEED FOLDER SOURCE`.

SOURCE is the folder that midex must come from, so that a sabotage is never tried on the code as it is.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import midex
from tests.experiments.catalogue import experiment
from tests.experiments.experiment import NotPossibleError


def main(promise: str, trials: str, seed: str, folder: str, source: str) -> None:
    """Print what came of it as the last line, one JSON object."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whatever was started is stopped first
    if not Path(midex.__file__).resolve().is_relative_to(Path(source).resolve()):
        raise SystemExit(f"midex was imported from {midex.__file__}, not from {source}")
    try:
        outcome = experiment(promise).run(int(trials), int(seed), Path(folder))
    except NotPossibleError as lacking:
        said: dict[str, object] = {"not_possible": str(lacking)}
    else:
        said = {"trials": outcome.trials, "failures": outcome.failures, "notes": dict(outcome.notes)}
    sys.stdout.write("\n" + json.dumps(said) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
