"""A step is taken once, by whoever may, in the state they saw; every refusal is in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections

from midex.formats.event_json import Wrong
from midex.kernel.fault import Fault
from midex.kernel.journal import EntryKind
from midex.kernel.verdict import Refused
from midex.services.casework.apply_erasures import apply_erasures
from midex.services.casework.take_step import ANOTHER, CHANGED, NEEDS_KEY, StepProposed, StepTaken
from midex.services.journal.checkpoint_journal import check_entries
from tests.casework import INFORMED, REGISTERED, CaseNode, case_node_on, journal_ports
from tests.databases import ENGINES, NewDatabase

LEFT = {"why": "left", "on": "2026-03-02"}


@pytest.fixture(params=ENGINES)
def node(request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path: Path) -> Iterator[CaseNode]:
    made = case_node_on(new_database(request.param, "restricted"), tmp_path)
    yield made
    made.keys.close()


def kinds(node: CaseNode) -> list[EntryKind]:
    return [entry.kind for entry in journal_ports(node).entries.entries()]


def test_a_retry_is_the_same_step_also_after_the_case_went_out_of_sight(node: CaseNode) -> None:
    name = node.registered()
    first = node.ask("keep-closer", {"tier": "trafficking", "reason": "told so"}, "caseworker", name, key="k" * 12)
    again = node.ask("keep-closer", {"tier": "trafficking", "reason": "told so"}, "caseworker", name, key="k" * 12)
    assert isinstance(first, StepTaken)
    assert again == first
    assert kinds(node) == [EntryKind.EVENT] * 3


def test_an_attempt_of_another_account_or_step_is_not_ones_own(node: CaseNode) -> None:
    name = node.registered()
    node.ask("hand-over-copy", {"language": "fa"}, "officer", name, key="k" * 12)
    for step, fields, who in (
        ("hand-over-copy", {"language": "fa"}, "caseworker"),
        ("record-departure", LEFT, "officer"),
    ):
        answer = node.ask(step, fields, who, name, key="k" * 12)
        assert isinstance(answer, Refused)
        assert answer.because.id == ANOTHER


def test_a_step_on_a_state_that_changed_is_not_taken(node: CaseNode) -> None:
    name = node.registered()
    answer = node.ask("record-departure", LEFT, "officer", name, based_on=1)
    assert isinstance(answer, Refused)
    assert answer.because.id == CHANGED
    assert isinstance(node.ask("record-departure", LEFT, "officer", name, based_on=2), StepTaken)


def test_of_two_officers_at_once_one_takes_the_step_and_numbers_have_no_gap(node: CaseNode) -> None:
    names = [node.registered() for _ in range(8)]

    def ask(who: str, name: str) -> object:
        try:
            return node.ask("record-departure", LEFT, who, name, based_on=2)
        finally:
            connections[node.alias].close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, ["officer", "caseworker"] * 8, [name for name in names for _ in range(2)]))
    assert sum(isinstance(answer, StepTaken) for answer in answers) == 8
    size = node.ports.journal.size()
    assert [entry.number for entry in journal_ports(node).entries.entries()] == list(range(size))
    check_entries(0, size, None, journal_ports(node))
    assert all(row.steps == 3 for row in node.ports.cases.all())


@pytest.mark.parametrize(
    ("step", "fields", "who"),
    [
        ("order-erasure", {"ground": "no-longer-needed"}, "officer"),
        ("record-departure", LEFT, "keeper"),
        ("record-departure", LEFT, "officer-south"),
        ("register", REGISTERED, "officer"),
    ],
)
def test_what_is_refused_is_in_the_journal(node: CaseNode, step: str, fields: dict[str, str], who: str) -> None:
    name = node.registered()
    assert isinstance(node.ask(step, fields, who, name), Refused)
    assert kinds(node) == [EntryKind.EVENT, EntryKind.EVENT, EntryKind.REFUSAL]
    check_entries(0, 3, None, journal_ports(node))


def test_a_code_or_a_name_that_is_none_keeps_nothing(case_node: CaseNode) -> None:
    name = case_node.opened()
    size = case_node.ports.journal.size()
    assert isinstance(case_node.ask("register", {**REGISTERED, "citizenship": "XX"}, name=name), Wrong)
    refused = case_node.ask("open", INFORMED, key="short")
    assert isinstance(refused, Refused)
    assert refused.because.id == NEEDS_KEY
    with pytest.raises(Fault, match="F304"):
        case_node.ask("no-such-step", {}, name=name)
    assert case_node.ports.journal.size() == size


def test_an_erasure_that_waits_for_a_second_person_is_not_carried_out_at_a_start(case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("record-departure", LEFT, name=name)
    proposed = case_node.ask("order-erasure", {"ground": "no-longer-needed"}, "supervisor", name)
    assert isinstance(proposed, StepProposed)
    assert apply_erasures(case_node.ports) == 0
    assert case_node.ports.vault.erased() == frozenset()


def test_whether_an_account_exists_is_told_to_whom_the_step_is_for_and_is_accounted_for(node: CaseNode) -> None:
    name = node.registered()

    def said_of(who: str, account: str) -> object:
        return node.ask("assign", {"account": account}, who, name)

    assert said_of("officer", "guardian") == said_of("officer", "nobody-here")
    assert said_of("supervisor-south", "guardian") == said_of("supervisor-south", "nobody-here")
    before = node.ports.journal.size()
    assert isinstance(said_of("supervisor", "nobody-here"), Wrong)
    (newest,) = node.ports.reads.search(identity="supervisor", count=1)
    assert (newest.kind, node.ports.journal.size()) == (EntryKind.REFUSAL, before + 1)
