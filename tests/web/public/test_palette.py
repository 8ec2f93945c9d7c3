"""The six hues can be told from paper and from one another, by every kind of eye, in light and in dark."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

SHEET = (Path(__file__).resolve().parents[3] / "src/midex/web/static/midex/site.css").read_text("utf-8")
SIX = ("al", "ba", "me", "mk", "rs", "xk")
Colour = tuple[float, float, float]
# Machado, Oliveira and Fernandes (2009), severity 1
EYES: dict[str, tuple[Colour, Colour, Colour]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def tokens(scheme: str) -> dict[str, Colour]:
    """The colours of a scheme, in linear light."""
    light, dark = SHEET.split("@media (prefers-color-scheme: dark)")[:2]
    text = light if scheme == "light" else dark.split("}\n}")[0]
    return {name: linear(value) for name, value in re.findall(r"--([\w-]+):\s*#([0-9a-f]{3,6})\b", text)}


def linear(code: str) -> Colour:
    full = "".join(c * 2 for c in code) if len(code) == 3 else code
    parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    high, low = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def times(matrix: tuple[Colour, Colour, Colour], colour: Colour) -> Colour:
    one, two, three = (max(0.0, sum(m * c for m, c in zip(row, colour, strict=True))) for row in matrix)
    return one, two, three


def distance(one: Colour, other: Colour) -> float:
    """How different two colours look: Euclid in Oklab."""
    to_lms = ((0.41222, 0.53633, 0.05145), (0.2119, 0.6807, 0.1074), (0.0883, 0.28172, 0.62998))
    to_lab = ((0.21045, 0.79362, -0.00407), (1.978, -2.42859, 0.45059), (0.0259, 0.78277, -0.80868))

    def lab(colour: Colour) -> Colour:
        long, medium, short = (c ** (1 / 3) for c in times(to_lms, colour))
        one_, two, three = (sum(m * c for m, c in zip(row, (long, medium, short), strict=True)) for row in to_lab)
        return one_, two, three

    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_hue_stands_out_from_paper(scheme: str) -> None:
    colours = tokens(scheme)
    for name in SIX:
        assert contrast(colours[name], colours["paper"]) >= 3, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read(scheme: str) -> None:
    colours = tokens(scheme)
    for ground in ("paper", "sheet"):
        assert contrast(colours["ink"], colours[ground]) >= 10
        assert contrast(colours["muted"], colours[ground]) >= 4.5
        assert contrast(colours["accent"], colours[ground]) >= 4.5
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_any_two_hues_differ(scheme: str, eye: str) -> None:
    colours = tokens(scheme)
    for one, other in combinations(SIX, 2):
        assert distance(times(EYES[eye], colours[one]), times(EYES[eye], colours[other])) > 0.06, (one, other)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_participant_is_red(scheme: str) -> None:
    for name in SIX:
        red, green, blue = tokens(scheme)[name]
        assert not (red > 2.5 * green and red > 2.5 * blue), name
