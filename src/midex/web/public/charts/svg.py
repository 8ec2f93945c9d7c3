"""Writing SVG elements: every text escaped, no style attribute, coordinates to a tenth."""

from __future__ import annotations

from html import escape


def place(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.1f}".removesuffix(".0")


def text(x: float, y: float, words: str, css: str = "", anchor: str = "start") -> str:
    """A line of text; ``anchor`` is start, middle or end."""
    aligned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    classed = f' class="{css}"' if css else ""
    return f'<text x="{place(x)}" y="{place(y)}"{classed}{aligned}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """A straight line."""
    return f'<line class="{css}" x1="{place(x1)}" y1="{place(y1)}" x2="{place(x2)}" y2="{place(y2)}"/>'


def rect(x: float, y: float, width: float, height: float, css: str) -> str:
    """A rectangle; nothing at all where it would have no size."""
    if width <= 0 or height <= 0:
        return ""
    return f'<rect class="{css}" x="{place(x)}" y="{place(y)}" width="{place(width)}" height="{place(height)}"/>'


def dot(x: float, y: float, css: str, radius: float = 3) -> str:
    """A point."""
    return f'<circle class="{css}" cx="{place(x)}" cy="{place(y)}" r="{place(radius)}"/>'


def picture(width: float, height: float, parts: list[str], *, title: str, desc: str = "", css: str = "") -> str:
    """The whole image, with its name and, where given, its description for people who do not see it."""
    described = f"<desc>{escape(desc)}</desc>" if desc else ""
    classes = f"chart {css}".strip()
    return (
        f'<svg class="{classes}" viewBox="0 0 {place(width)} {place(height)}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{described}{''.join(parts)}</svg>"
    )
