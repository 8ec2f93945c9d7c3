"""Verdicts are values: two that say the same are the same, and none can be changed afterwards."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from midex.kernel.text import Message
from midex.kernel.verdict import Allowed, Refused, Released, Withheld

BECAUSE = Message("there are {count} of them", {"count": 3})


def test_verdicts_that_say_the_same_are_the_same() -> None:
    assert Allowed() == Allowed()
    assert Refused(BECAUSE) == Refused(Message("there are {count} of them", {"count": 3}))
    assert Refused(BECAUSE) != Refused(Message("there are {count} of them", {"count": 4}))


def test_no_verdict_is_taken_for_another() -> None:
    verdicts = [Allowed(), Released(), Refused(BECAUSE), Withheld(BECAUSE)]
    assert all(one != other for at, one in enumerate(verdicts) for other in verdicts[at + 1 :])


def test_a_refusal_keeps_its_sentence_and_its_details_apart() -> None:
    assert (Refused(BECAUSE).because.id, str(Refused(BECAUSE).because)) == (
        "there are {count} of them",
        "there are 3 of them",
    )


def test_a_verdict_is_not_changed_afterwards() -> None:
    with pytest.raises(FrozenInstanceError):
        Refused(BECAUSE).because = Message("no")  # type: ignore[misc]
