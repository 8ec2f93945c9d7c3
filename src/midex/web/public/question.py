"""The question bar: participant, topic and period become the address of the best table that answers."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from midex.statistics.coverage import SHOWN, Cell, Spans, State, coverage


def answer(known: Spans, asked: Mapping[str, str]) -> str:
    """The address of the answer; where nobody reports, the participant's page says so."""
    row = next((row for row in coverage(known) if row[0].topic.id == asked.get("topic")), None)
    if row is None:
        return "/tables"
    participant = asked.get("participant", "")
    span = {name: asked[name] for name in ("from", "to") if asked.get(name)}
    if participant in SHOWN:
        return address(row[SHOWN.index(participant)], span)
    best = next((cell for state in State for cell in row if cell.state is state and cell.dataflow), None)
    return f"/table/{best.dataflow}?{urlencode(span)}".rstrip("?") if best else "/#coverage"


def address(cell: Cell, span: Mapping[str, str]) -> str:
    """Where the figures behind a square of the grid are."""
    if cell.state is State.NOBODY:
        return f"/participant/{cell.participant}#{cell.topic.id}"
    query = {cell.dimension: cell.participant, **span}
    if cell.state is State.OWN:
        query["ORIGIN"] = "REPORTED"
    return f"/table/{cell.dataflow}?{urlencode(query)}"
