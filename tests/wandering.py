"""Random histories: accounts of every role that ask for any step of any case, lawful or not, one by one and in bulk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from midex.kernel.verdict import Refused
from midex.services.casework.approve_step import approve_step, withdraw_step
from midex.services.casework.list_cases import list_cases
from midex.services.casework.ports import Wanted
from midex.services.casework.read_case import read_case
from midex.services.casework.take_many import NotTaken, take_many
from midex.services.casework.take_step import StepProposed, StepTaken, TakeStep
from tests.casework import ACTORS, INFORMED, REGISTERED, CaseNode

LIKELY = ("officer", "caseworker", "supervisor", "deputy", "officer-south", "supervisor-south")
MOVES = {
    "open": 5,
    "register": 10,
    "correct": 6,
    "hand-over-copy": 5,
    "keep-closer": 3,
    "keep-as-standard": 6,
    "assign": 5,
    "record-departure": 4,
    "order-erasure": 8,
    "approve": 14,
    "withdraw": 1,
    "many": 1,
    "look": 4,
}


@dataclass
class Wanderer:
    """Asks a case node for one thing after the other, drawn from ``draw`` alone."""

    node: CaseNode
    draw: Random
    names: list[str] = field(default_factory=list)
    waiting: list[StepProposed] = field(default_factory=list)
    came_of: Counter[str] = field(default_factory=Counter)

    def wander(self, moves: int) -> Counter[str]:
        """So many moves; answers with what came of them."""
        for move in self.draw.choices(list(MOVES), list(MOVES.values()), k=moves):
            self.node.clock.move(seconds=self.draw.choice([0, 0, 1, 700, 40_000]))
            answer = self._make(move)
            self.came_of[type(answer).__name__] += 1
            if isinstance(answer, StepTaken):
                self.came_of[move] += 1
                if move == "open":
                    self.names.append(answer.name)
            if isinstance(answer, StepProposed):
                self.waiting.append(answer)
        return self.came_of

    def _make(self, move: str) -> Any:
        who = self.draw.choice(LIKELY if self.draw.random() < 0.7 else sorted(ACTORS))
        if move == "many":
            return self._many(who)
        if move in ("approve", "withdraw"):
            return self._settle(move, who)
        if move in ("keep-as-standard", "order-erasure", "assign") and self.draw.random() < 0.8:
            who = self.draw.choice(["supervisor", "deputy"])
        if move == "look":
            return self._look(who)
        name = "" if move == "open" else self._name()
        return self.node.ask(move, self._fields(move), who, name)

    def _name(self) -> str:
        """Mostly a case that something can still happen in."""
        recent = self.names[-8:] if self.draw.random() < 0.8 else self.names
        return self.draw.choice(recent) if recent else "2026-9999999"

    def _settle(self, move: str, who: str) -> Any:
        if not self.waiting:
            return None
        one = self.waiting.pop(-1 if self.draw.random() < 0.7 else self.draw.randrange(len(self.waiting)))
        approving = self.draw.choice(["supervisor", "deputy", who])
        if move == "withdraw":
            return withdraw_step(one.proposal, ACTORS[who], self.node.ports)
        answer = approve_step(one.proposal, one.sha256, ACTORS[approving], self.node.ports)
        if isinstance(answer, Refused) and self.draw.random() < 0.8:
            self.waiting.append(one)
        return answer

    def _look(self, who: str) -> Any:
        if self.draw.random() < 0.3:
            return list_cases(Wanted(), ACTORS[who], self.node.ports)
        return read_case(self._name(), ACTORS[who], self.node.ports)

    def _many(self, who: str) -> Any:
        steps = ["open", "register", "hand-over-copy"]
        cases = [self.case(steps[: self.draw.randint(1, 3)]) for _ in range(self.draw.randint(1, 12))]
        last: int | NotTaken | None = None
        for last in take_many(cases, ACTORS[who], self.node.ports):
            self.came_of["in bulk"] += last if isinstance(last, int) else 0
        return last

    def case(self, steps: list[str]) -> list[TakeStep]:
        """What is asked for in a new case, in order."""
        return [
            TakeStep(
                procedure="registration", step=step, fields=self._fields(step), key=f"{self.draw.getrandbits(128):032x}"
            )
            for step in steps
        ]

    def _fields(self, step: str) -> dict[str, Any]:
        draw = self.draw
        said: dict[str, Callable[[], dict[str, Any]]] = {
            "open": lambda: {**INFORMED, "language": draw.choice(["fa", "ar", "ps"])},
            "register": lambda: {
                **REGISTERED,
                "accompanied": draw.choice(["adult", "adult", "with-family", "separated", "alone", "unknown"]),
                "concerns_staff": draw.choice(["", "", "", "caseworker"]),
            },
            "correct": lambda: {"birth": f"19{draw.randint(50, 99)}", "reason": "A document was shown later."},
            "hand-over-copy": lambda: {"language": "fa"},
            "keep-closer": lambda: {"tier": draw.choice(["protected", "child", "trafficking"]), "reason": "Told so."},
            "keep-as-standard": lambda: {"reason": "The danger has gone."},
            "assign": lambda: {"account": draw.choice(["caseworker", "guardian", "officer", "nobody"])},
            "record-departure": lambda: {"why": "left", "on": "2026-03-02"},
            "order-erasure": lambda: {"ground": "no-longer-needed"},
        }
        return said[step]()


def many_of(node: CaseNode, count: int, seed: int) -> list[list[TakeStep]]:
    """Steps of new cases of adults, all of them lawful for an officer."""
    draw = Random(seed)
    wanderer = Wanderer(node, draw)
    steps = ["open", "register", "hand-over-copy"]
    cases = [wanderer.case(steps[: draw.randint(1, 3)]) for _ in range(count)]
    return [[replace(one, fields=FIELDS[one.step]) for one in case] for case in cases]


FIELDS: dict[str, dict[str, Any]] = {"open": INFORMED, "register": REGISTERED, "hand-over-copy": {"language": "fa"}}


def named(wanted: TakeStep, name: str) -> TakeStep:
    """The same step in a case of that name."""
    return replace(wanted, name="" if wanted.step == "open" else name)
