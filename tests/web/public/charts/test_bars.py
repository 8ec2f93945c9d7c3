"""Bars start at zero; stacks are wholes."""

from __future__ import annotations

import re

from midex.web.public.charts.bars import Bar, Part, Stack, bar_chart, stack_chart
from midex.web.public.charts.line import Frame

FRAME = Frame(width=500, height=200, left=0, right=0, top=0, bottom=0)


def test_bars_are_as_high_as_their_figures() -> None:
    drawn = bar_chart((Bar("a", 50), Bar("b", 100)), frame=FRAME, title="t", words=str)
    assert [float(h) for h in re.findall(r'<rect[^>]*height="([\d.]+)"', drawn)] == [100, 200]


def test_a_missing_figure_has_no_bar_and_no_zero() -> None:
    drawn = bar_chart((Bar("a", None), Bar("b", 100)), frame=FRAME, title="t", words=str)
    assert drawn.count("<rect") == 1
    assert drawn.count(">0<") == 1  # the axis alone


def test_the_parts_of_a_stack_fill_its_width() -> None:
    stack = Stack("a", (Part("x", 1, "p1"), Part("y", 3, "p2")))
    drawn = stack_chart((stack,), frame=FRAME, title="t", desc="", words=str)
    assert [float(w) for w in re.findall(r'<rect[^>]*width="([\d.]+)"', drawn)] == [125, 375]


def test_an_empty_part_is_not_drawn() -> None:
    stack = Stack("a", (Part("x", 0, "p1"), Part("y", 3, "p2")))
    assert stack_chart((stack,), frame=FRAME, title="t", desc="", words=str).count("<rect") == 1
