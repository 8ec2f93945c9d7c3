"""The in-memory twin of the public store; it passes the same contract tests as the real one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from midex.services.ports import VintageTakenError
from midex.statistics.series import Dataflow, Observation, Vintage


class InMemoryCatalogue:
    """Holds dataflows, vintages and observations in plain dictionaries."""

    def __init__(self) -> None:
        self._dataflows: dict[str, Dataflow] = {}
        self._vintages: dict[str, list[tuple[Vintage, list[Observation]]]] = {}

    def add(self, dataflow: Dataflow, vintage: Vintage | None = None, observations: Iterable[Observation] = ()) -> None:
        """Add a dataflow, and a vintage of it."""
        self._dataflows[dataflow.id] = dataflow
        kept = self._vintages.setdefault(dataflow.id, [])
        if vintage:
            kept.append((vintage, sorted(observations, key=lambda o: (o.key, o.period))))

    def announce(self, dataflow: Dataflow) -> None:
        self.add(dataflow)

    def publish(self, dataflow: Dataflow, vintage: Vintage, observations: Iterable[Observation]) -> bool:
        if any(known == vintage for known in self.vintages(dataflow.id)):
            return False
        if any(known.number == vintage.number for known in self.vintages(dataflow.id)):
            raise VintageTakenError(str(vintage.number))
        self.add(dataflow, vintage, observations)
        return True

    def dataflows(self) -> tuple[Dataflow, ...]:
        return tuple(self._dataflows[name] for name in sorted(self._dataflows))

    def vintages(self, dataflow: str) -> tuple[Vintage, ...]:
        kept = self._vintages.get(dataflow, [])
        return tuple(sorted((v for v, _ in kept), key=lambda v: -v.number))

    def newest(self) -> tuple[Vintage, ...]:
        return tuple(self.vintages(name)[0] for name in sorted(self._vintages) if self._vintages[name])

    def series(self, dataflow: str, vintage: int | None = None) -> tuple[tuple[str, ...], ...]:
        return tuple(sorted({o.key for o in self._of(dataflow, vintage)}))

    def observations(
        self,
        dataflow: str,
        *,
        keys: Collection[tuple[str, ...]] | None = None,
        start: str = "",
        end: str = "",
        vintage: int | None = None,
    ) -> Iterator[Observation]:
        wanted = None if keys is None else set(keys)
        for observation in self._of(dataflow, vintage):
            if wanted is not None and observation.key not in wanted:
                continue
            if start and observation.period[: len(start)] < start[: len(observation.period)]:
                continue
            if end and observation.period[: len(end)] > end[: len(observation.period)]:
                continue
            yield observation

    def _of(self, dataflow: str, vintage: int | None) -> list[Observation]:
        kept = self._vintages.get(dataflow, [])
        if not kept:
            return []
        number = vintage or max(v.number for v, _ in kept)
        return next((observations for v, observations in kept if v.number == number), [])
