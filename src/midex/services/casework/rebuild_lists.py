"""Put what lists show right again: made anew from the steps, once the steps are known to be those of the journal.

Refuses to touch anything where the steps themselves are at fault: what is right is then for a backup to say.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from midex.kernel.fault import Fault
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.casework.check_home import STEP, EngineCheck, kept_otherwise
from midex.services.casework.ports import CasePorts, CaseRow
from midex.services.casework.rebuild_cases import rebuilt
from midex.services.journal.checkpoint_journal import check_entries
from midex.services.journal.ports import JournalPorts

NO_STEPS = mark("no step is kept here that the lists could be made from; go on with a backup")
BATCH = 10_000
"""Entries that are checked between two words about how far it is."""

Told = Callable[[int], None]
"""Told how much is done, of twice the journal's entries: each is checked, then folded."""


@dataclass(frozen=True, kw_only=True)
class Rebuilt:
    """How many cases the lists show now, and how many rows were otherwise before: wrong, missing or too many."""

    cases: int
    differed: int


def rebuild_lists(
    ports: CasePorts, journal: JournalPorts, engine: EngineCheck, told: Told = lambda _done: None
) -> Rebuilt | Refused:
    """All in one unit of work, so that nothing is kept meanwhile; nothing is written where nothing differs.

    Fault F315 where the database itself is damaged, F307 where the journal stands for something else than the steps
    that are kept.
    """
    with ports.unit_of_work():
        deque(engine(), maxlen=0)  # what it says of single values is no hindrance: the lists are written anew
        if wrong := next(_wrong(ports), None):
            return wrong
        size = _check(journal, told)
        made = {row.case: row for row in rebuilt(ports.events, lambda stored: told(size + stored.entry + 1))}
        if not made:
            return Refused(Message(NO_STEPS))
        shown = _shown(ports)
        differed = sum(1 for case in made.keys() | shown.keys() if made.get(case) != shown.get(case))
        if differed:
            ports.cases.clear()
            ports.cases.put_many(made.values())
    return Rebuilt(cases=len(made), differed=differed)


def _check(journal: JournalPorts, told: Told) -> int:
    at: datetime | None = None
    size = journal.entries.size()
    for first in range(0, size, BATCH):
        end = min(first + BATCH, size)
        at = check_entries(first, end, at, journal)
        told(end)
    return size


def _wrong(ports: CasePorts) -> Iterator[Refused]:
    for stored in ports.events.all():
        try:
            column = kept_otherwise(stored)
        except (KeyError, TypeError, ValueError):
            column = "body"
        if column:
            yield Refused(Message(STEP, {"number": stored.number, "case": stored.case, "reason": column}))


def _shown(ports: CasePorts) -> dict[str, CaseRow]:
    """What the lists show; nothing where a row cannot be read any more, for then all of it is written anew."""
    try:
        return {row.case: row for row in ports.cases.all()}
    except (TypeError, ValueError, Fault):
        return {}
