"""A page per participant: what it reports itself, and what others report about it. No ranking, no score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from midex.statistics.coverage import SHOWN, Spans, State, all_about


def participant(known: Spans, code: str, nodes: Mapping[str, str]) -> dict[str, Any]:
    """What the page of a participant shows."""
    cells = all_about(known, code)
    return {
        "here": "participants",
        "code": code,
        "best": tuple({cell.topic.id: cell for cell in reversed(cells)}.values()),
        "own": tuple(cell for cell in cells if cell.state is State.OWN),
        "others": tuple(cell for cell in cells if cell.state in (State.AGENCY, State.PARTNER)),
        "nobody": tuple(cell for cell in cells if cell.state is State.NOBODY),
        "node": nodes.get(code, ""),
        "shown": SHOWN,
    }
