"""The projection of cases: what lists, searches and the policy read; made anew from the steps at any time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from midex.kernel.tier import Tier
from midex.policy.scope import Scope
from midex.services.casework.ports import CaseRow, Wanted
from midex.stores.bulk import insert_many
from midex.stores.cases import models
from midex.stores.cases.scope import inside

COLUMNS = (
    "case_id",
    "name",
    "procedure",
    "office",
    "tier",
    "state",
    "steps",
    "opened_at",
    "changed_at",
    "person",
    "due",
    "concerns",
    "is_open",
)
_LAST_OF_YEAR = "{}-9999999"


class CaseStore:
    """``ports.Cases`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def put(self, row: CaseRow) -> None:
        """Write a case's row in place of the one before."""
        values = dict(zip(COLUMNS, _values(row), strict=True))
        if row.steps == 1:
            models.CaseFile(**values).save(using=self._alias, force_insert=True)
        else:
            self._files().filter(case_id=row.case).update(**values)
        if row.assigned:
            assigned = [models.Assignment(case_id=row.case, identity=who) for who in sorted(row.assigned)]
            models.Assignment.objects.using(self._alias).bulk_create(assigned, ignore_conflicts=True)

    def put_many(self, rows: Iterable[CaseRow]) -> int:
        """Write many new rows by the engine's bulk path."""
        kept: list[tuple[str, str]] = []

        def values() -> Iterator[tuple[object, ...]]:
            for row in rows:
                kept.extend((row.case, who) for who in sorted(row.assigned))
                yield _values(row)

        done = insert_many(self._alias, models.CaseFile, COLUMNS, values())
        insert_many(self._alias, models.Assignment, ("case_id", "identity"), kept)
        return done

    def find(self, case: str, scope: Scope) -> CaseRow | None:
        """A case inside a scope; the same answer, after the same work, where it is outside and where it is none."""
        return self._first(self._files().filter(inside(scope, self._alias), case_id=case))

    def named(self, name: str, scope: Scope) -> CaseRow | None:
        """The same by the case's name."""
        return self._first(self._files().filter(inside(scope, self._alias), name=name))

    def by_id(self, case: str) -> CaseRow | None:
        """A case for services that have judged the reader already; its content is not in it."""
        return self._first(self._files().filter(case_id=case))

    def judged(self, name: str) -> CaseRow | None:
        """A case for services that judge a break-glass request; never shown."""
        return self._first(self._files().filter(name=name))

    def page(self, wanted: Wanted, scope: Scope) -> tuple[tuple[CaseRow, ...], int]:
        """One page of cases inside a scope, the longest unchanged first, and how many there are in all."""
        found = self._files().filter(inside(scope, self._alias))
        if wanted.name:
            found = found.filter(name__startswith=wanted.name)
        if wanted.state:
            found = found.filter(state=wanted.state)
        if wanted.office:
            found = found.filter(office=wanted.office)
        if wanted.mine:
            mine = models.Assignment.objects.using(self._alias).filter(identity=scope.identity)
            found = found.filter(case_id__in=mine.values("case_id"))
        if wanted.overdue_on:
            found = found.filter(due__lt=wanted.overdue_on)
        shown = found.order_by("changed_at", "case_id")[wanted.start : wanted.start + wanted.count]
        return self._rows(list(shown)), found.count()

    def next_name(self, year: int) -> str:
        """The next name of a case."""
        last = self._files().filter(name__lte=_LAST_OF_YEAR.format(year), name__gte=f"{year}-").order_by("-name")
        name = last.values_list("name", flat=True).first()
        return f"{year}-{int(name.partition('-')[2]) + 1 if name else 1:07d}"

    def clear(self) -> None:
        """Forget every row, before a rebuild."""
        models.Assignment.objects.using(self._alias).all().delete()
        self._files().all().delete()

    def all(self) -> Iterator[CaseRow]:
        """Every row by case; for the comparison of a rebuild."""
        after = ""
        while page := list(self._files().filter(case_id__gt=after).order_by("case_id")[:1000]):
            yield from self._rows(page)
            after = page[-1].case_id

    def _files(self) -> QuerySet[models.CaseFile]:
        return models.CaseFile.objects.using(self._alias)

    def _first(self, found: QuerySet[models.CaseFile]) -> CaseRow | None:
        rows = self._rows(list(found[:1]))
        return rows[0] if rows else None

    def _rows(self, files: list[models.CaseFile]) -> tuple[CaseRow, ...]:
        assigned: dict[str, set[str]] = defaultdict(set)
        if files:
            of_these = models.Assignment.objects.using(self._alias).filter(case_id__in=[f.case_id for f in files])
            for case, identity in of_these.values_list("case_id", "identity"):
                assigned[case].add(identity)
        return tuple(_row(file, frozenset(assigned[file.case_id])) for file in files)


def _values(row: CaseRow) -> tuple[object, ...]:
    return (
        row.case,
        row.name,
        row.procedure,
        row.office,
        row.tier.value,
        row.state,
        row.steps,
        row.opened_at,
        row.changed_at,
        row.person,
        row.due,
        row.concerns,
        row.is_open,
    )


def _row(file: models.CaseFile, assigned: frozenset[str]) -> CaseRow:
    return CaseRow(
        case=file.case_id,
        name=file.name,
        procedure=file.procedure,
        office=file.office,
        tier=Tier(file.tier),
        state=file.state,
        steps=file.steps,
        opened_at=file.opened_at,
        changed_at=file.changed_at,
        person=file.person,
        due=file.due,
        assigned=assigned,
        concerns=file.concerns,
        is_open=file.is_open,
    )
