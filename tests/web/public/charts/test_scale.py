"""Scales start at zero and end at a round figure."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from midex.web.public.charts.scale import Scale, ticks, years


@given(st.integers(1, 10**9), st.integers(2, 6))
def test_ticks_start_at_zero_reach_the_highest_figure_and_are_few_and_even(top: int, wanted: int) -> None:
    marks = ticks(top, wanted)
    assert marks[0] == 0
    assert marks[-1] >= top
    assert len(marks) <= wanted + 2
    assert len({b - a for a, b in pairwise(marks)}) == 1


def test_ticks_are_round() -> None:
    assert ticks(16_577, 3) == (0, 5_000, 10_000, 15_000, 20_000)
    assert ticks(0) == (0, 1)


def test_the_first_and_the_last_year_are_always_labelled() -> None:
    assert years(2009, 2024, 4)[0] == 2009
    assert years(2009, 2024, 4)[-1] == 2024


def test_a_scale_of_one_value_puts_it_in_the_middle() -> None:
    assert Scale(5, 5, 0, 10)(5) == 5
