"""P17: every address x method x role x way to stand to a case x tier, against tables written by hand (`tests/matrix`).

Each cell's status, fields, names and writes are compared; then each permission check of the source is removed from a
copy, one at a time, and the cells must notice; what is not yours must take as long as what is not there.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import midex
from tests.experiments.experiment import Change, Experiment, Outcome, Sabotage
from tests.matrix.checks import checks
from tests.matrix.removing import ROOT, excuses, survivors

CELLS = 20_000
"""More than there are."""

PARTS = 2
PAIRS = 200
TRIMMED = 20
"""Pairs at either end that a robust mean leaves out."""

DONE = ROOT / "var" / "experiments" / "P17" / "removed.jsonl"
"""What this run has removed so far: it goes on where it was interrupted, and is gone with the run's folder."""

LARGEST = 4.5
"""The value of t below which two distributions cannot be told apart."""

SCOPE, READ = "src/midex/stores/cases/scope.py", "src/midex/services/casework/read_case.py"


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """The cells, as many as there are; where all are asked for, also each check removed, and the time of refusals."""
    _matrix("build", folder)
    if trials < CELLS:
        return _asked([_matrix("ask", folder, "0/1", str(trials))])
    with ThreadPoolExecutor(PARTS) as pool:
        asked = _asked([*pool.map(lambda part: _matrix("whole", folder, f"{part}/{PARTS}"), range(PARTS))])
    if asked.failures:
        return asked  # with a cell that is wrong already every check that is removed would seem to be noticed
    removed, unnoticed = _removed(seed, folder)
    apart = _time_tells(folder)
    notes = {"permission checks removed": removed, "permission checks covered twice, said why": len(excuses())}
    notes |= {f"not noticed: {one}": 1 for one in unnoticed} | ({"the time of a refusal tells": 1} if apart else {})
    failures = asked.failures + len(unnoticed) + apart
    return Outcome(asked.trials + removed + 2 * PAIRS, failures, {**asked.notes, **notes})


def _asked(came: list[dict[str, Any]]) -> Outcome:
    """The sum of what parts of the cells have come to."""
    wrong = [said for part in came for said in (*part["wrong"], *part["unjournaled"])]
    sys.stderr.write("\n".join(wrong) + "\n")
    disclosed = sum(part["disclosed"] for part in came)
    notes = {"routes": len(set(came[0]["routes"])), "cells that disclosed a case": disclosed}
    return Outcome(sum(part["cells"] for part in came), len(wrong), notes)


def _removed(seed: int, folder: Path) -> tuple[int, list[str]]:
    """How many checks were removed, and which without being noticed, but for those that say why."""
    source = Path(midex.__file__).parent
    said = excuses()
    known = {one.id for one in checks(source)}
    tried = known - said.keys()
    left = [one for one in checks(source) if one.id in tried - _done().keys()]
    random.Random(seed).shuffle(left)
    with DONE.open("a", encoding="utf-8") as done:
        for one, alive in survivors(left, source, folder, folder / "removed", fresh=not _done()):
            done.write(json.dumps([one.id, alive]) + "\n")
            done.flush()
            sys.stderr.write(f"{'not noticed' if alive else 'noticed'}: line {one.line}, {one.id}\n")
    alive = [one for one, alive in _done().items() if alive]
    return len(tried), [*alive, *(said.keys() - known)]


def _done() -> dict[str, bool]:
    """The checks that this run has removed so far, and whether nothing noticed it."""
    return dict(map(json.loads, DONE.read_text("utf-8").splitlines())) if DONE.exists() else {}


def _time_tells(folder: Path) -> bool:
    """Whether the time of an answer says that a case is there: Yuen's t of trimmed means over interleaved pairs."""
    there, nowhere = (json.loads(line) for line in _lines("time", folder, str(PAIRS))[-2:])
    return abs(trimmed_t(there, nowhere)) >= LARGEST


def trimmed_t(one: list[float], other: list[float], cut: int = TRIMMED) -> float:
    """Yuen's t: the difference of trimmed means over its error from winsorised variances."""
    parts = []
    for values in (sorted(one), sorted(other)):
        kept = values[cut:-cut]
        pulled = [kept[0]] * cut + kept + [kept[-1]] * cut
        n, h = len(values), len(kept)
        parts.append((statistics.fmean(kept), (n - 1) * statistics.variance(pulled) / (h * (h - 1))))
    (mean, error), (mean_, error_) = parts
    return float((mean - mean_) / (error + error_) ** 0.5)


def _matrix(what: str, *said: object) -> dict[str, Any]:
    lines = _lines(what, *said)
    return dict(json.loads(lines[-1])) if lines else {}


def _lines(what: str, *said: object) -> list[str]:
    command = [sys.executable, "-m", "tests.matrix", what, *map(str, said)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


EXPERIMENT = Experiment(
    promise="P17",
    says="every address answers each role as a table says that no code can read, for every way to stand to a case and "
    "every tier; what is not yours answers like what is not there; each permission check that is removed is noticed",
    run=run,
    small=400,
    full=CELLS,
    every=True,
    sabotages=(
        Sabotage(
            "lists and names are not held to a scope",
            SCOPE,
            "if scope.role not in OFFICE_TIERS:\n        return NOTHING, []",
            'if scope.identity:\n        return "1 = 1", []',
        ),
        Sabotage(
            "a case that is not yours is refused with a reason of its own",
            READ,
            "(), ports)\n            return Refused(Message(NOT_FOUND))",
            '(), ports)\n            return Refused(Message("not yours" if ports.cases.judged(name) else NOT_FOUND))',
            trials=3000,
        ),
        Sabotage(
            "what a role must not read is shown",
            "src/midex/services/casework/history.py",
            "if entry is None or role not in entry.handling.readers:",
            "if entry is None:",
            also=(
                Change(
                    "src/midex/services/casework/shown_fields.py",
                    "if role not in shape.entry.handling.readers:",
                    "if role is None:",
                ),
            ),
            trials=3000,
        ),
        Sabotage(
            "a session without its second factor counts",
            "src/midex/web/account/actor.py",
            "if needs_second_factor(Role(user.role)) and not request.session[FACTOR]:",
            "if False:",
            trials=3000,
        ),
        Sabotage(
            "a request from another site is taken",
            "src/midex/web/settings.py",
            '    "django.middleware.csrf.CsrfViewMiddleware",\n',
            "",
            trials=3000,
        ),
        Sabotage(
            "whoever sees by break-glass may act",
            "src/midex/policy/break_glass.py",
            "return Refused(Message(ONLY_SHOWN)) if is_outside(scope, case) else Allowed()",
            "return Allowed()",
            trials=6000,
        ),
        Sabotage(
            "whoever a case is about may see it",
            SCOPE,
            "c.concerns <> %s AND (",
            "%s <> '' AND (",
            trials=3000,
        ),
    ),
)
