"""What is accounted for beside steps: disclosures, refusals, break-glass and its grants; never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db.models import Q

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.services.casework.ports import Grant, Read
from midex.stores.cases import models
from midex.stores.rows import askable

_PAGE = 2_000


class ReadStore:
    """``ports.Reads`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def keep(self, read: Read) -> None:
        """Keep what was journaled."""
        row = models.Read(
            entry=read.entry,
            kind=read.kind.value,
            at=read.at,
            identity=read.identity,
            role=read.role,
            office=read.office,
            action=read.action,
            purpose=read.purpose.value,
            outside=read.outside,
            body=read.body,
        )
        row.save(using=self._alias, force_insert=True)
        cases = [models.ReadCase(read=row, case_id=case) for case in read.cases]
        models.ReadCase.objects.using(self._alias).bulk_create(cases)

    def seen(
        self, identity: str, actions: Iterable[str], since: datetime, *, outside: bool | None = None
    ) -> frozenset[str]:
        """The cases an account was shown by some actions since a moment."""
        # what was refused was not shown
        which = Q(identity=identity, kind=EntryKind.READ.value, at__gte=since, action__in=list(actions))
        if outside is not None:
            which &= Q(outside=outside)
        reads = models.Read.objects.using(self._alias).filter(which)
        cases = models.ReadCase.objects.using(self._alias).filter(read__in=reads.values("entry"))
        return frozenset(cases.values_list("case_id", flat=True))

    def tries(self, identity: str, kind: EntryKind, since: datetime) -> int:
        """How many entries of a kind an account caused since a moment."""
        rows = models.Read.objects.using(self._alias).filter(identity=identity, kind=kind.value, at__gte=since)
        return rows.count()

    def search(
        self, *, office: str = "", identity: str = "", case: str = "", kind: str = "", start: int = 0, count: int = 100
    ) -> tuple[Read, ...]:
        """What was accounted for, newest first."""
        rows = models.Read.objects.using(self._alias).order_by("-entry")
        if office:
            rows = rows.filter(office=office)
        if identity:
            rows = rows.filter(identity=askable(identity))
        if kind:
            rows = rows.filter(kind=askable(kind))
        if case:
            of_case = models.ReadCase.objects.using(self._alias).filter(case_id=case)
            rows = rows.filter(entry__in=of_case.values("read_id"))
        return self._reads(list(rows[start : start + count]))

    def between(self, first: int, end: int) -> Iterator[Read]:
        """What was kept from a journal entry to before another, in order; streams."""
        rows = models.Read.objects.using(self._alias).filter(entry__lt=end).order_by("entry")
        while page := list(rows.filter(entry__gte=first)[:_PAGE]):
            yield from self._reads(page)
            first = page[-1].entry + 1

    def _reads(self, rows: list[models.Read]) -> tuple[Read, ...]:
        about: dict[int, list[str]] = {row.entry: [] for row in rows}
        cases = models.ReadCase.objects.using(self._alias).filter(read_id__in=list(about)).order_by("id")
        for entry, case in cases.values_list("read_id", "case_id"):
            about[entry].append(case)
        return tuple(_read(row, about[row.entry]) for row in rows)


class GrantStore:
    """``ports.Grants`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def give(self, grant: Grant) -> None:
        """Keep a grant."""
        row = models.Grant(
            entry=grant.entry,
            case_id=grant.case,
            office=grant.office,
            identity=grant.identity,
            reason=grant.reason,
            given_at=grant.given_at,
            until=grant.until,
        )
        row.save(using=self._alias, force_insert=True)

    def of_offices(self, offices: Collection[str], start: int, count: int) -> tuple[Grant, ...]:
        """Some of the grants on offices' cases, newest first: the notice that those who watch over them read."""
        rows = models.Grant.objects.using(self._alias).filter(office__in=list(offices)).order_by("-entry")
        return tuple(_grant(row) for row in rows[start : start + count])

    def of_case(self, case: str) -> tuple[Grant, ...]:
        """Grants on a case, newest first."""
        rows = models.Grant.objects.using(self._alias).filter(case_id=case).order_by("-entry")
        return tuple(_grant(row) for row in rows)


def _read(row: models.Read, cases: list[str]) -> Read:
    return Read(
        entry=row.entry,
        kind=EntryKind(row.kind),
        at=row.at,
        identity=row.identity,
        role=row.role,
        office=row.office,
        action=row.action,
        purpose=Purpose(row.purpose),
        outside=row.outside,
        cases=tuple(cases),
        body=bytes(row.body),
    )


def _grant(row: models.Grant) -> Grant:
    return Grant(
        entry=row.entry,
        case=row.case_id,
        office=row.office,
        identity=row.identity,
        reason=row.reason,
        given_at=row.given_at,
        until=row.until,
    )
