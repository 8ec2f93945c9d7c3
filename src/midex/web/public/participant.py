"""A page per participant: what it reports itself, and what others report about it. No ranking, no score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from midex.services.ports import PublicCatalogue
from midex.statistics.coverage import SHOWN, State, coverage
from midex.web.public.home import SHORT


def participant(catalogue: PublicCatalogue, code: str, nodes: Mapping[str, str]) -> dict[str, Any]:
    """What the page of a participant shows."""
    place = SHOWN.index(code)
    cells = tuple(row[place] for row in coverage(catalogue))
    return {
        "here": "participants",
        "code": code,
        "own": tuple(cell for cell in cells if cell.state is State.OWN),
        "others": tuple(cell for cell in cells if cell.state in (State.AGENCY, State.PARTNER)),
        "nobody": tuple(cell for cell in cells if cell.state is State.NOBODY),
        "css": {state.value: css for state, css in SHORT.items()},
        "flows": {flow.id: flow for flow in catalogue.dataflows()},
        "node": nodes.get(code, ""),
        "shown": SHOWN,
    }
