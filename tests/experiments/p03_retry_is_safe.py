"""P3: an attempt has its client's own name, so that whoever does not know what came of it may ask again, and again.

Sequences of submitting, losing the answer, retrying, a second tab and a second device, drawn and shrunk by Hypothesis.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from hypothesis.strategies import booleans, integers, sampled_from

from midex.services.casework.take_step import StepTaken, TakeStep, take_step
from tests.casework import ACTORS, INFORMED, REGISTERED, CaseNode
from tests.experiments.experiment import Experiment, Outcome, Sabotage
from tests.experiments.in_process import case_node

STEPS = 12  # of a sequence
RACES = 2  # of a sequence: threads are slow
FOLLOWING: Mapping[str, Mapping[str, Any]] = {"register": REGISTERED, "hand-over-copy": {"language": "fa"}}


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Each trial is one sequence; Hypothesis stops at the first that fails, and shrinks it."""
    node = case_node(folder)
    done: Counter[str] = Counter()
    threads = ThreadPoolExecutor(2)

    class Client(Attempts):
        def __init__(self) -> None:
            super().__init__(node, threads, done)

    asked = hypothesis.settings(
        max_examples=trials,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(Client), settings=asked)
        broken = _surplus(node)
    except Exception as wrong:  # noqa: BLE001 - whatever is not the answer of before is a failure
        sys.stderr.write(f"{type(wrong).__name__}: {wrong}\n")
        broken = 1
    threads.shutdown()
    node.keys.close()
    return Outcome(done["sequences"], broken, {name: count for name, count in done.items() if name != "sequences"})


class Attempts(RuleBasedStateMachine):
    """Clients of one case node; an attempt is its key, and every answer to it must be the first one."""

    def __init__(self, node: CaseNode, threads: ThreadPoolExecutor, done: Counter[str]) -> None:
        super().__init__()
        self._node, self._threads, self._done = node, threads, done
        self._wanted: dict[str, TakeStep] = {}
        self._known: dict[str, StepTaken] = {}
        self._lost: set[str] = set()
        self._cases: list[str] = []
        self._races = 0

    @initialize()
    def begin(self) -> None:
        """Every sequence has a case to work on."""
        self.open_a_case(arrives=True, answered=True)

    @rule(arrives=booleans(), answered=booleans())
    def open_a_case(self, arrives: bool, answered: bool) -> None:
        """A new attempt; the request may never arrive, or its answer never come back."""
        self._attempt(_open(), arrives, answered)

    @rule(which=integers(0), step=sampled_from(sorted(FOLLOWING)), arrives=booleans(), answered=booleans())
    def take_a_step(self, which: int, step: str, arrives: bool, answered: bool) -> None:
        """The next step of a case that a client knows."""
        if self._cases:
            name = self._cases[which % len(self._cases)]
            self._attempt(_step(step, name), arrives, answered)

    @rule(which=integers(0), times=integers(1, 3))
    def ask_again(self, which: int, times: int) -> None:
        """A retry of any attempt, whether its outcome is known or not."""
        if self._wanted:
            key = sorted(self._wanted)[which % len(self._wanted)]
            for _ in range(times):
                self._done["retries"] += 1
                self._told(key, self._ask(key))

    @rule(anew=booleans(), which=integers(0))
    def ask_in_two_tabs_at_once(self, anew: bool, which: int) -> None:
        """The same attempt twice at the same time, each over a connection of its own; a new one, or any before."""
        if self._races < RACES:
            self._races += 1
            wanted = _open() if anew else self._wanted[sorted(self._wanted)[which % len(self._wanted)]]
            self._wanted[wanted.key] = wanted
            for answer in self._threads.map(self._ask, (wanted.key, wanted.key)):
                self._done["answers in two tabs"] += 1
                self._told(wanted.key, answer)

    @rule(which=integers(0))
    def two_devices_correct_what_both_saw(self, which: int) -> None:
        """Two attempts of different names on the same state of a case: one of them at most is taken."""
        if self._cases and self._races < RACES:
            self._races += 1
            name = self._cases[which % len(self._cases)]
            self._attempt(_step("register", name), arrives=True, answered=True)
            (case,) = {answer.case for answer in self._known.values() if answer.name == name}
            steps = len(self._node.ports.events.history(case))
            keys = []
            for reason in ("one device", "another device"):
                fields = {"reason": reason, "birth": "1990"}
                wanted = TakeStep(
                    procedure="registration", step="correct", fields=fields, key=uuid4().hex, name=name, based_on=steps
                )
                self._wanted[wanted.key] = wanted
                keys.append(wanted.key)
            answers = list(self._threads.map(self._ask, keys))
            for key, answer in zip(keys, answers, strict=True):
                self._told(key, answer)
            assert sum(isinstance(answer, StepTaken) for answer in answers) <= 1, "one overwrote the other unseen"
            self._done["meetings of two devices"] += 1

    @rule(which=integers(0))
    def another_account_uses_the_name(self, which: int) -> None:
        """Another account's attempt of the same name is refused and changes nothing."""
        if self._known:
            key = sorted(self._known)[which % len(self._known)]
            answer = take_step(self._wanted[key], ACTORS["caseworker"], self._node.ports)
            assert not isinstance(answer, StepTaken), "somebody else's attempt was taken as one's own"
            self._done["names used by another"] += 1

    def teardown(self) -> None:
        """In the end every client finds out: all that is unknown is asked again, and counted in the store."""
        for key in sorted(self._lost):
            self._told(key, self._ask(key))
            self._done["unknown outcomes resolved"] += 1
        for key, answer in self._known.items():
            kept = self._node.ports.events.by_key(key)
            assert kept, "an acknowledged step is not in the store"
            assert (kept.entry, kept.number) == (answer.entry, answer.number)
        for case in {answer.case for answer in self._known.values()}:
            steps = {answer.number for answer in self._known.values() if answer.case == case}
            kept_steps = [event.number for event in self._node.ports.events.history(case)]
            assert kept_steps == sorted(steps), "a case has steps that nobody asked for"
        self._done["sequences"] += 1
        self._done["attempts"] += len(self._wanted)

    def _attempt(self, wanted: TakeStep, arrives: bool, answered: bool) -> None:
        self._wanted[wanted.key] = wanted
        answer = self._ask(wanted.key) if arrives else None
        if answer and answered:
            self._told(wanted.key, answer)
        else:
            self._lost.add(wanted.key)

    def _ask(self, key: str) -> object:
        return take_step(self._wanted[key], ACTORS["officer"], self._node.ports)

    def _told(self, key: str, answer: object) -> None:
        """What a client learns of an attempt: a step once and for ever, or why not, with nothing kept."""
        self._lost.discard(key)
        before = self._known.get(key)
        assert before is None or answer == before, f"one attempt, two answers: {before} and {answer}"
        if isinstance(answer, StepTaken):
            self._known[key] = answer
            if self._wanted[key].step == "open" and answer.name not in self._cases:
                self._cases.append(answer.name)


