"""What lists read is what the steps say: made anew from the event store it is the same, row by row, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connections

from midex.kernel.fault import Fault
from midex.kernel.tier import Tier
from midex.kernel.verdict import Refused
from midex.services.casework.ports import CaseRow
from midex.services.casework.rebuild_cases import rebuilt
from midex.services.casework.rebuild_lists import NO_STEPS, Rebuilt, rebuild_lists
from midex.services.casework.take_many import NotTaken, take_many
from midex.services.casework.take_step import StepTaken, take_step
from midex.services.journal.checkpoint_journal import check_entries
from tests.casework import ACTORS, CaseNode, case_node_on, journal_ports
from tests.databases import ENGINES, NewDatabase
from tests.wandering import Wanderer, many_of, named

MOVES = 400


@pytest.fixture(params=ENGINES)
def node(request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path: Path) -> Iterator[CaseNode]:
    made = case_node_on(new_database(request.param, "restricted"), tmp_path)
    yield made
    made.keys.close()


def dumped(node: CaseNode) -> list[list[tuple[Any, ...]]]:
    """Both projections, column by column, as the database has them."""
    found = []
    with connections[node.alias].cursor() as cursor:
        for query in (
            "SELECT * FROM cases_casefile ORDER BY case_id",
            "SELECT case_id, identity FROM cases_assignment ORDER BY 1, 2",
            "SELECT case_id, other, same FROM cases_pair ORDER BY 1, 2",
        ):
            cursor.execute(query)
            found.append(cursor.fetchall())
    return found


def done(node: CaseNode, *statements: str) -> None:
    """What somebody does who has the database; on SQLite the triggers that forbid it go first."""
    with connections[node.alias].cursor() as cursor:
        if connections[node.alias].vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            cursor.execute(statement)


def put_right(node: CaseNode, told: list[int] | None = None) -> Rebuilt | Refused:
    told = [] if told is None else told
    return rebuild_lists(node.ports, journal_ports(node), lambda: iter(()), told.append)


@pytest.mark.parametrize("seed", [1, 2026])
def test_what_was_rebuilt_is_what_was_there_after_any_history(node: CaseNode, seed: int) -> None:
    came_of = Wanderer(node, Random(seed)).wander(MOVES)
    assert {"open", "register", "assign", "record-departure", "approve", "in bulk"} <= (+came_of).keys()
    assert came_of["Refused"] > 10
    assert list(rebuilt(node.ports.events)) == list(node.ports.cases.all())
    live = dumped(node)
    assert live[1], "nobody was assigned a case"
    assert put_right(node) == Rebuilt(cases=len(live[0]), differed=0)
    done(node, "DELETE FROM cases_assignment", "DELETE FROM cases_pair", "UPDATE cases_casefile SET state = 'x'")
    assert put_right(node) == Rebuilt(cases=len(live[0]), differed=len(live[0]))
    assert dumped(node) == live
    check_entries(0, node.ports.journal.size(), None, journal_ports(node))


WRONG = {
    "UPDATE cases_casefile SET tier = 'protected' WHERE name = FIRST": 1,
    "UPDATE cases_casefile SET tier = 'none such'": 2,  # cannot be read any more: all of them are written anew
    "UPDATE cases_casefile SET opened_at = 'x' WHERE name = FIRST": 2,
    "DELETE FROM cases_casefile WHERE name = FIRST": 1,
    "UPDATE cases_casefile SET case_id = 'another' WHERE name = FIRST": 2,  # one is missing, one too many
    "DELETE FROM cases_assignment": 1,
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_the_lists_show_otherwise_is_put_right_and_counted(case_node: CaseNode, wrong: str) -> None:
    name = case_node.registered()
    case_node.registered()
    case_node.take("assign", {"account": "caseworker"}, "supervisor", name)
    live = dumped(case_node)
    done(case_node, wrong.replace("FIRST", f"'{name}'"))
    told: list[int] = []
    assert put_right(case_node, told) == Rebuilt(cases=2, differed=WRONG[wrong])
    assert dumped(case_node) == live
    size = case_node.ports.journal.size()
    assert told == sorted(told)
    assert (told[0], told[-1]) == (size, 2 * size)


SPOILT = {
    "UPDATE cases_event SET step = 'correct' WHERE number = 1": "is kept otherwise than it was taken: step",
    "UPDATE cases_event SET person = 'another' WHERE number = 1": "is kept otherwise than it was taken: person",
    "UPDATE cases_event SET body = CAST('{' AS BLOB) WHERE number = 1": "is kept otherwise than it was taken: body",
    "UPDATE cases_event SET body = CAST(replace(CAST(body AS TEXT), ':\"fa\"', ':\"ar\"') AS BLOB) WHERE number = 1": (
        "does not stand for what is kept"
    ),
    "DELETE FROM cases_event": "stands for is not kept",
}


def told_by(node: CaseNode) -> str:
    """Why nothing was made anew."""
    try:
        answer = put_right(node)
    except Fault as fault:
        return str(fault.message)
    return str(answer.because) if isinstance(answer, Refused) else ""


@pytest.mark.parametrize("spoilt", SPOILT)
def test_from_steps_that_are_at_fault_nothing_is_made(case_node: CaseNode, spoilt: str) -> None:
    case_node.registered()
    done(case_node, spoilt, "UPDATE cases_casefile SET office = 'south'")
    before = dumped(case_node)
    assert SPOILT[spoilt] in told_by(case_node)
    assert dumped(case_node) == before


def test_where_no_step_is_kept_nothing_is_made(case_node: CaseNode) -> None:
    answer = put_right(case_node)
    assert isinstance(answer, Refused)
    assert answer.because.id == NO_STEPS


def test_a_damaged_database_is_left_as_it_is(case_node: CaseNode) -> None:
    def engine() -> Iterator[str]:
        yield "a page is wrong"
        raise Fault("F315", place="the database")

    case_node.registered()
    with pytest.raises(Fault, match="damaged itself"):
        rebuild_lists(case_node.ports, journal_ports(case_node), engine)


OTHERWISE: dict[str, Any] = {
    "same": frozenset({"2026-7654321"}),
    "different": frozenset({"2026-7654321"}),
    "name": "2026-7654321",
    "office": "elsewhere",
    "procedure": "another",
    "person": "f" * 32,
    "tier": Tier.TRAFFICKING,
    "state": "",
    "steps": 9,
    "due": date(2031, 1, 1),
    "assigned": frozenset({"somebody"}),
    "concerns": "somebody",
    "is_open": False,
}


@pytest.mark.parametrize("forgets", [field.name for field in fields(CaseRow) if field.name != "case"])
def test_a_writer_that_forgets_one_column_is_caught(case_node: CaseNode, forgets: str) -> None:
    class Forgetful(type(case_node.ports.cases)):  # type: ignore[misc]
        def put(self, row: CaseRow) -> None:
            before = self.by_id(row.case)
            stale = getattr(before, forgets, None)
            if before and (stale == getattr(row, forgets) or forgets == "steps"):
                stale = OTHERWISE.get(forgets, row.opened_at.replace(year=2001))
            super().put(replace(row, **{forgets: stale}) if before else row)

    case_node.ports = replace(case_node.ports, cases=Forgetful(case_node.alias))
    case_node.registered()
    assert list(rebuilt(case_node.ports.events)) != list(case_node.ports.cases.all())


def test_many_at_once_leave_what_one_by_one_leaves(new_database: NewDatabase, tmp_path: Path) -> None:
    bulk = case_node_on(new_database("sqlite", "restricted"), tmp_path / "bulk")
    single = case_node_on(new_database("sqlite", "restricted"), tmp_path / "single")
    wanted = many_of(bulk, 40, seed=7)
    answers = list(take_many(wanted, ACTORS["officer"], bulk.ports))
    assert answers == [sum(map(len, wanted))]
    for case in wanted:
        name = ""
        for step in case:
            answer = take_step(named(step, name), ACTORS["officer"], single.ports)
            assert isinstance(answer, StepTaken)
            name = answer.name
    assert told(bulk) == told(single)
    assert [e.kind for e in journal_ports(bulk).entries.entries()] == [
        e.kind for e in journal_ports(single).entries.entries()
    ]
    for node in (bulk, single):
        check_entries(0, node.ports.journal.size(), None, journal_ports(node))
        assert list(rebuilt(node.ports.events)) == list(node.ports.cases.all())
        node.keys.close()


def told(node: CaseNode) -> list[Any]:
    """Everything that does not hang on a drawn name: rows by name, steps by key, in the journal's order."""
    rows = [replace(row, case="", person="") for row in sorted(node.ports.cases.all(), key=lambda row: row.name)]
    return [*rows, *((one.entry, one.key, one.step, one.number) for one in node.ports.events.all())]


def test_a_batch_with_one_step_that_is_refused_leaves_nothing(case_node: CaseNode) -> None:
    wanted = many_of(case_node, 5, seed=3)
    wanted[3] = [wanted[3][0], replace(wanted[3][0], key="another-attempt")]
    (answer,) = take_many(wanted, ACTORS["officer"], case_node.ports)
    assert isinstance(answer, NotTaken)
    assert (answer.case, answer.step) == (3, "open")
    assert case_node.ports.journal.size() == 0
    assert list(case_node.ports.cases.all()) == []
