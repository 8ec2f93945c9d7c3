"""A line tells the truth about gaps: breaks, missing years, provisional and generated points."""

from __future__ import annotations

import re

from midex.web.public.charts.line import (
    NARROW,
    PANEL,
    WIDE,
    Axes,
    Event,
    Frame,
    Line,
    Point,
    line_chart,
    pieces,
    spread,
)


def points(*values: int | None) -> tuple[Point, ...]:
    return tuple(Point(2000 + i, value) for i, value in enumerate(values))


def draw(*given: Point, frame: Frame = WIDE, label: str = "", events: tuple[Event, ...] = ()) -> str:
    return line_chart((Line(label, given),), frame=frame, title="A title", words=str, events=events)


def test_a_missing_figure_cuts_the_line() -> None:
    assert [len(piece) for piece in pieces(points(1, 2, None, 3, 4), 1)] == [2, 2]


def test_a_break_cuts_the_line_before_it() -> None:
    given = (*points(1, 2), Point(2002, 3, breaks=True), Point(2003, 4))
    assert [[p.at for p in piece] for piece in pieces(given, 1)] == [[2000, 2001], [2002, 2003]]


def test_a_period_that_is_not_there_cuts_the_line() -> None:
    assert len(pieces((Point(2000, 1), Point(2001, 1), Point(2004, 1)), 1)) == 2


def test_reported_and_generated_figures_never_share_a_line() -> None:
    assert len(pieces((Point(2000, 1), Point(2001, 1, generated=True)), 1)) == 2
    assert 'class="line s1 made"' in draw(Point(2000, 1, generated=True), Point(2001, 1, generated=True))


def test_the_figures_on_both_sides_of_a_break_are_written_in() -> None:
    drawn = draw(Point(2000, 5), Point(2001, 16577), Point(2002, 636, breaks=True), *points(*[9] * 12)[3:])
    assert ">16577<" in drawn
    assert ">636<" in drawn


def test_a_provisional_point_is_hollow() -> None:
    assert "hollow" in draw(Point(2000, 5), Point(2001, 6, provisional=True))
    assert "hollow" not in draw(*points(5, 6))


def test_zero_lies_on_the_axis() -> None:
    drawn = draw(*points(0, 10))
    axis = re.search(r'class="axis" x1="[\d.]+" y1="([\d.]+)"', drawn)
    line = re.search(r'points="[\d.]+,([\d.]+) ', drawn)
    assert axis is not None
    assert line is not None
    assert axis[1] == line[1]


def test_every_text_is_escaped_and_nothing_carries_a_style() -> None:
    drawn = draw(*points(1, 2), label="<b>&", events=(Event(2000, "<script>"),))
    assert "<b>" not in drawn
    assert "<script>" not in drawn
    assert "style=" not in drawn


def test_a_chart_has_a_name_for_people_who_do_not_see_it() -> None:
    assert 'role="img" aria-label="A title"' in draw(*points(1, 2))


def test_every_frame_draws_a_line_of_one_and_of_no_point() -> None:
    for frame in (WIDE, NARROW, PANEL):
        assert "<svg" in draw(Point(2000, 3), frame=frame)
        assert "<svg" in draw(Point(2000, None), frame=frame)


def test_shared_axes_make_panels_comparable() -> None:
    axes = Axes(top=1000, span=(2000, 2010))
    drawn = line_chart((Line("", points(1, 2)),), frame=PANEL, title="t", words=str, axes=axes)
    assert ">1000<" in drawn
    assert ">2010<" in drawn


def test_labels_keep_their_distance() -> None:
    assert spread([10, 11, 12], 15, 300) == [10, 25, 40]
    assert spread([290, 295], 15, 300) == [285, 300]


def test_a_span_too_short_for_years_has_its_ends_written_below() -> None:
    axes = Axes(step=1 / 12, labels=((2026.5, "August 2026"), (2026.75, "October 2026")))
    months = (Point(2026.5, 1), Point(2026.75, 2))
    drawn = line_chart((Line("", months),), frame=PANEL, title="t", words=str, axes=axes)
    assert ">August 2026<" in drawn
    assert ">2027<" not in drawn