def _open() -> TakeStep:
    return TakeStep(procedure="registration", step="open", fields=INFORMED, key=uuid4().hex)


def _step(step: str, name: str) -> TakeStep:
    return TakeStep(procedure="registration", step=step, fields=FOLLOWING[step], key=uuid4().hex, name=name)


def _surplus(node: CaseNode) -> int:
    """Steps beyond one for each name, and cases beyond one for each opening, in the whole store."""
    events = list(node.ports.events.all())
    openings = sum(event.step == "open" for event in events)
    cases = sum(1 for _ in node.ports.cases.all())
    return len(events) - len({event.key for event in events}) + abs(cases - openings)


EXPERIMENT = Experiment(
    promise="P3",
    says="whatever was lost on the way, asking again gives the answer of the first time and takes no second step",
    run=run,
    small=60,
    full=10_000,
    part=1_000,
    sabotages=(
        Sabotage(
            "an attempt is known again by its name",
            "src/midex/services/casework/take_step.py",
            "case, row, person, wanted.key, ports)",
            "case, row, person, ports.random_id(), ports)",
        ),
        Sabotage(
            "the name is looked for before the step is judged",
            "src/midex/services/casework/take_step.py",
            "if again := _as_before(wanted, scope, ports):",
            "if again := None:",
        ),
        Sabotage(
            "the name is looked for while nobody else writes",
            "src/midex/services/casework/take_step.py",
            "    with ports.unit_of_work():\n        if again := _as_before(wanted, scope, ports):\n"
            "            return again\n",
            "    if again := _as_before(wanted, scope, ports):\n        return again\n    with ports.unit_of_work():\n",
        ),
        Sabotage(
            "an attempt is its account's own",
            "src/midex/services/casework/take_step.py",
            "or by != scope.identity or",
            "or",
        ),
        Sabotage(
            "a step is taken in the state its client saw",
            "src/midex/services/casework/take_step.py",
            "if wanted.based_on not in (-1, case.steps):",
            "if wanted.based_on < -1:",
            trials=400,
        ),
    ),
)
