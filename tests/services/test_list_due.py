"""What a participant owes on a given day, and how far it has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from midex.kernel.period import Frequency
from midex.services.list_due import Due, State, list_due, newest_over
from midex.services.ports import NodePorts, SentSubmission
from tests.world import TABLE, World, figures, submit

TODAY = date(2026, 3, 1)


def owed(node: NodePorts, today: date = TODAY) -> Due:
    return next(due for due in list_due(node.sent.all(), today) if due.table.id == TABLE.id)


@pytest.mark.parametrize(
    ("frequency", "today", "period"),
    [
        (Frequency.YEAR, date(2026, 1, 1), "2025"),
        (Frequency.YEAR, date(2026, 12, 31), "2025"),
        (Frequency.QUARTER, date(2026, 3, 31), "2025-Q4"),
        (Frequency.QUARTER, date(2026, 4, 1), "2026-Q1"),
        (Frequency.MONTH, date(2026, 1, 31), "2025-12"),
        (Frequency.MONTH, date(2026, 2, 1), "2026-01"),
    ],
)
def test_the_newest_period_that_is_over(frequency: Frequency, today: date, period: str) -> None:
    assert str(newest_over(frequency, today)) == period


def test_every_submitted_table_is_on_the_desk_with_both_its_days(world: World) -> None:
    due = owed(world.node())
    assert (due.period, due.operational, due.statistical) == ("2025", date(2026, 1, 17), date(2026, 3, 31))
    assert due.state is State.MISSING


def test_a_receipt_shows_with_the_version_of_the_hub(world: World) -> None:
    node = world.node()
    submit(node, figures("ME", "2025"))
    submit(node, figures("ME", "2025", extra=30))
    due = owed(node)
    assert (due.state, due.version) == (State.RECEIVED, 2)


def test_another_period_is_not_the_one_owed(world: World) -> None:
    node = world.node()
    submit(node, figures("ME", "2024"))
    assert owed(node).state is State.MISSING


def test_a_refusal_after_a_receipt_leaves_the_receipt_standing(world: World) -> None:
    node = world.node()
    submit(node, figures("ME", "2025"))
    received = node.sent.all()[0]
    refused = replace(received, receipt=None, refused="the figures are not those that were signed")
    assert state_of((refused, received)) is State.RECEIVED
    assert state_of((refused,)) is State.REFUSED


def state_of(sent: tuple[SentSubmission, ...]) -> State:
    return next(due.state for due in list_due(sent, TODAY) if due.table.id == TABLE.id)
