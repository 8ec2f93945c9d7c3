"""The Keystroke-Level Model of Card, Moran and Newell (1980) over key presses that were counted, and the page about it.

K 0.28 s is their average non-secretary typist, M 1.35 s a thought before a field or a button, H 0.4 s the hands
coming to the keyboard; R is the node's own answer, measured.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

K, M, H = 0.28, 1.35, 0.4
ROOT = Path(__file__).resolve().parent.parent.parent
FIGURES = ROOT / "docs" / "how-to" / "register-people-keystrokes.json"
PAGE = ROOT / "docs" / "how-to" / "register-people.md"
BEGIN, END = "<!-- keystrokes: written by the browser test -->", "<!-- end of keystrokes -->"


@dataclass(frozen=True, kw_only=True)
class Walk:
    """What a walk through the page took: keys that were pressed, fields and buttons thought of, seconds waited."""

    keys: int
    thoughts: int
    hands: int
    waited: float

    @property
    def seconds(self) -> float:
        """The estimate."""
        return self.keys * K + self.thoughts * M + self.hands * H + self.waited

    @property
    def counted(self) -> tuple[int, int, int]:
        """What does not depend on the machine."""
        return self.keys, self.thoughts, self.hands

    def __str__(self) -> str:
        return (
            f"{self.keys} K x {K} s = {self.keys * K:.1f} s; {self.thoughts} M x {M} s = {self.thoughts * M:.1f} s; "
            f"{self.hands} H x {H} s = {self.hands * H:.1f} s; R {self.waited:.1f} s; together {self.seconds:.1f} s"
        )


def kept() -> Walk:
    """The walk as it was last recorded."""
    return Walk(**json.loads(FIGURES.read_text("utf-8")))


def record(walk: Walk) -> None:
    """Write a walk down, and the page's part about it."""
    FIGURES.write_text(json.dumps({**asdict(walk), "waited": round(walk.waited, 1)}, indent=1) + "\n", "utf-8")
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{part(kept())}{END}{after}", "utf-8")


def part(walk: Walk) -> str:
    """The page's part about a walk."""
    rows: Mapping[str, tuple[object, float]] = {
        f"keys pressed, {K} s each": (walk.keys, walk.keys * K),
        f"thoughts before a field or a button, {M} s each": (walk.thoughts, walk.thoughts * M),
        f"hands to the keyboard, {H} s": (walk.hands, walk.hands * H),
        "waiting for the node, measured": ("", walk.waited),
    }
    lines = [f"| {what} | {count} | {seconds:.1f} |" for what, (count, seconds) in rows.items()]
    return "\n".join(
        ["| | count | seconds |", "|---|---:|---:|", *lines, f"| **together** | | **{walk.seconds:.1f}** |", ""]
    )
