"""P21: one account, however patient and by whichever ways, gets no more in any hour than the caps; the office works on.

Each trial is a scraper with an account of its own and a random mix of ways. It is judged by what its answers disclosed,
never by what the node counted; the caps are written here a second time.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from itertools import product
from pathlib import Path
from uuid import uuid4

from midex.formats.letters.letter import Kind
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.casework.alarms import see_alarms
from midex.services.casework.break_glass import break_glass
from midex.services.casework.export_cases import export_cases
from midex.services.casework.find_people import FoundPeople, find_people
from midex.services.casework.hand_over import HandedOver, hand_over
from midex.services.casework.list_cases import Listed, list_cases
from midex.services.casework.ports import Grant, Wanted
from midex.services.casework.possible_duplicates import SideBySide, compare_cases
from midex.services.casework.read_case import OpenedCase, read_case
from midex.services.casework.take_many import take_many
from midex.services.casework.take_step import TakeStep
from midex.services.casework.write_letter import WriteLetter, WrittenLetter, write_letter
from tests.casework import ACTORS, INFORMED, NORTH, REGISTERED, SOUTH, CaseNode
from tests.experiments.experiment import Experiment, Outcome, Sabotage
from tests.experiments.in_process import case_node

HOUR = timedelta(hours=1)
MOST: Mapping[str, int] = {"opened": 30, "listed": 500, "found": 300, "glass broken": 5}
"""What one account may get in any hour: cases whose content came, that lists named, that searches named, grants."""

ADAY = 90
"""Cases opened in a day of which somebody who watches must hear, also where no cap was reached."""

CASES, ABROAD, NAMES = 640, 60, 64
ATTEMPTS, TURN = 12, 10  # every ten minutes: twice what the lowest cap allows even by a scraper's third-best way
LENGTHS = (1, 1, 1, 1, 1, 1, 8)  # hours
PAGE = 50
WHY = "the person is in danger at this very moment"


@dataclass
class Office:
    """The cases there are, and the names of the people in them."""

    node: CaseNode
    cases: tuple[str, ...]
    abroad: tuple[str, ...]
    names: tuple[str, ...]


@dataclass
class Got:
    """What an account's answers disclosed, and when; ``capped`` where one was refused."""

    what: dict[str, list[tuple[datetime, str]]] = field(default_factory=lambda: {kind: [] for kind in MOST})
    refused: int = 0

    def keep(self, kind: str, at: datetime, *cases: str) -> None:
        """One more answer."""
        self.what[kind] += [(at, case) for case in cases]

    def is_too_much(self) -> bool:
        """Whether any hour has more than the caps; an hour begins with each answer."""
        return any(_most(told) > MOST[kind] for kind, told in self.what.items())

    def in_a_day(self) -> int:
        """Cases whose content came."""
        return len({case for _, case in self.what["opened"]})


