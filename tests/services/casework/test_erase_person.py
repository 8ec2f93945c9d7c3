"""Erasing a person: the key goes, one entry says so, the steps and everybody else stay; again after a crash."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.verdict import Refused
from midex.services.casework.apply_erasures import apply_erasures, ordered_erasures
from midex.services.casework.approve_step import approve_step
from midex.services.casework.history import opened_for, taken_from
from midex.services.casework.ports import CaseRow, Receipt
from midex.services.casework.take_step import ERASED, StepProposed, StepTaken
from tests.casework import CaseNode
from tests.world import because


def row_of(node: CaseNode, name: str) -> CaseRow:
    row = node.ports.cases.judged(name)
    assert row
    return row


def left(node: CaseNode, who: str = "officer") -> str:
    """A case of a person who was registered and left; answers with its name."""
    name = node.registered(who)
    node.take("record-departure", {"why": "left", "on": "2026-03-02"}, who, name)
    return name


def ordered(node: CaseNode, name: str) -> StepTaken:
    """Two supervisors order the erasure."""
    proposed = node.ask("order-erasure", {"ground": "no-longer-needed"}, "supervisor", name)
    assert isinstance(proposed, StepProposed), proposed
    taken = approve_step(proposed.proposal, proposed.sha256, node.actor("deputy"), node.ports)
    assert isinstance(taken, StepTaken), taken
    return taken


def given_names(node: CaseNode, name: str) -> object:
    row = row_of(node, name)
    unseal = opened_for(node.actor("officer").role, Receipt(entry=0, people=frozenset({row.person})), node.ports.vault)
    history = [taken_from(stored, unseal) for stored in node.ports.events.history(row.case)]
    return next(taken.event.given_names for taken in history if taken.step == "register")


def entries(node: CaseNode, name: str) -> int:
    return len(node.ports.reads.search(case=row_of(node, name).case, kind=EntryKind.ERASURE.value))


def test_two_persons_order_and_nobody_reads_it_any_more(case_node: CaseNode) -> None:
    name, other = left(case_node), left(case_node)
    ordered(case_node, name)
    assert given_names(case_node, name) == Closed()
    assert given_names(case_node, other) == "Golnaz"
    assert case_node.ports.vault.erased() == {row_of(case_node, name).person} == ordered_erasures(case_node.ports)
    assert (entries(case_node, name), entries(case_node, other)) == (1, 0)


def test_one_supervisor_alone_erases_nothing(case_node: CaseNode) -> None:
    name = left(case_node)
    assert isinstance(case_node.ask("order-erasure", {"ground": "no-longer-needed"}, "supervisor", name), StepProposed)
    assert given_names(case_node, name) == "Golnaz"
    assert case_node.ports.vault.erased() == frozenset()


def test_the_steps_remain_and_still_fold(case_node: CaseNode) -> None:
    name = left(case_node)
    before = row_of(case_node, name).steps
    ordered(case_node, name)
    history = case_node.ports.events.history(row_of(case_node, name).case)
    assert [taken_from(stored).step for stored in history] == ["open", "register", "record-departure", "order-erasure"]
    assert row_of(case_node, name).steps == before + 1


def test_the_entry_says_who_and_which_case_and_nothing_of_the_person(case_node: CaseNode) -> None:
    name = left(case_node)
    ordered(case_node, name)
    row = row_of(case_node, name)
    (entry,) = case_node.ports.reads.search(case=row.case, kind=EntryKind.ERASURE.value)
    assert (entry.identity, entry.office, entry.action) == ("deputy", "north", "erase")
    assert row.person.encode() not in entry.body
    assert b"Golnaz" not in entry.body


def test_a_start_finds_nothing_left_to_do(case_node: CaseNode) -> None:
    name = left(case_node)
    ordered(case_node, name)
    size = case_node.ports.journal.size()
    assert apply_erasures(case_node.ports) == 0
    assert (case_node.ports.journal.size(), entries(case_node, name)) == (size, 1)


class KilledError(Exception):
    """Stands for a process that ends here."""


class Dying:
    """A port of which one call is the last thing that happens."""

    def __init__(self, port: object, call: str) -> None:
        self._port, self._call = port, call

    def __getattr__(self, name: str) -> Any:
        return _killed if name == self._call else getattr(self._port, name)


def _killed(*_said: object, **_named: object) -> None:
    raise KilledError


@pytest.mark.parametrize(("port", "call"), [("vault", "erase"), ("reads", "keep"), ("journal", "record")])
def test_an_order_that_a_crash_came_after_is_carried_out_at_the_next_start(
    case_node: CaseNode, port: str, call: str
) -> None:
    name = left(case_node)
    proposed = case_node.ask("order-erasure", {"ground": "no-longer-needed"}, "supervisor", name)
    assert isinstance(proposed, StepProposed)
    whole = case_node.ports
    dying = replace(whole, **{port: Dying(getattr(whole, port), call)})
    with suppress(KilledError):
        approve_step(proposed.proposal, proposed.sha256, case_node.actor("deputy"), dying)
    if port == "journal":  # the order itself was not kept: nothing may be erased
        assert apply_erasures(whole) == 0
        assert given_names(case_node, name) == "Golnaz"
    else:
        assert apply_erasures(whole) == 1
        assert given_names(case_node, name) == Closed()
        assert (entries(case_node, name), apply_erasures(whole)) == (1, 0)


def test_a_copy_of_the_keys_out_of_reach_is_named(case_node: CaseNode, tmp_path: Path) -> None:
    name = left(case_node)
    case_node.ports.vault.back_up(tmp_path / "copy")
    (tmp_path / "copy").rename(tmp_path / "taken away")
    ordered(case_node, name)
    assert case_node.ports.vault.unreached() == (tmp_path / "copy",)
    (tmp_path / "taken away").rename(tmp_path / "copy")
    case_node.ports.vault.backups()
    assert case_node.ports.vault.unreached() == ()


def test_what_waits_is_not_taken_of_a_person_whose_key_is_gone(case_node: CaseNode) -> None:
    name = left(case_node)
    proposed = case_node.ask("order-erasure", {"ground": "no-longer-needed"}, "supervisor", name)
    assert isinstance(proposed, StepProposed)
    case_node.ports.vault.erase(row_of(case_node, name).person)
    answer = approve_step(proposed.proposal, proposed.sha256, case_node.actor("deputy"), case_node.ports)
    assert (isinstance(answer, Refused), because(answer)) == (True, ERASED)
