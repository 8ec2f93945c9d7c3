"""An event is a fact in the past; a step taken carries the verdict of its day."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from datetime import UTC, datetime

import pytest

from midex.kernel.event import Event, Taken

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def opened(number: int = 1) -> Taken[Event]:
    return Taken(
        case="c" * 32,
        number=number,
        step="open",
        event=Event(),
        at=AT,
        by="officer",
        office="north",
        rule="may_open",
        rule_version=2,
        law="An act, art. 1",
    )


def test_what_happened_is_not_changed_afterwards() -> None:
    with pytest.raises(FrozenInstanceError):
        opened().number = 2  # type: ignore[misc]


def test_a_step_says_by_which_rule_of_which_version_and_law_it_was_taken() -> None:
    taken = opened()
    assert (taken.rule, taken.rule_version, taken.law) == ("may_open", 2, "An act, art. 1")


def test_a_step_has_no_second_person_and_no_due_date_unless_it_says_so() -> None:
    assert (opened().second, opened().due) == ("", None)


def test_nothing_of_a_step_is_left_to_its_place_in_a_list() -> None:
    assert all(field.kw_only for field in fields(Taken))
    assert Event.version == 1
