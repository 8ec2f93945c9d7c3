"""P18: what needs two persons is never done by one, nor with another text, later, or twice; broken glass is told.

Random paths of proposing, approving, withdrawing and changing, by people of every kind; what came of them is judged
afterwards from the event store alone, by rules written here a second time.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from midex.formats.canonical_json import canonical_json
from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.casework.approve_step import approve_step, withdraw_step
from midex.services.casework.break_glass import break_glass, see_notices
from midex.services.casework.ports import CaseRow, Grant, StoredEvent
from midex.services.casework.take_many import take_many
from midex.services.casework.take_step import StepProposed, StepTaken, TakeStep, take_step
from tests.casework import ACTORS, INFORMED, REGISTERED, CaseNode, journal_ports
from tests.experiments.experiment import Change, Experiment, Outcome, Sabotage
from tests.experiments.in_process import case_node

MOVES = 6  # of a path
PEOPLE = ("supervisor", "deputy", "supervisor", "deputy", "officer", "caseworker", "keeper", "supervisor-south")
BY_TWO: Mapping[str, str] = {"keep-as-standard": "reason", "order-erasure": "ground"}
SAYS: Mapping[str, Sequence[str]] = {
    "keep-as-standard": [f"a reason, the {number}th" for number in range(9)],
    "order-erasure": ["no-longer-needed", "consent-withdrawn", "objected", "unlawful", "legal-obligation"],
}
CLOSER = {"tier": "protected", "reason": "somebody asks for them"}
WHY = "somebody is in hospital and must be found tonight"


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What the proposer saw and said."""

    by: str
    case: str
    steps: int
    answer: StepProposed


