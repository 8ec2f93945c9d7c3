"""P31: ten times the evening peak of 2015, then all devices that were cut off at once: nothing lost, nothing twice.

In full: 5.3 intakes a second for half an hour over HTTP, then 100 devices with 126 records each, in a register of a
million made-up cases. How long an intake took is printed and decides nothing.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.experiments.experiment import Experiment, NotPossibleError, Outcome, Sabotage
from tests.experiments.served_case import NOWHERE, OFFICER, Officer
from tests.processes import Served, done, environment, free_port

A_SECOND, SECONDS = 5.3, 1_800
DEVICES, QUEUED = 100, 126
IN_TIME, AT_ONCE = int(A_SECOND * SECONDS), DEVICES * QUEUED
CASES = 1_000_000
"""Made-up people in the register of a full run; a smaller run has as much smaller a register."""

ANSWER_LOST = 0.15
"""The share of intakes whose answer does not reach the device, which asks again under the same name."""

TRIES, PAUSE = 60, 0.25
KEPT = "SELECT key, case_id FROM cases_event WHERE key LIKE 'intake-%'"
FILES = "SELECT count(*) FROM cases_casefile"


@dataclass(frozen=True)
class Intake:
    """One person at the counter: an attempt to open a case, and one to register the person in it."""

    name: str
    answer_lost: bool


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """So many intakes: first some at a pace, then all the others at once."""
    draw = random.Random(seed)
    intakes = [Intake(f"intake-{seed}-{number:06}", draw.random() < ANSWER_LOST) for number in range(trials)]
    paced = max(1, trials * IN_TIME // (IN_TIME + AT_ONCE))
    home = folder / "case"
    served, secret, before = _prepared(home, folder, max(100, CASES * trials // (IN_TIME + AT_ONCE)))
    served.start()
    officer = Officer(served, secret)
    notes: Counter[str] = Counter()
    try:
        told = _at_a_pace(intakes[:paced], officer, notes)
        told |= _all_at_once(intakes[paced:], officer, notes)
    finally:
        officer.close()
        served.stop()
    failures = _failures(intakes, told, home, before)
    notes.update({"intakes at a pace": paced, "intakes at once": trials - paced, "cases there before": before})
    return Outcome(trials, failures, dict(notes))


def _prepared(home: Path, folder: Path, people: int) -> tuple[Served, str, int]:
    """A case node full of made-up people, and the secret of its officer's one-time codes; not started yet."""
    port = free_port()
    place = ("--participant", "RS", "--institution", "asylum-office", "--office", "north", "--generated")
    done("init", "--home", home, "--kind", "case-node", *place, "--port", str(port), "--hub", NOWHERE)
    done("account", "add", OFFICER, "--home", home, "--role", "registration-officer", "--office", "north")
    secret = done("account", "totp", OFFICER, "--home", home).splitlines()[0]
    command = [sys.executable, "-m", "midex", "simulate", "--home", str(home), "--people", str(people), "--seed", "31"]
    filled = subprocess.run(command, env=environment({}), capture_output=True, text=True, check=False)
    if filled.returncode:
        raise NotPossibleError(f"the register could not be filled: {filled.stderr[-300:]}")
    return Served(home, port, folder / "case.log"), secret, len(_rows(home, "SELECT case_id FROM cases_casefile"))


def _at_a_pace(intakes: Sequence[Intake], officer: Officer, notes: Counter[str]) -> dict[str, str]:
    """One after the other at the pace of ten times 2015, whether the one before was answered or not."""
    begun = time.monotonic()

    def taken(number: int, intake: Intake) -> tuple[str, str, float]:
        due = begun + number / A_SECOND
        time.sleep(max(0.0, due - time.monotonic()))
        case = _taken(intake, officer, notes)
        return intake.name, case, time.monotonic() - due

    with ThreadPoolExecutor(DEVICES) as pool:
        answers = list(pool.map(taken, range(len(intakes)), intakes))
    return _told("at a pace", answers, time.monotonic() - begun)


