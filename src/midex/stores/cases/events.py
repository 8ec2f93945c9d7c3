"""The event store: steps as they were taken, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import IntegrityError, transaction

from midex.services.casework.ports import StoredEvent, TakenError
from midex.stores.bulk import insert_many
from midex.stores.cases import models

COLUMNS = ("entry", "case_id", "number", "procedure", "step", "person", "key", "at", "body")
_PAGE = 2_000


class EventStore:
    """``ports.Events`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def append(self, event: StoredEvent) -> None:
        """Keep a step; TakenError where the case has that number or the key is known already."""
        try:
            with transaction.atomic(using=self._alias):
                models.Event(**dict(zip(COLUMNS, _row(event), strict=True))).save(using=self._alias, force_insert=True)
        except IntegrityError as taken:
            raise TakenError(f"{event.case} {event.number}") from taken

    def append_many(self, events: Iterable[StoredEvent]) -> int:
        """Keep many, in journal order, by the engine's bulk path; answers how many."""
        return insert_many(self._alias, models.Event, COLUMNS, (_row(event) for event in events))

    def history(self, case: str) -> tuple[StoredEvent, ...]:
        """The steps of a case in order."""
        rows = models.Event.objects.using(self._alias).filter(case_id=case).order_by("number")
        return tuple(_event(row) for row in rows)

    def by_key(self, key: str) -> StoredEvent | None:
        """The step that this attempt became."""
        row = models.Event.objects.using(self._alias).filter(key=key).first()
        return _event(row) if row else None

    def all(self, first: int = 0, end: int | None = None) -> Iterator[StoredEvent]:
        """Every step in journal order, from an entry to before another; streams."""
        rows = models.Event.objects.using(self._alias).order_by("entry")
        if end is not None:
            rows = rows.filter(entry__lt=end)
        while page := list(rows.filter(entry__gte=first)[:_PAGE]):
            yield from (_event(row) for row in page)
            first = page[-1].entry + 1


def _row(event: StoredEvent) -> tuple[object, ...]:
    return (
        event.entry,
        event.case,
        event.number,
        event.procedure,
        event.step,
        event.person,
        event.key,
        event.at,
        event.body,
    )


def _event(row: models.Event) -> StoredEvent:
    return StoredEvent(
        case=row.case_id,
        number=row.number,
        procedure=row.procedure,
        step=row.step,
        person=row.person,
        key=row.key,
        at=row.at,
        entry=row.entry,
        body=bytes(row.body),
    )