@dataclass
class Seen:
    """What happened in all paths, as those who acted know it."""

    proposals: dict[str, Proposed] = field(default_factory=dict)
    approvals: dict[tuple[str, int], tuple[str, str, str]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    grants: list[Grant] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Each trial is a path through a case of its own; in every second one the registration has ended."""
    node, draw, seen = case_node(folder), random.Random(seed), Seen()
    if sum(done for done in take_many(_beginnings(trials), ACTORS["officer"], node.ports) if isinstance(done, int)) < 1:
        raise ValueError("no case was opened")
    rows = list(node.ports.cases.all())
    for row in rows:
        Attempts(node, draw, seen, row).go()
    seen.broken |= {row.case for row in rows if not _is_by_two(node.ports.events.history(row.case), seen)}
    seen.broken |= _untold(node, seen)
    node.keys.close()
    return Outcome(len(rows), len(seen.broken), dict(seen.done))


def _beginnings(count: int) -> Iterator[tuple[TakeStep, ...]]:
    last = (("keep-closer", CLOSER), ("record-departure", {"why": "left", "on": "2026-03-02"}))
    for number in range(count):
        steps = (("open", INFORMED), ("register", REGISTERED), last[number % 2])
        yield tuple(TakeStep(procedure="registration", step=s, fields=f, key=uuid4().hex) for s, f in steps)


class Attempts:
    """One case, and whatever people try with it."""

    def __init__(self, node: CaseNode, draw: random.Random, seen: Seen, row: CaseRow) -> None:
        self._ports, self._draw, self._seen, self._row = node.ports, draw, seen, row
        self._step = "keep-as-standard" if row.is_open else "order-erasure"
        self._mine: list[Proposed] = []
        self._stranger = Actor(identity=f"night-{row.name}", name="", role=Role.SUPERVISOR, office="south")
        self._glass = False

    def go(self) -> None:
        """Make random moves, most of them proposing and approving."""
        moves = (self._propose, self._approve, self._approve, self._approve, self._withdraw, self._change, self._break)
        self._propose()
        for _ in range(MOVES):
            self._draw.choice(moves)()

    def _who(self) -> Actor:
        strangers = (self._stranger,) if self._glass else ()
        people: tuple[Actor, ...] = (*(ACTORS[name] for name in PEOPLE), *strangers)
        return self._draw.choice(people)

    def _steps(self) -> int:
        return len(self._ports.events.history(self._row.case))

    def _propose(self) -> None:
        who, steps = self._who(), self._steps()
        fields = {BY_TWO[self._step]: self._draw.choice(SAYS[self._step])}
        answer = self._ask(self._step, fields, who)
        if isinstance(answer, StepProposed):
            proposed = Proposed(by=who.identity, case=self._row.case, steps=steps, answer=answer)
            self._mine.append(proposed)
            self._seen.proposals[answer.proposal] = proposed
            self._seen.done["proposals"] += 1

    def _approve(self) -> None:
        """Somebody approves something that waits, or waited, here or elsewhere, saying a hash that fits or does not."""
        known = self._mine or list(self._seen.proposals.values())[-3:]
        if not known:
            return
        proposed, who = self._draw.choice(known), self._who()
        said = self._draw.choice((proposed, proposed, self._draw.choice(known))).answer.sha256
        said = said if self._draw.random() < 0.9 else sha256(b"nothing").hexdigest()
        answer = approve_step(proposed.answer.proposal, said, who, self._ports)
        self._seen.done["attempts to approve"] += 1
        if isinstance(answer, StepTaken):
            self._seen.done["approved by a second person"] += 1
            self._seen.approvals[answer.case, answer.number] = (proposed.answer.proposal, who.identity, said)
            self._acted(who)

    def _withdraw(self) -> None:
        if self._mine:
            proposed, who = self._draw.choice(self._mine), self._who()
            if isinstance(withdraw_step(proposed.answer.proposal, who, self._ports), CaseRow):
                self._seen.withdrawn.add(proposed.answer.proposal)
                self._seen.done["withdrawn"] += 1
                self._acted(who)

    def _change(self) -> None:
        """The case moves on, so that what was proposed before is stale."""
        self._ask("correct", {"birth": "1990", "reason": "as a document says"}, self._who())

    def _break(self) -> None:
        given = break_glass(self._row.name, WHY, self._stranger, self._ports)
        if isinstance(given, Grant):
            self._glass = True
            self._seen.grants.append(given)
            self._seen.done["glass broken"] += 1

    def _ask(self, step: str, fields: Mapping[str, str], who: Actor) -> object:
        wanted = TakeStep(procedure="registration", step=step, fields=fields, key=uuid4().hex, name=self._row.name)
        answer = take_step(wanted, who, self._ports)
        if isinstance(answer, (StepTaken, StepProposed)):
            self._acted(who)
        return answer

    def _acted(self, who: Actor) -> None:
        """Whoever sees a case by broken glass, or not at all, has changed nothing."""
        if who.office != self._row.office:
            self._seen.broken.add(self._row.case)


def _is_by_two(history: tuple[StoredEvent, ...], seen: Seen) -> bool:
    """Whether each such step has two persons, is what was proposed and approved, at once and once."""
    used = []
    for event in history:
        if event.step not in BY_TWO:
            continue
        body = json.loads(event.body)
        approved = seen.approvals.get((event.case, event.number))
        if approved is None:
            return False
        proposal, approver, said = approved
        proposed = seen.proposals[proposal]
        text = sha256(canonical_json({"fields": body["fields"]})).hexdigest()
        used.append(proposal)
        if not (
            proposed.by != approver
            and (body["by"], body["second"]) == (proposed.by, approver)
            and text == said == proposed.answer.sha256
            and (event.case, event.number) == (proposed.case, proposed.steps + 1)
            and proposal not in seen.withdrawn
        ):
            return False
    return len(used) == len(set(used))


def _untold(node: CaseNode, seen: Seen) -> set[str]:
    """The cases whose broken glass is not in the journal, or is not told to those who watch."""
    noticed = {entry for page in _pages(node) for entry in page}
    journal = journal_ports(node).entries
    kinds = {entry.number: entry.kind for entry in journal.entries(0, journal.size())}
    return {
        grant.case
        for grant in seen.grants
        if grant.entry not in noticed or kinds[grant.entry] is not EntryKind.BREAK_GLASS
    }


def _pages(node: CaseNode) -> Iterator[set[int]]:
    """The entries whose notices a supervisor reads, page by page."""
    start: int | None = 0
    while start is not None:
        told = see_notices(ACTORS["supervisor"], node.ports, start=start)
        if isinstance(told, Refused):
            return
        yield {notice.grant.entry for notice in told.notices if notice.reason in (WHY, Closed())}
        start = told.older


APPROVE, TWO = "src/midex/services/casework/approve_step.py", "src/midex/policy/two_persons.py"

EXPERIMENT = Experiment(
    promise="P18",
    says="no path lets one person complete a step of two, or approve what is another text, stale, withdrawn or used; "
    "whenever glass is broken the journal has it, those who watch are told, and nothing is changed through it",
    run=run,
    small=60,
    full=10_000,
    part=1_000,
    sabotages=(
        Sabotage("the second is somebody else", TWO, "if proposer == approver:", 'if proposer == "":'),
        Sabotage("the text approved is the one proposed", TWO, "if proposed != approved:", 'if proposed == "":'),
        Sabotage("the case has not moved since", TWO, "if based_on == steps else", "if based_on <= steps else"),
        Sabotage(
            "what was withdrawn is over",
            APPROVE,
            "if not ports.proposals.settle(waiting.id, TAKEN, scope.at):",
            "if ports.proposals.settle(waiting.id, TAKEN, scope.at) is None:",
            also=(
                Change(
                    "src/midex/stores/cases/proposals.py",
                    "filter(id=askable(proposal), settlement=None)",
                    "filter(id=askable(proposal))",
                ),
            ),
            trials=200,
        ),
        Sabotage(
            "a step of two is proposed, not taken",
            "src/midex/services/casework/take_step.py",
            "if step.two_persons and row:",
            "if step.two_persons and row is None:",
        ),
        Sabotage(
            "by broken glass nothing is approved", APPROVE, "in (may_act(scope, row), two, judge", "in (two, judge"
        ),
        Sabotage(
            "who watches is told of broken glass",
            "src/midex/services/casework/break_glass.py",
            "        ports.grants.give(grant)\n",
            "",
        ),
    ),
)