class Scraper:
    """An account that asks for all it can, by ways of its own choice."""

    def __init__(self, number: int, office: Office, draw: random.Random) -> None:
        self._office, self._ports, self._draw = office, office.node.ports, draw
        self.actor = Actor(identity=f"scraper-{number}", name="", role=Role.SUPERVISOR, office=NORTH)
        self.got = Got()
        self._ways: tuple[Callable[[], bool], ...] = (
            self._open,
            self._list,
            self._search,
            self._letter,
            self._hand_over,
            self._export,
            self._compare,
            self._break,
        )
        best = self._ways[number % len(self._ways)]
        self._mix = (best, best, best, *draw.sample(self._ways, 2))
        self._next = draw.randrange(len(office.cases))
        self._page = self._name = self._far = 0

    def work(self) -> None:
        """A few hours, or a day of eight; whatever is refused is tried again."""
        clock = self._office.node.clock
        for _ in range(self._draw.choice(LENGTHS) * 60 // TURN):
            for _ in range(ATTEMPTS):
                self.got.refused += not self._draw.choice(self._mix)()
            clock.move(minutes=self._draw.uniform(0.5, 1.5) * TURN)

    def _case(self) -> str:
        self._next = (self._next + 1) % len(self._office.cases)
        return self._office.cases[self._next]

    def _keep(self, kind: str, *cases: str) -> bool:
        self.got.keep(kind, self._office.node.clock(), *cases)
        return True

    def _open(self) -> bool:
        name = self._case()
        return isinstance(read_case(name, self.actor, self._ports), OpenedCase) and self._keep("opened", name)

    def _list(self) -> bool:
        self._page = (self._page + PAGE) % CASES
        answer = list_cases(Wanted(start=self._page, count=10_000), self.actor, self._ports)
        return isinstance(answer, Listed) and self._keep("listed", *(row.name for row in answer.rows))

    def _search(self) -> bool:
        self._name = (self._name + 1) % len(self._office.names)
        answer = find_people(self._office.names[self._name], self.actor, self._ports)
        return isinstance(answer, FoundPeople) and self._keep("found", *(one.row.name for one in answer.found))

    def _letter(self) -> bool:
        name = self._case()
        wanted = WriteLetter(case=name, kind=self._draw.choice((Kind.SLIP, Kind.NOTICE)), language="en")
        return isinstance(write_letter(wanted, self.actor, self._ports), WrittenLetter) and self._keep("opened", name)

    def _hand_over(self) -> bool:
        name = self._case()
        answer = hand_over(name, "supervision", "rs/ombudsperson", self.actor, self._ports)
        return isinstance(answer, HandedOver) and self._keep("opened", name)

    def _export(self) -> bool:
        """One case, or all whose names begin alike."""
        name = self._case()
        name = name[:-1] if self._draw.random() < 0.5 else name
        answer = export_cases(Wanted(name=name), self.actor, self._ports)
        if isinstance(answer, Refused):
            return False
        return self._keep("opened", *(row["case"] for row in csv.DictReader(StringIO(answer.decode("utf-8-sig")))))

    def _compare(self) -> bool:
        one, other = self._case(), self._case()
        answer = compare_cases(one, other, self.actor, self._ports)
        return isinstance(answer, SideBySide) and self._keep("opened", one, other)

    def _break(self) -> bool:
        self._far = (self._far + 1) % len(self._office.abroad)
        name = self._office.abroad[self._far]
        if not isinstance(break_glass(name, WHY, self.actor, self._ports), Grant):
            return False
        if isinstance(read_case(name, self.actor, self._ports), OpenedCase):
            self._keep("opened", name)
        return self._keep("glass broken", name)


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Each trial is a scraper; another account of its office works on while that one is at its caps."""
    node, draw = case_node(folder), random.Random(seed)
    office = _office(node, draw)
    failures, notes = 0, Counter[str]()
    for number in range(trials):
        scraper = Scraper(number, office, draw)
        scraper.work()
        got = scraper.got
        colleague = Actor(identity=f"colleague-{number}", name="", role=Role.SUPERVISOR, office=NORTH)
        held_up = not isinstance(read_case(draw.choice(office.cases), colleague, node.ports), OpenedCase)
        unheard = (got.refused > 0 or got.in_a_day() > ADAY) and not _is_heard_of(scraper.actor, node)
        failures += got.is_too_much() or held_up or unheard
        notes["answers refused"] += got.refused
        for kind, told in got.what.items():
            notes[kind] += len(told)
        node.clock.move(hours=16)
    node.keys.close()
    return Outcome(trials, failures, dict(notes))


def _is_heard_of(actor: Actor, node: CaseNode) -> bool:
    """Whether those who watch over everybody read of this account."""
    alarms = see_alarms(ACTORS["protector"], node.ports)
    return not isinstance(alarms, Refused) and any(one.identity == actor.identity for one in alarms)


def _most(told: list[tuple[datetime, str]]) -> int:
    """The most different cases of any hour; ``told`` is in the order of time."""
    most, first = 0, 0
    for end, (at, _) in enumerate(told, 1):
        while told[first][0] <= at - HOUR:
            first += 1
        most = max(most, len({case for _, case in told[first:end]}))
    return most


def _office(node: CaseNode, draw: random.Random) -> Office:
    """More cases than any cap lets one account see in an hour, ten people to each family name; some of the south."""
    syllables = list(product("bdfgklmnprstvz", "aeiou"))
    names = tuple(
        sorted({"".join(map("".join, draw.sample(syllables, 3))).capitalize() for _ in range(NAMES * 2)})[:NAMES]
    )
    for who, count in (("officer", CASES), ("officer-south", ABROAD)):
        if sum(one for one in take_many(_cases(count, names), ACTORS[who], node.ports) if isinstance(one, int)) < 1:
            raise ValueError("no case was opened")
    rows = sorted(node.ports.cases.all(), key=lambda row: row.name)
    here, abroad = (tuple(row.name for row in rows if row.office == office) for office in (NORTH, SOUTH))
    if (len(here), len(abroad)) != (CASES, ABROAD):
        raise ValueError("the office is not as it must be")
    return Office(node, here, abroad, names)


def _cases(count: int, names: tuple[str, ...]) -> Iterator[tuple[TakeStep, ...]]:
    for number in range(count):
        person = {**REGISTERED, "family_names": names[number % len(names)]}
        steps = (("open", INFORMED), ("register", person))
        yield tuple(TakeStep(procedure="registration", step=step, fields=said, key=uuid4().hex) for step, said in steps)


CAPS, ACTIONS = "src/midex/policy/caps.py", "src/midex/policy/actions.py"
SHOWS = "SHOWS_CONTENT = frozenset({Action.OPEN_CASE, Action.EXPORT_CASES, Action.HAND_OVER, Action.WRITE_LETTER})"

EXPERIMENT = Experiment(
    promise="P21",
    says="whoever asks for all they can, by opening, lists, searches, letters, hand-overs, files, comparing and broken "
    "glass in any mix, gets in no hour more than the caps; those who watch hear of it, and no colleague is held up",
    run=run,
    small=8,
    full=400,
    part=40,
    sabotages=(
        Sabotage("records are capped", CAPS, "if len(seen | wanted) <= RECORDS:", "if len(wanted) <= RECORDS:"),
        Sabotage("lists are capped", CAPS, "if len(seen | wanted) <= LISTED:", "if len(wanted) <= LISTED:"),
        Sabotage("searches are capped", CAPS, "if len(seen | wanted) <= FOUND:", "if len(wanted) <= FOUND:"),
        Sabotage(
            "broken glass is capped",
            CAPS,
            "return Allowed() if tries < OUTSIDE else",
            "return Allowed() if tries >= 0 else",
        ),
        Sabotage(
            "a cap looks back a whole hour", CAPS, "WINDOW = timedelta(hours=1)", "WINDOW = timedelta(minutes=20)"
        ),
        Sabotage("letters count as opened", ACTIONS, SHOWS, SHOWS.replace(", Action.WRITE_LETTER", "")),
        Sabotage("hand-overs count as opened", ACTIONS, SHOWS, SHOWS.replace(", Action.HAND_OVER", "")),
        Sabotage("files count as opened", ACTIONS, SHOWS, SHOWS.replace(", Action.EXPORT_CASES", "")),
        Sabotage(
            "letters are capped",
            "src/midex/services/casework/write_letter.py",
            "judged if isinstance(judged, Refused) else within_cap((row,), scope, ports)",
            "judged if isinstance(judged, Refused) or within_cap((row,), scope, ports) else judged",
        ),
        Sabotage(
            "hand-overs are capped",
            "src/midex/services/casework/hand_over.py",
            "for verdict in (may_act(scope, row), within_cap((row,), scope, ports)):",
            "for verdict in (may_act(scope, row),):",
        ),
        Sabotage(
            "files are capped",
            "src/midex/services/casework/export_cases.py",
            "refused = wide if total > RECORDS else within_cap(rows, scope, ports)",
            "refused = wide if total > RECORDS else refused",
        ),
        Sabotage(
            "who is at a cap is heard of",
            "src/midex/services/casework/alarms.py",
            "    if not ports.reads.tries(scope.identity, EntryKind.INCIDENT, scope.at - WINDOW):",
            "    if ports.reads.tries(scope.identity, EntryKind.INCIDENT, scope.at - WINDOW):",
        ),
        Sabotage(
            "a cap is each account's own, so that nobody holds a colleague up",
            "src/midex/stores/cases/reads.py",
            "which = Q(identity=identity, kind=EntryKind.READ.value, at__gte=since, action__in=list(actions))",
            "which = Q(kind=EntryKind.READ.value, at__gte=since, action__in=list(actions))",
        ),
    ),
)
