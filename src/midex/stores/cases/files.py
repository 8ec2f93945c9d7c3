"""The projection of cases: what lists, searches and the policy read; made anew from the steps at any time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from midex.kernel.fault import Fault
from midex.kernel.tier import Tier
from midex.policy.scope import Scope
from midex.services.casework.ports import MOST_COUNTED, CaseRow, OfficeFigures, Wanted
from midex.stores.bulk import insert_many
from midex.stores.cases import models
from midex.stores.cases.office import office_figures
from midex.stores.cases.queues import CASELOAD, queued
from midex.stores.cases.scope import Condition, inside, parts
from midex.stores.rows import day, execute, fetch, moment, places

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
_SELECT = f"SELECT {', '.join(f'c.{name}' for name in COLUMNS)} FROM cases_casefile c"  # noqa: S608 - our own columns
_INSERT = f"""INSERT INTO cases_casefile ({", ".join(COLUMNS)}) VALUES ({places(COLUMNS)})
    ON CONFLICT (case_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}"""  # noqa: S608 - the same
_UPDATE = f"UPDATE cases_casefile SET {', '.join(f'{name} = %s' for name in COLUMNS)} WHERE case_id = %s"  # noqa: S608
_UNASSIGN = "DELETE FROM cases_assignment WHERE case_id = %s"
_ASSIGN = "INSERT INTO cases_assignment (case_id, identity) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_PAIR = "INSERT INTO cases_pair (case_id, other, same) VALUES (%s, %s, %s)"
_UNPAIR = "DELETE FROM cases_pair WHERE case_id = %s"
_PAIRS = """SELECT p.other, p.same FROM cases_pair p WHERE p.case_id = %s
            UNION ALL SELECT c.name, p.same FROM cases_pair p JOIN cases_casefile c ON c.case_id = p.case_id
            WHERE p.other = %s"""
_LAST_NAME = "SELECT max(name) FROM cases_casefile WHERE name >= %s AND name <= %s"
_FROM = "FROM cases_casefile c"
_ORDER = "ORDER BY c.changed_at, c.case_id"
_PAGE = 1_000


class CaseStore:
    """``ports.Cases`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def put(self, row: CaseRow) -> None:
        """Write a case's row in place of the one before, if there is one."""
        if row.steps == 1:
            execute(self._alias, _INSERT, _values(row))
        else:
            execute(self._alias, _UPDATE, (*_values(row), row.case))
            execute(self._alias, _UNPAIR, (row.case,))
            execute(self._alias, _UNASSIGN, (row.case,))
        for identity in sorted(row.assigned):
            execute(self._alias, _ASSIGN, (row.case, identity))
        for pair in _pairs(row):
            execute(self._alias, _PAIR, pair)

    def put_many(self, rows: Iterable[CaseRow]) -> int:
        """Write many new rows by the engine's bulk path."""
        assigned: list[tuple[str, str]] = []
        pairs: list[tuple[str, str, bool]] = []

        def values() -> Iterator[tuple[Any, ...]]:
            for row in rows:
                assigned.extend((row.case, who) for who in sorted(row.assigned))
                pairs.extend(_pairs(row))
                yield _values(row)

        done = insert_many(self._alias, models.CaseFile, COLUMNS, values())
        insert_many(self._alias, models.Assignment, ("case_id", "identity"), assigned)
        insert_many(self._alias, models.Pair, ("case_id", "other", "same"), pairs)
        return done

    def find(self, case: str, scope: Scope) -> CaseRow | None:
        """A case inside a scope; the same answer, after the same work, where it is outside and where it is none."""
        condition, values = inside(scope)
        return self._first(f"c.case_id = %s AND {condition}", [case, *values])

    def named(self, name: str, scope: Scope) -> CaseRow | None:
        """The same by the case's name."""
        condition, values = inside(scope)
        return self._first(f"c.name = %s AND {condition}", [name, *values])

    def open_of(self, procedure: str, office: str) -> tuple[CaseRow, ...]:
        """An office's open cases of a procedure, for services that only count."""
        return self._rows("c.procedure = %s AND c.office = %s AND c.is_open ORDER BY c.case_id", [procedure, office])

    def by_id(self, case: str) -> CaseRow | None:
        """A case for services that have judged the reader already; its content is not in it."""
        return self._first("c.case_id = %s", [case])

    def by_ids(self, cases: Collection[str]) -> Mapping[str, CaseRow]:
        """Some cases at once, for services that judge each of them."""
        wanted = sorted(cases)
        return {row.case: row for row in self._rows(f"c.case_id IN ({places(wanted)})", wanted)} if wanted else {}

    def of_person(self, person: str, scope: Scope | None = None) -> tuple[CaseRow, ...]:
        """Every case about a person, the first opened first; with a scope, those inside it."""
        condition, values = inside(scope) if scope else ("1 = 1", [])
        return self._rows(f"c.person = %s AND {condition} ORDER BY c.name", [person, *values])

    def judged(self, name: str) -> CaseRow | None:
        """A case for services that judge a break-glass request; never shown."""
        return self._first("c.name = %s", [name])

    def page(self, wanted: Wanted, scope: Scope) -> tuple[tuple[CaseRow, ...], int]:
        """One page of cases inside a scope, the longest unchanged first, and how many there are, ``MOST_COUNTED`` at
        most where no queue is asked for: more than a page leads to are not counted one by one.
        """
        if wanted.queue:
            condition, values = _wanted(wanted, scope)
            rows = self._rows(f"{condition} {_ORDER} LIMIT %s OFFSET %s", [*values, wanted.count, wanted.start])
            counted = fetch(self._alias, f"SELECT count(*) FROM cases_casefile c WHERE {condition}", values)  # noqa: S608 - no value in it
            return rows, int(counted[0][0])
        conditions = [_also(part, wanted, scope) for part in parts(scope)]
        first = " UNION ALL ".join(
            f"SELECT * FROM (SELECT c.case_id, c.changed_at {_FROM} WHERE {condition} {_ORDER} LIMIT %s) p{n}"  # noqa: S608
            for n, (condition, _) in enumerate(conditions)
        )
        asked = [value for _, values in conditions for value in (*values, wanted.start + wanted.count)]
        sql = f"SELECT c.case_id FROM ({first}) c {_ORDER} LIMIT %s OFFSET %s"  # noqa: S608
        found = [case for (case,) in fetch(self._alias, sql, [*asked, wanted.count, wanted.start])]
        rows = self._rows(f"c.case_id IN ({places(found)}) {_ORDER}", found) if found else self._rows("1 = 0", [])
        return rows, self._counted(conditions)

    def _counted(self, conditions: Sequence[Condition]) -> int:
        """How many cases there are in parts that have none in common, ``MOST_COUNTED`` at most."""
        each = " + ".join(
            f"(SELECT count(*) FROM (SELECT 1 {_FROM} WHERE {condition} LIMIT {MOST_COUNTED}) p)"  # noqa: S608
            for condition, _ in conditions
        )
        values = [value for _, values in conditions for value in values]
        return min(MOST_COUNTED, int(fetch(self._alias, f"SELECT {each}", values)[0][0]))

    def counts(self, wanted: Sequence[Wanted], scope: Scope) -> tuple[int, ...]:
        """How many cases each of some lists has in all, by the very conditions of the lists, in one statement."""
        conditions = [_wanted(one, scope) for one in wanted]
        each = ", ".join(f"(SELECT count(*) FROM cases_casefile c WHERE {condition})" for condition, _ in conditions)  # noqa: S608
        values = [value for _, values in conditions for value in values]
        return tuple(map(int, fetch(self._alias, f"SELECT {each}", values)[0])) if conditions else ()

    def office_figures(self, scope: Scope) -> OfficeFigures:
        """The open cases of the scope's own office."""
        return office_figures(self._alias, scope)

    def pairs_of(self, row: CaseRow) -> Mapping[str, bool]:
        """By name, the cases said in either case to be about the same person (True) or another (False)."""
        said = fetch(self._alias, _PAIRS, [row.case, row.name])
        # where one case says so and the other does not, they are shown to a human again as the same
        return {name: any(bool(same) for other, same in said if other == name) for name, _ in said}

    def next_name(self, year: int) -> str:
        """The next name of a case."""
        last = fetch(self._alias, _LAST_NAME, [f"{year}-", f"{year}-9999999"])[0][0]
        return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:07d}"

    def clear(self) -> None:
        """Forget every row, before a rebuild."""
        execute(self._alias, "DELETE FROM cases_pair")
        execute(self._alias, "DELETE FROM cases_assignment")
        execute(self._alias, "DELETE FROM cases_casefile")

    def all(self) -> Iterator[CaseRow]:
        """Every row by case; for the comparison of a rebuild."""
        after = ""
        while page := self._rows(f"c.case_id > %s ORDER BY c.case_id LIMIT {_PAGE}", [after]):
            yield from page
            if page[-1].case <= after:  # pages out of order would be read for ever
                raise Fault("F315", place="the database")
            after = page[-1].case

    def _first(self, condition: str, values: Sequence[Any]) -> CaseRow | None:
        rows = self._rows(condition, values)
        return rows[0] if rows else None

    def _rows(self, condition: str, values: Sequence[Any]) -> tuple[CaseRow, ...]:
        found = fetch(self._alias, f"{_SELECT} WHERE {condition}", values)
        assigned: dict[str, set[str]] = defaultdict(set)
        # asked where nothing was found too: how long an answer takes says nothing about what there is
        cases = [row[0] for row in found] or [""]
        sql = f"SELECT case_id, identity FROM cases_assignment WHERE case_id IN ({places(cases)})"  # noqa: S608
        for case, identity in fetch(self._alias, sql, cases):
            assigned[case].add(identity)
        paired: dict[tuple[str, bool], set[str]] = defaultdict(set)
        sql = f"SELECT case_id, other, same FROM cases_pair WHERE case_id IN ({places(cases)})"  # noqa: S608
        for case, other, same in fetch(self._alias, sql, cases):
            paired[case, bool(same)].add(other)
        return tuple(
            replace(
                _row(row, frozenset(assigned[row[0]])),
                same=frozenset(paired[row[0], True]),
                different=frozenset(paired[row[0], False]),
            )
            for row in found
        )


def _wanted(wanted: Wanted, scope: Scope) -> Condition:
    """The condition of a list; a queue has the scope's in it already."""
    return _also(queued(wanted.queue, scope, wanted.seconds) if wanted.queue else inside(scope), wanted, scope)


def _also(given: Condition, wanted: Wanted, scope: Scope) -> Condition:
    """A condition and whatever else a list was asked for."""
    condition, values = given
    for extra, value in _asked(wanted, scope):
        condition, values = f"{condition} AND {extra}", [*values, *value]
    return condition, values


def _asked(wanted: Wanted, scope: Scope) -> Iterator[tuple[str, list[Any]]]:
    """The conditions beyond the scope that a list was asked for."""
    if wanted.name:
        yield "c.name >= %s AND c.name < %s", [wanted.name, wanted.name + "\uffff"]
    if wanted.state:
        yield "c.state = %s", [wanted.state]
    if wanted.office:
        yield "c.office = %s", [wanted.office]
    if wanted.procedure:
        yield "c.procedure = %s", [wanted.procedure]
    if wanted.is_open:
        yield "c.is_open", []
    if wanted.mine:
        yield CASELOAD, [scope.identity]
    if wanted.of:
        yield CASELOAD, [wanted.of]
    if wanted.overdue_on:
        yield "c.due < %s", [wanted.overdue_on.isoformat()]


def _values(row: CaseRow) -> tuple[Any, ...]:
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
        row.due.isoformat() if row.due else None,
        row.concerns,
        row.is_open,
    )


def _pairs(row: CaseRow) -> list[tuple[str, str, bool]]:
    said = [(row.case, other, True) for other in sorted(row.same)]
    return [*said, *((row.case, other, False) for other in sorted(row.different))]


def _row(columns: Sequence[Any], assigned: frozenset[str]) -> CaseRow:
    case, name, procedure, office, tier, state, steps, opened_at, changed_at, person, due, concerns, is_open = columns
    return CaseRow(
        case=case,
        name=name,
        procedure=procedure,
        office=office,
        tier=Tier(tier),
        state=state,
        steps=steps,
        opened_at=moment(opened_at),
        changed_at=moment(changed_at),
        person=person,
        due=day(due),
        assigned=assigned,
        concerns=concerns,
        is_open=bool(is_open),
    )
