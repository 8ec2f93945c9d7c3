"""Where the figures of an answer come from: what its file name and its header say before the first row is written."""

from __future__ import annotations

from midex.formats.sdmx.rest15 import DataQuery
from midex.services.ports import PublicCatalogue
from midex.services.query_observations import GENERATED, origins, query_observations
from midex.statistics.series import Dataflow, Vintage

MADE_UP = frozenset((GENERATED,))
REMEMBERED = 1_000
"""Questions whose answer is remembered; a release never changes, so neither does this."""


class Provenance:
    """Looks once through the figures that a question chooses from releases with generated ones."""

    def __init__(self, catalogue: PublicCatalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[tuple[str, ...], frozenset[str]] = {}

    def of(self, query: DataQuery, flow: Dataflow, vintages: tuple[Vintage, ...]) -> frozenset[str]:
        """The origins met; empty where no release has a generated figure and nothing need be said."""
        if not any(vintage.generated for vintage in vintages):
            return frozenset()
        question = (repr(query), *(vintage.sha256 for vintage in vintages))
        if question not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[question] = origins(query_observations(self._catalogue, query, flow, vintages))
        return self._known[question]


def warning(found: frozenset[str]) -> str:
    """What the name of a file says of generated figures in it."""
    return "" if GENERATED not in found else "_generated" if found == MADE_UP else "_with-generated"
