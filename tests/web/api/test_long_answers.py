"""Whoever reads slowly keeps a place, not the whole server."""

from __future__ import annotations

import pytest

from midex.kernel.fault import Fault
from midex.web.api.long_answers import SHORT, LongAnswer, LongAnswers

LONG = (b"x" * 100_000,) * 11


def test_a_short_answer_is_handed_over_whole_and_holds_no_place() -> None:
    places = LongAnswers(1)
    for _ in range(3):
        assert places.admit([b"a", b"b"]) == b"ab"
    assert isinstance(places.admit(LONG), LongAnswer)


def test_a_long_answer_is_streamed_and_loses_nothing() -> None:
    told = LongAnswers(1).admit(iter(LONG))
    assert isinstance(told, LongAnswer)
    assert b"".join(told) == b"".join(LONG)
    assert len(b"".join(LONG)) > SHORT


def test_no_more_than_so_many_long_answers_go_at_a_time() -> None:
    places = LongAnswers(2)
    first, _second = places.admit(LONG), places.admit(LONG)
    with pytest.raises(Fault, match="F508"):
        places.admit(LONG)
    assert places.admit([b"short"]) == b"short"
    assert isinstance(first, LongAnswer)
    first.close()
    first.close()
    assert isinstance(places.admit(LONG), LongAnswer)
    with pytest.raises(Fault, match="F508"):
        places.admit(LONG)


def test_what_comes_first_is_not_asked_for_twice_and_no_more_than_needed() -> None:
    asked = []

    def chunks():  # type: ignore[no-untyped-def]
        for number in range(1000):
            asked.append(number)
            yield b"x" * 100_000

    LongAnswers(1).admit(chunks())
    assert asked == list(range(11))
