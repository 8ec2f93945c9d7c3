"""What the services need from the outside; ``stores`` and ``crypto`` provide it, ``node`` and ``hub`` wire it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from midex.statistics.series import Dataflow, Observation, Vintage


class PublicCatalogue(Protocol):
    """Reading side of the public store: all a visitor or an SDMX client can ever see."""

    def dataflows(self) -> tuple[Dataflow, ...]:
        """Every public dataflow, by id. One with no vintage yet has none in ``vintages``."""
        ...

    def vintages(self, dataflow: str) -> tuple[Vintage, ...]:
        """The releases of a dataflow, newest first."""
        ...

    def series(self, dataflow: str, vintage: int | None = None) -> tuple[tuple[str, ...], ...]:
        """The series keys of a vintage (newest if None), sorted; a code per dimension in DSD order."""
        ...

    def observations(
        self,
        dataflow: str,
        *,
        keys: Collection[tuple[str, ...]] | None = None,
        start: str = "",
        end: str = "",
        vintage: int | None = None,
    ) -> Iterator[Observation]:
        """Observations by series key then period; ``keys`` None means all. ``start``/``end`` are periods, inclusive.

        A year as bound takes in all its months and quarters. Streams: never holds the whole answer.
        """
        ...
