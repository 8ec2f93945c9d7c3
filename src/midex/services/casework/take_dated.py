"""Take steps of many cases as they were taken, each by somebody at a moment; for people who were made up.

Judged like any step, written by the bulk paths, a batch whole or not at all; one taken before is not taken again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from midex.formats.event_json import Wrong
from midex.kernel.event import CarriedOver
from midex.kernel.fault import Fault
from midex.procedures.catalogue import PROCEDURES
from midex.services.actor import Actor
from midex.services.casework.account_for import scope_of
from midex.services.casework.history import fold
from midex.services.casework.ports import CasePorts
from midex.services.casework.take_many import Batch, NotTaken, Underway, add_step
from midex.services.casework.take_step import TakeStep, carried_over

KEPT_IN_MIND = 50_000
"""Cases remembered between batches; one that was forgotten is read again."""


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A step by somebody at a moment, in the case that the attempt ``opens`` began; it may be that attempt itself.

    ``of`` is the attempt that began the case of whose person this one opens another. ``is_extra`` where it hangs on an
    account, which an earlier run may not have had: then it is left out where it is refused.
    """

    opens: str
    wanted: TakeStep
    actor: Actor
    at: datetime
    of: str = ""
    is_extra: bool = False


def take_dated(batches: Iterable[Sequence[Dated]], ports: CasePorts) -> Iterator[Sequence[Dated]]:
    """Take batches in order, yielding each once it is kept; fault F231 where a step is refused, or kept otherwise."""
    underway: dict[str, Underway] = {}
    for batch in batches:
        if batch and not _is_kept(batch, ports):
            _take(batch, underway, ports)
        if len(underway) > KEPT_IN_MIND:
            underway.clear()
        yield batch


def _is_kept(batch: Sequence[Dated], ports: CasePorts) -> bool:
    firm = [one for one in batch if not one.is_extra] or batch
    first, last = (ports.events.by_key(one.wanted.key) is not None for one in (firm[0], firm[-1]))
    if first != last:
        raise _stopped(batch[-1], "the same was made up otherwise here before")
    return first


def _take(batch: Sequence[Dated], underway: dict[str, Underway], ports: CasePorts) -> None:
    new = {one.opens for one in batch if one.wanted.key == one.opens}
    people = {one.opens: ports.random_id() for one in batch if one.wanted.key == one.opens and not one.of}
    ports.vault.admit(list(people.values()))
    made, numbers = Batch(), dict[int, int]()
    with ports.unit_of_work():
        touched = dict[str, None]()
        for one in batch:
            about = _underway(one.of, one, underway, ports) if one.of else None
            if one.wanted.key == one.opens:
                name = _next_name(one.at.year, numbers, ports)
                person = about.person if about else people[one.opens]
                underway[one.opens] = Underway(id=ports.random_id(), person=person, name=name)
            here = _underway(one.opens, one, underway, ports)
            carried = _carried(one, about) if about else None
            answer = add_step(one.wanted, here, scope_of(one.actor, one.at), made, ports, carried)
            if isinstance(answer, NotTaken):
                if one.is_extra:
                    continue
                raise _stopped(one, _reason(answer))
            underway[one.opens] = answer
            touched[one.opens] = None
        made.write(ports)
        rows = {opens: underway[opens].row for opens in touched}
        ports.cases.put_many(row for opens, row in rows.items() if row and opens in new)
        for opens, row in rows.items():
            if row and opens not in new:
                ports.cases.put(row)
    for opens in touched:
        if (row := underway[opens].row) and not row.is_open:
            del underway[opens]


def _next_name(year: int, numbers: dict[int, int], ports: CasePorts) -> str:
    numbers[year] = numbers[year] + 1 if year in numbers else int(ports.cases.next_name(year).partition("-")[2])
    return f"{year}-{numbers[year]:07d}"


def _underway(opens: str, one: Dated, underway: dict[str, Underway], ports: CasePorts) -> Underway:
    if opens not in underway:
        underway[opens] = _read_again(opens, one, ports)
    return underway[opens]


def _carried(one: Dated, about: Underway) -> CarriedOver:
    if about.case is None or not about.case.is_known or not about.case.is_open:
        raise _stopped(one, "its person is not known, or has gone")
    return carried_over(about.id, about.case)


def _read_again(opens: str, one: Dated, ports: CasePorts) -> Underway:
    """A case that began in an earlier batch, or an earlier run."""
    stored = ports.events.by_key(opens)
    row = ports.cases.by_id(stored.case) if stored else None
    if stored is None or row is None:
        raise _stopped(one, "its case never began")
    case = fold(PROCEDURES[stored.procedure], ports.events.history(stored.case))
    return Underway(id=stored.case, person=stored.person, name=row.name, case=case, row=row)


def _stopped(one: Dated, reason: str) -> Fault:
    return Fault("F231", step=one.wanted.step, person=one.opens, reason=reason)


def _reason(answer: NotTaken) -> str:
    if isinstance(answer.because, Wrong):
        return "; ".join(f"{name}: {why}" for name, why in answer.because.fields.items())
    return str(answer.because.because)
