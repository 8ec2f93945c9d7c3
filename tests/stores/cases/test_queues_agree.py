"""A queue in Python, in SQL, as a count and as a list is the same in random worlds; with one clause less it is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random

import pytest
from django.db import connections

from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.policy.queues import Queue, Seconds, stands_in
from midex.policy.scope import OFFICE_TIERS, Scope
from midex.services.casework.ports import CaseRow, ProposedStep, Wanted
from midex.stores.cases import queues as in_sql
from midex.stores.rows import fetch
from tests.stores.cases.conftest import NOW, Stores

OFFICES = ("north", "south", "")
PEOPLE = ("one", "two", "three", "four")
PROCEDURES = ("registration", "another")
STEPS = ("order-erasure", "keep-as-standard", "other")
SECONDS: Seconds = frozenset({("registration", "order-erasure"), ("another", "keep-as-standard")})
ROWS = 250
SCOPES = tuple(
    Scope(identity=who, role=role, office=office, at=NOW) for who, role, office in product(PEOPLE, Role, OFFICES)
)
WORLDS = (20260302, 7, 1948)

Known = tuple[tuple[CaseRow, ...], dict[str, list[ProposedStep]]]


@pytest.fixture(params=WORLDS)
def known(request: pytest.FixtureRequest, stores: Stores) -> Known:
    """A random world, kept in the database."""
    return kept(stores, request.param)


def kept(stores: Stores, seed: int) -> Known:
    """Cases of every kind, what waits in them and what waited once."""
    draw = Random(seed)
    rows = tuple(_row(number, draw) for number in range(ROWS))
    waiting: dict[str, list[ProposedStep]] = {}
    with stores.unit_of_work():
        stores.cases.put_many(rows)
        for number, row in enumerate(draw.choices(rows, k=ROWS)):
            proposal = _proposal(number, row, draw)
            stores.proposals.keep(proposal)
            if draw.random() < 0.4:
                stores.proposals.settle(proposal.id, draw.choice(("taken", "withdrawn")), NOW)
            else:
                waiting.setdefault(row.case, []).append(proposal)
    return rows, waiting


def _row(number: int, draw: Random) -> CaseRow:
    return CaseRow(
        case=f"{number:032x}",
        name=f"2026-{number:07d}",
        procedure=draw.choice(PROCEDURES),
        office=draw.choice(OFFICES[:2]),
        tier=draw.choice(list(Tier)),
        state=draw.choice(("informed", "registered")),
        steps=draw.choice((2, 3)),
        opened_at=NOW,
        changed_at=NOW + timedelta(minutes=draw.choice((0, 1, 2))),
        person=f"{number + ROWS:032x}",
        due=draw.choice((None, *(NOW.date() + timedelta(days=by) for by in (-30, -1, 0, 1, 6, 7, 8, 90)))),
        assigned=frozenset(draw.sample(PEOPLE, draw.choice([0, 0, 1, 2]))),
        concerns=draw.choice(["", "", *PEOPLE]),
        is_open=draw.random() < 0.7,
    )


def _proposal(number: int, row: CaseRow, draw: Random) -> ProposedStep:
    return ProposedStep(
        id=f"{number:032x}",
        case=row.case,
        step=draw.choice(STEPS),
        key=f"attempt-{number:06d}",
        proposed_by=draw.choice(PEOPLE),
        proposed_at=NOW,
        based_on=draw.choice((2, 3)),
        sha256="0" * 64,
        body=b"{}",
    )


def by_python(queue: Queue, scope: Scope, known: Known) -> set[str]:
    rows, waiting = known
    return {row.case for row in rows if stands_in(queue, scope, row, waiting.get(row.case, ()), SECONDS)}


def by_sql(queue: Queue, scope: Scope, stores: Stores) -> set[str]:
    condition, values = in_sql.queued(queue, scope, SECONDS)
    sql = f"SELECT c.case_id FROM cases_casefile c WHERE {condition}"  # noqa: S608 - the store's own condition
    return {case for (case,) in fetch(stores.alias, sql, values)}


def listed(wanted: Wanted, scope: Scope, stores: Stores) -> Iterator[tuple[str, int]]:
    """Every case on every page of a list, with the total that stands on its page."""
    start = 0
    while True:
        rows, total = stores.cases.page(replace(wanted, start=start, count=17), scope)
        yield from ((row.case, total) for row in rows)
        start += len(rows)
        if not rows:
            return


def differing(known: Known, stores: Stores, scopes: Iterable[Scope] = SCOPES) -> set[Queue]:
    return {
        queue
        for queue, scope in product(Queue, scopes)
        if by_python(queue, scope, known) != by_sql(queue, scope, stores)
    }


def test_python_and_sql_say_the_same_of_every_queue_and_account(stores: Stores, known: Known) -> None:
    assert differing(known, stores) == set()


def test_each_count_is_the_total_of_its_list_and_the_number_of_its_cases(stores: Stores, known: Known) -> None:
    lists = [Wanted(queue=queue, seconds=SECONDS) for queue in Queue]
    lists += [replace(one, mine=True) for one in lists] + [replace(one, of="two") for one in lists]
    lists += [Wanted(), Wanted(mine=True), Wanted(state="informed", queue=Queue.OFFICE)]
    scopes = [scope for scope in SCOPES if scope.role in OFFICE_TIERS][::3]
    filled = 0
    for scope in scopes:
        counts = stores.cases.counts(lists, scope)
        for wanted, count in zip(lists, counts, strict=True):
            found = list(listed(wanted, scope, stores))
            assert len(found) == len({case for case, _ in found}) == count, (wanted, scope)
            assert {total for _, total in found} <= {count}
            filled += count > 17
    assert filled > 20, "some lists have several pages"


def test_every_queue_of_some_account_holds_something_and_not_everything(known: Known) -> None:
    for queue in Queue:
        sizes = [len(by_python(queue, scope, known)) for scope in SCOPES]
        assert 0 < max(sizes) < ROWS, queue


def test_the_office_in_figures_is_its_queue_counted(stores: Stores, known: Known) -> None:
    rows = {row.case: row for row in known[0]}
    for scope in SCOPES[::2]:
        cases = [rows[case] for case in by_python(Queue.OFFICE, scope, known)]
        figures = stores.cases.office_figures(scope)
        assert sum(figures.states.values()) == len(cases)
        assert figures.unassigned == sum(not one.assigned for one in cases)
        assert sum(figures.due.values()) == sum(one.due is not None for one in cases)
        for load in figures.loads:
            lists = [
                Wanted(of=load.identity, queue=queue, office=scope.office)
                for queue in (Queue.OFFICE, Queue.DUE_SOON, Queue.OVERDUE)
            ]
            assert (load.cases, load.due_soon, load.overdue) == stores.cases.counts(lists, scope)


CLAUSES = {
    "c.is_open AND": "1 = 1 AND",
    "m.identity = %s": "CAST(%s AS text) IS NOT NULL",
    "c.office = %s": "CAST(%s AS text) IS NOT NULL",
    "c.due >= %s": "c.due > %s",
    "c.due <= %s": "c.due < %s",
    "c.due < %s": "c.due <= %s",
    "NOT EXISTS (SELECT 1 FROM cases_settlement s WHERE s.proposed_id = p.id)": "1 = 1",
    "p.proposed_by = %s": "p.proposed_by <> %s",
    "p.proposed_by <> %s": "CAST(%s AS text) IS NOT NULL",
    "p.based_on = k.steps": "1 = 1",
    "k.procedure = %s": "CAST(%s AS text) IS NOT NULL",
}
"""Each clause of a queue's own condition, and what leaves it out or moves it by a day."""


