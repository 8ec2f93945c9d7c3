"""Lines over time with direct labels; a break is a gap, a provisional point is hollow, a missing one is not drawn."""

from __future__ import annotations

from dataclasses import dataclass

from midex.web.public.charts import svg
from midex.web.public.charts.scale import Scale, Words, ticks, years


@dataclass(frozen=True)
class Point:
    """A figure at a place in time (2015.5 is mid-2015). ``value`` None means nothing was reported."""

    at: float
    value: int | None
    breaks: bool = False
    provisional: bool = False
    generated: bool = False


@dataclass(frozen=True)
class Line:
    """One series; ``css`` names its hue."""

    label: str
    points: tuple[Point, ...]
    css: str = "s1"


@dataclass(frozen=True)
class Event:
    """Something the reader should know at a place in time."""

    at: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Axes:
    """Scales that several charts share: the highest figure, the span of time, and the time between two periods.

    ``labels`` are written below the axis where whole years would say too little.
    """

    top: int = 0
    span: tuple[float, float] | None = None
    step: float = 1
    labels: tuple[tuple[float, str], ...] = ()


FREE = Axes()


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The paper: its size, its margins and how many ticks it bears."""

    width: int = 720
    height: int = 320
    top: int = 28
    right: int = 128
    bottom: int = 28
    left: int = 60
    ticks: int = 4
    years: int = 8
    css: str = "wide"


WIDE = Frame()
NARROW = Frame(width=340, height=260, right=14, left=48, years=4, css="narrow")
PANEL = Frame(width=300, height=150, top=24, right=12, left=44, bottom=24, ticks=3, years=3, css="panel")


def pieces(points: tuple[Point, ...], step: float) -> list[list[Point]]:
    """Cut a series at a missing figure, a jump in time, a break, and where reported meets generated."""
    cut: list[list[Point]] = []
    last: Point | None = None
    for point in points:
        if point.value is None:
            last = None
            continue
        if last is None or point.breaks or point.at - last.at > step * 1.5 or point.generated != last.generated:
            cut.append([])
        cut[-1].append(point)
        last = point
    return cut


def line_chart(
    lines: tuple[Line, ...],
    *,
    frame: Frame,
    title: str,
    desc: str = "",
    words: Words,
    events: tuple[Event, ...] = (),
    axes: Axes = FREE,
) -> str:
    """Draw ``lines``; ``words`` writes the counts."""
    drawn = [p for one in lines for p in one.points if p.value is not None]
    marks = ticks(max([axes.top, *(p.value or 0 for p in drawn)]), frame.ticks)
    span = axes.span or (min((p.at for p in drawn), default=0), max((p.at for p in drawn), default=1))
    x = Scale(*span, frame.left, frame.width - frame.right)
    y = Scale(0, marks[-1], frame.height - frame.bottom, frame.top)
    parts = [_ground(frame, x, y, marks, axes, words), *(_event(frame, x, event) for event in events)]
    parts += [_series(one, x, y, axes.step, words) for one in lines]
    parts += _labels(lines, frame, x, y, words)
    return svg.picture(frame.width, frame.height, parts, title=title, desc=desc, css=frame.css)


def _ground(frame: Frame, x: Scale, y: Scale, marks: tuple[int, ...], axes: Axes, words: Words) -> str:
    floor = frame.height - frame.bottom
    right = frame.width - frame.right
    rows = [
        svg.line(frame.left, y(mark), right, y(mark), "axis" if mark == 0 else "grid")
        + svg.text(frame.left - 6, y(mark) + 4, words(mark), "tick", "end")
        for mark in marks
    ]
    labels = axes.labels or tuple((year, str(year)) for year in years(x.low, x.high, frame.years))
    columns = [
        svg.text(x(at), floor + 17, label, "tick", _anchor(index, len(labels)))
        for index, (at, label) in enumerate(labels)
    ]
    return "".join(rows + columns)


def _anchor(index: int, count: int) -> str:
    """The outermost labels stay on the paper."""
    if count < 2:
        return "middle"
    return "start" if index == 0 else "end" if index == count - 1 else "middle"


def _event(frame: Frame, x: Scale, event: Event) -> str:
    at = x(event.at)
    left = at > frame.left + (frame.width - frame.right - frame.left) * 0.5
    return svg.line(at, frame.top - 12, at, frame.height - frame.bottom, "event") + svg.text(
        at - 5 if left else at + 5, frame.top - 6, event.label, "note", "end" if left else "start"
    )


def _series(one: Line, x: Scale, y: Scale, step: float, words: Words) -> str:
    """The line in its pieces, with its highest figure and the first after a break written in."""
    parts = []
    known = [p for p in one.points if p.value is not None]
    highest = max(known, key=lambda p: p.value or 0, default=None)
    if highest and known[-1].at - highest.at > (x.high - x.low) * 0.16:
        parts.append(_value(highest, one, x, y, words, _side(highest, x)))
    for piece in pieces(one.points, step):
        places = " ".join(f"{svg.place(x(p.at))},{svg.place(y(p.value or 0))}" for p in piece)
        if len(piece) > 1:
            made = " made" if piece[0].generated else ""
            parts.append(f'<polyline class="line {one.css}{made}" points="{places}"/>')
        if piece[0].breaks:
            parts.append(_value(piece[0], one, x, y, words, "start"))
        parts += [
            svg.dot(x(p.at), y(p.value or 0), f"dot {one.css}{' hollow' if p.provisional or p.generated else ''}")
            for p in piece
            if p.provisional or p.generated or len(piece) == 1
        ]
    return "".join(parts)


def _side(point: Point, x: Scale) -> str:
    """A figure stands before its point, but near the axis behind it."""
    return "end" if point.at > x.low + (x.high - x.low) / 5 else "start"


def _value(point: Point, one: Line, x: Scale, y: Scale, words: Words, anchor: str) -> str:
    at, high = x(point.at), y(point.value or 0)
    return svg.dot(at, high, f"dot {one.css}", 2.5) + svg.text(
        at - 4 if anchor == "end" else at + 2, high - 6, words(point.value or 0), "value", anchor
    )


def _labels(lines: tuple[Line, ...], frame: Frame, x: Scale, y: Scale, words: Words) -> list[str]:
    """The last figure of each line beside it, pushed apart so that none covers another."""
    ends = []
    for one in lines:
        known = [p for p in one.points if p.value is not None]
        if known:
            ends.append((y(known[-1].value or 0), known[-1], one))
    parts, floor = [], frame.height - frame.bottom
    ends.sort(key=lambda end: end[0])
    heights = spread([end[0] for end in ends], 15, floor)
    for height, (_, point, one) in zip(heights, ends, strict=True):
        parts.append(
            svg.dot(
                x(point.at),
                y(point.value or 0),
                f"dot {one.css}{' hollow' if point.provisional or point.generated else ''}",
            )
        )
        if frame.css == "wide":
            parts.append(
                svg.text(x(point.at) + 9, height + 4, f"{one.label} {words(point.value or 0)}".strip(), "label")
            )
        else:
            near = [y(p.value or 0) for p in one.points if p.value is not None and x(p.at) > x(point.at) - 44]
            parts.append(svg.text(x(point.at), min(near) - 8, words(point.value or 0), "label", _side(point, x)))
    return parts


def spread(places: list[float], gap: float, floor: float) -> list[float]:
    """Move sorted places apart until each is ``gap`` from the next, none below ``floor``."""
    moved: list[float] = []
    for at in places:
        moved.append(max(at, moved[-1] + gap) if moved else at)
    for index in range(len(moved) - 1, -1, -1):
        limit = floor if index == len(moved) - 1 else moved[index + 1] - gap
        moved[index] = min(moved[index], limit)
    return moved
