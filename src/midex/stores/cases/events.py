"""The event store: steps as they were taken, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import IntegrityError, transaction

from midex.kernel.fault import Fault
from midex.services.casework.ports import StoredEvent, TakenError
from midex.stores.bulk import insert_many
from midex.stores.cases import models
from midex.stores.rows import execute, fetch, places

COLUMNS = ("entry", "case_id", "number", "procedure", "step", "person", "key", "body")
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM cases_event"  # noqa: S608 - names of our own columns
_INSERT = f"INSERT INTO cases_event ({', '.join(COLUMNS)}) VALUES ({places(COLUMNS)})"  # noqa: S608 - the same
_PAGE = 2_000


class EventStore:
    """``ports.Events`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def append(self, event: StoredEvent) -> None:
        """Keep a step; TakenError where the case has that number or the key is known already."""
        try:
            with transaction.atomic(using=self._alias):
                execute(self._alias, _INSERT, _row(event))
        except IntegrityError as taken:
            raise TakenError(f"{event.case} {event.number}") from taken

    def append_many(self, events: Iterable[StoredEvent]) -> int:
        """Keep many, in journal order, by the engine's bulk path; answers how many."""
        try:
            with transaction.atomic(using=self._alias):
                return insert_many(self._alias, models.Event, COLUMNS, (_row(event) for event in events))
        except IntegrityError as taken:
            raise TakenError("one of many") from taken

    def history(self, case: str) -> tuple[StoredEvent, ...]:
        """The steps of a case in order."""
        return self._events("WHERE case_id = %s ORDER BY number", [case])

    def by_key(self, key: str) -> StoredEvent | None:
        """The step that this attempt became."""
        found = self._events("WHERE key = %s", [key])
        return found[0] if found else None

    def of_step(self, step: str) -> Iterator[StoredEvent]:
        """Every taking of one step, in journal order."""
        yield from self._events("WHERE step = %s ORDER BY entry", [step])

    def all(self, first: int = 0, end: int | None = None) -> Iterator[StoredEvent]:
        """Every step in journal order, from an entry to before another; streams."""
        before = "" if end is None else "AND entry < %s"
        bounds = [] if end is None else [end]
        while page := self._events(f"WHERE entry >= %s {before} ORDER BY entry LIMIT {_PAGE}", [first, *bounds]):
            yield from page
            if page[-1].entry < first:  # pages out of order would be read for ever
                raise Fault("F315", place="the database")
            first = page[-1].entry + 1

    def _events(self, which: str, values: list[Any]) -> tuple[StoredEvent, ...]:
        return tuple(_event(*row) for row in fetch(self._alias, f"{_SELECT} {which}", values))


def _row(event: StoredEvent) -> tuple[Any, ...]:
    names = (event.case, event.number, event.procedure, event.step, event.person, event.key)
    return (event.entry, *names, event.body)


def _event(
    entry: int, case: str, number: int, procedure: str, step: str, person: str, key: str, body: Any
) -> StoredEvent:
    return StoredEvent(
        case=case,
        number=number,
        procedure=procedure,
        step=step,
        person=person,
        key=key,
        entry=entry,
        body=bytes(body),
    )
