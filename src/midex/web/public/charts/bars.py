"""Bars from zero: side by side over periods, or stacked shares of a whole with the counts written in."""

from __future__ import annotations

from dataclasses import dataclass

from midex.web.public.charts import svg
from midex.web.public.charts.line import Frame
from midex.web.public.charts.scale import Scale, Words, ticks


@dataclass(frozen=True)
class Bar:
    """One bar; ``value`` None leaves its place empty."""

    label: str
    value: int | None


@dataclass(frozen=True)
class Part:
    """One part of a stack."""

    label: str
    value: int
    css: str


@dataclass(frozen=True)
class Stack:
    """One row of parts that make a whole."""

    label: str
    parts: tuple[Part, ...]
    note: str = ""

    @property
    def total(self) -> int:
        """The whole."""
        return sum(part.value for part in self.parts)


def bar_chart(
    bars: tuple[Bar, ...], *, frame: Frame, title: str, words: Words, css: str = "s1", top: int | None = None
) -> str:
    """Upright bars with their figures above; ``top`` fixes the scale where several charts are compared."""
    marks = ticks(max([top or 0, *(bar.value or 0 for bar in bars)]), frame.ticks)
    y = Scale(0, marks[-1], frame.height - frame.bottom, frame.top)
    room = (frame.width - frame.left - frame.right) / max(1, len(bars))
    parts = [
        svg.line(frame.left, y(mark), frame.width - frame.right, y(mark), "axis" if mark == 0 else "grid")
        + svg.text(frame.left - 6, y(mark) + 4, words(mark), "tick", "end")
        for mark in marks
    ]
    for index, bar in enumerate(bars):
        middle = frame.left + room * (index + 0.5)
        parts.append(svg.text(middle, frame.height - frame.bottom + 17, bar.label, "tick", "middle"))
        if bar.value is not None:
            high = y(bar.value)
            parts.append(svg.rect(middle - room * 0.34, high, room * 0.68, y(0) - high, f"fill {css}"))
            parts.append(svg.text(middle, high - 5, words(bar.value), "label", "middle"))
    return svg.picture(frame.width, frame.height, parts, title=title, css=frame.css)


def stack_chart(stacks: tuple[Stack, ...], *, frame: Frame, title: str, desc: str, words: Words) -> str:
    """Lying rows, each a whole of 100 %; a count is written into its part where it fits."""
    row, narrow = 46, frame.css == "narrow"
    left = 0 if narrow else frame.left
    height = row * len(stacks) + (22 * len(stacks) if narrow else 0) + 6
    parts = []
    for index, stack in enumerate(stacks):
        high = index * (row + (22 if narrow else 0)) + 4
        heading = f"{stack.label}{stack.note}"
        if narrow:
            parts.append(svg.text(0, high + 12, heading, "name"))
            high += 20
        else:
            parts.append(svg.text(left - 12, high + 24, heading, "name", "end"))
        parts.append(_row(stack, left, frame.width - left - frame.right, high, words))
    return svg.picture(frame.width, height, parts, title=title, desc=desc, css=frame.css)


def _row(stack: Stack, left: float, width: float, high: float, words: Words) -> str:
    x = Scale(0, max(1, stack.total), left, left + width)
    parts, at = [], 0
    for part in stack.parts:
        start, stop = x(at), x(at + part.value)
        at += part.value
        parts.append(svg.rect(start, high, stop - start, 34, f"fill {part.css}"))
        if stop - start > 9 * len(words(part.value)) + 8:
            parts.append(svg.text((start + stop) / 2, high + 22, words(part.value), f"in {part.css}", "middle"))
    return "".join(parts)