def _all_at_once(intakes: Sequence[Intake], officer: Officer, notes: Counter[str]) -> dict[str, str]:
    """Each device sends what it had queued, all devices together."""
    devices = min(DEVICES, max(4, len(intakes) // QUEUED))
    begun = time.monotonic()

    def sent(queue: Iterable[Intake]) -> list[tuple[str, str, float]]:
        answers = []
        for intake in queue:
            asked = time.monotonic()
            answers.append((intake.name, _taken(intake, officer, notes), time.monotonic() - asked))
        return answers

    with ThreadPoolExecutor(devices) as pool:
        answers = [one for queue in pool.map(sent, [intakes[at::devices] for at in range(devices)]) for one in queue]
    return _told("at once", answers, time.monotonic() - begun)


def _told(how: str, answers: Sequence[tuple[str, str, float]], seconds: float) -> dict[str, str]:
    """Which case each intake became; how long they took is printed."""
    taken = sorted(each for _, _, each in answers) or [0.0]
    shares = ", ".join(
        f"p{share} {taken[min(len(taken) - 1, len(taken) * share // 100)]:.2f} s" for share in (50, 95, 99)
    )
    sys.stderr.write(f"P31 {how}: N = {len(answers)} in {seconds:.0f} s; {shares}\n")
    return {name: case for name, case, _ in answers if case}


def _taken(intake: Intake, officer: Officer, notes: Counter[str]) -> str:
    """The case that an intake became; empty where it was never acknowledged, or acknowledged as another."""
    case = _asked(lambda: officer.open_case(f"{intake.name}-a"), notes)
    if case and intake.answer_lost:
        notes["asked again, the answer was lost"] += 1
        if _asked(lambda: officer.open_case(f"{intake.name}-a"), notes) != case:
            return ""
    again = 2 if intake.answer_lost else 1
    registered = [
        _asked(lambda: officer.register(case, f"{intake.name}-b"), notes) for _ in range(again if case else 0)
    ]
    return case if case and set(registered) == {case} else ""


def _asked(ask: Callable[[], httpx.Response], notes: Counter[str]) -> str:
    """The case that an answer names; a device that is told to wait, or not answered, asks again."""
    for _ in range(TRIES):
        try:
            answer = ask()
        except httpx.TransportError:
            notes["not answered"] += 1
        else:
            if answer.status_code in (200, 201):
                return str(answer.json()["case"])
            if answer.status_code < 500:
                return ""
            notes["told to wait"] += 1
        time.sleep(PAUSE)
    return ""


def _failures(intakes: Sequence[Intake], told: dict[str, str], home: Path, before: int) -> int:
    """Intakes without an answer, without both their steps, or with more than their one case."""
    kept: dict[str, set[str]] = {}
    for key, case in _rows(home, KEPT):
        kept.setdefault(key[:-2], set()).add(f"{key[-1]} {case}")
    lost = sum(one.name not in told or len(kept.get(one.name, ())) != 2 for one in intakes)
    apart = sum(len({said[2:] for said in steps}) != 1 for steps in kept.values())
    ((files,),) = _rows(home, FILES)
    surplus = abs(files - before - len(intakes))
    shared = len(told) - len(set(told.values()))
    return min(len(intakes), lost + apart + surplus + shared)


def _rows(home: Path, query: str) -> list[tuple[str, str]]:
    with sqlite3.connect(f"file:{home / 'restricted.sqlite3'}?mode=ro", uri=True) as database:
        return database.execute(query).fetchall()


EXPERIMENT = Experiment(
    promise="P31",
    says="at ten times the peak of 2015, and when all devices reconnect at once, nothing is lost and nothing is twice",
    run=run,
    small=40,
    full=IN_TIME + AT_ONCE,
    part=IN_TIME + AT_ONCE,
    sabotages=(
        Sabotage(
            "an attempt is known again by its name",
            "src/midex/services/casework/take_step.py",
            "case, row, person, wanted.key, ports)",
            "case, row, person, ports.random_id(), ports)",
        ),
        Sabotage(
            "what is acknowledged is kept",
            "src/midex/services/casework/take_step.py",
            "    ports.cases.put(kept)\n",
            "    if person < '8':\n        ports.cases.put(kept)\n",
        ),
    ),
)
