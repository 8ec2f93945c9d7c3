"""The list of all tables, the two kinds of series apart."""

from __future__ import annotations

from typing import Any

from midex.services.ports import PublicCatalogue
from midex.statistics.series import SeriesKind
from midex.statistics.topics import topics


def tables(catalogue: PublicCatalogue) -> dict[str, Any]:
    """What the list of tables shows: each dataflow with its newest release and its topic."""
    by_topic = {name: topic for topic in topics() for name in topic.dataflows}
    rows = [
        (flow, next(iter(catalogue.vintages(flow.id)), None), by_topic.get(flow.id)) for flow in catalogue.dataflows()
    ]
    return {
        "here": "tables",
        "published": [row for row in rows if row[0].kind is SeriesKind.PUBLISHED],
        "submitted": [row for row in rows if row[0].kind is SeriesKind.SUBMITTED],
    }