def test_with_any_clause_left_out_or_moved_they_differ(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    known, right = kept(stores, WORLDS[0]), in_sql._of
    few = [scope for scope in SCOPES if scope.role in (Role.SUPERVISOR, Role.CASEWORKER)]
    assert differing(known, stores, few) == set()
    for clause, instead in CLAUSES.items():

        def rewritten(
            queue: Queue, scope: Scope, seconds: Seconds, clause: str = clause, instead: str = instead
        ) -> in_sql.Condition:
            condition, values = right(queue, scope, seconds)
            return condition.replace(clause, instead), values

        monkeypatch.setattr(in_sql, "_of", rewritten)
        assert differing(known, stores, few), clause


def test_a_count_reads_no_table_of_every_case(stores: Stores) -> None:
    draw = Random(5)
    offices = [f"office-{number}" for number in range(40)]
    with stores.unit_of_work():
        stores.cases.put_many(
            replace(
                _row(number, draw),
                office=draw.choice(offices),
                tier=Tier.STANDARD,
                assigned=frozenset({f"account-{draw.randrange(400)}"}),
                due=NOW.date() + timedelta(days=draw.randrange(-10, 400)) if draw.random() < 0.3 else None,
            )
            for number in range(12_000)
        )
        for number in range(200):
            stores.proposals.keep(_proposal(number, _row(number, draw), draw))
    scope = Scope(identity="account-7", role=Role.SUPERVISOR, office="office-7", at=NOW)
    stores.run("ANALYZE")
    for queue in Queue:
        condition, values = in_sql.queued(queue, scope, SECONDS)
        plan = _plan(stores, f"SELECT count(*) FROM cases_casefile c WHERE {condition}", values)  # noqa: S608
        assert "SCAN c\n" not in plan, plan
        assert "Seq Scan on cases_casefile" not in plan, plan
        assert "SCAN a" not in plan, plan


def _plan(stores: Stores, sql: str, values: list[object]) -> str:
    how = "EXPLAIN QUERY PLAN" if connections[stores.alias].vendor == "sqlite" else "EXPLAIN"
    return "\n".join(" ".join(map(str, row[-1:])) for row in fetch(stores.alias, f"{how} {sql}", values)) + "\n"
