"""The public store: writes a vintage once, whole, and answers point queries and streams from it.

It never sees a restricted figure: what is handed in has been protected or was published elsewhere already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connections
from django.db.models import Max

from midex.services.ports import VintageTakenError
from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Dataflow, Observation, SeriesKind, Source, Vintage
from midex.stores.public.models import PublicDataflow, PublicObservation, PublicSeries, PublicVintage
from midex.stores.unit_of_work import UnitOfWork

Key = tuple[str, ...]

REMEMBERED = 16
"""Vintages whose series index is kept in memory; they never change."""

BATCH = 400
_COLUMNS = ("series_id", "period", "value", "obs_status", "conf_status", "reporters", "origin", "comment")


@dataclass(frozen=True)
class _Index:
    keys: dict[int, Key]

    @cached_property
    def ids(self) -> dict[Key, int]:
        return {key: series for series, key in self.keys.items()}


class PublicStore:
    """``ports.PublicStore`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._unit_of_work = UnitOfWork(alias)
        self._indexes: dict[str, _Index] = {}

    def dataflows(self) -> tuple[Dataflow, ...]:
        """Every public dataflow, by id."""
        rows = PublicDataflow.objects.using(self._alias).all()
        return tuple(_dataflow(row) for row in sorted(rows, key=attrgetter("id")))

    def vintages(self, dataflow: str) -> tuple[Vintage, ...]:
        """The releases of a dataflow, newest first."""
        rows = PublicVintage.objects.using(self._alias).filter(dataflow_id=dataflow).order_by("-number")
        return tuple(_vintage(row) for row in rows)

    def newest(self) -> tuple[Vintage, ...]:
        """The newest release of every dataflow that has one, by dataflow, in one query."""
        rows = PublicVintage.objects.using(self._alias).order_by("number")
        last = {row.dataflow_id: row for row in rows}
        return tuple(_vintage(last[name]) for name in sorted(last))

    def series(self, dataflow: str, vintage: int | None = None) -> tuple[Key, ...]:
        """The series keys of a vintage (newest if None), sorted."""
        found = self._find(dataflow, vintage)
        return tuple(self._index(found).keys.values()) if found else ()

    def observations(
        self,
        dataflow: str,
        *,
        keys: Collection[Key] | None = None,
        start: str = "",
        end: str = "",
        vintage: int | None = None,
    ) -> Iterator[Observation]:
        """Observations by series key then period, streamed; see ``ports.PublicCatalogue``."""
        found = self._find(dataflow, vintage)
        if not found:
            return
        index = self._index(found)
        keyed, unbounded = index.keys, not (start or end)
        for condition in _conditions(index, keys):
            rows = PublicObservation.objects.using(self._alias).filter(**condition)
            if start:
                rows = rows.filter(period__gte=start[:4])
            if end:
                rows = rows.filter(period__lt=f"{int(end[:4]) + 1:04d}")
            for row in rows.order_by("series_id", "period").values_list(*_COLUMNS).iterator(2000):
                if unbounded or within(row[1], start, end):
                    yield Observation(keyed[row[0]], *row[1:])

    def announce(self, dataflow: Dataflow) -> None:
        """Make a dataflow known, or bring its title and source up to date; its vintages stay as they are."""
        said = {
            "title": dataflow.title,
            "table": dataflow.table.id,
            "kind": dataflow.kind.value,
            "source": asdict(dataflow.source) if dataflow.source else None,
        }
        with self._unit_of_work():
            PublicDataflow.objects.using(self._alias).update_or_create(id=dataflow.id, defaults=said)

    def publish(self, dataflow: Dataflow, vintage: Vintage, observations: Iterable[Observation]) -> bool:
        """Write a whole vintage in one transaction; False where this very vintage is public already.

        VintageTakenError where another one of that number is.
        """
        with self._unit_of_work():
            known = PublicVintage.objects.using(self._alias).filter(id=_vintage_id(vintage)).first()
            if known and known.sha256 == vintage.sha256:
                return False
            if known:
                raise VintageTakenError(known.id)
            self.announce(dataflow)
            self._write(_vintage_id(vintage), sorted(observations, key=lambda o: (o.key, o.period)))
            self._seal(vintage)
        return True

    def _write(self, vintage_id: str, observations: Sequence[Observation]) -> None:
        highest = PublicSeries.objects.using(self._alias).aggregate(Max("id"))["id__max"] or 0
        series: list[PublicSeries] = []
        figures: list[tuple[Any, ...]] = []
        for key, group in groupby(observations, key=attrgetter("key")):
            series.append(PublicSeries(id=highest + len(series) + 1, vintage_id=vintage_id, key=".".join(key)))
            figures += [(series[-1].id, *figure[1:]) for figure in group]
        PublicSeries.objects.using(self._alias).bulk_create(series, batch_size=2000)
        # a model instance for each of a million rows would take minutes
        into = f"INSERT INTO {PublicObservation._meta.db_table} ({', '.join(_COLUMNS)})"
        with connections[self._alias].cursor() as cursor:
            cursor.executemany(f"{into} VALUES ({', '.join(['%s'] * len(_COLUMNS))})", figures)

    def _seal(self, vintage: Vintage) -> None:
        said = asdict(vintage) | {"approved_by": list(vintage.approved_by)}
        dataflow = said.pop("dataflow")
        PublicVintage.objects.using(self._alias).create(id=_vintage_id(vintage), dataflow_id=dataflow, **said)

    def _find(self, dataflow: str, number: int | None) -> str | None:
        rows = PublicVintage.objects.using(self._alias).filter(dataflow_id=dataflow)
        if number is not None:
            rows = rows.filter(number=number)
        return rows.order_by("-number").values_list("id", flat=True).first()

    def _index(self, vintage_id: str) -> _Index:
        if vintage_id not in self._indexes:
            rows = PublicSeries.objects.using(self._alias).filter(vintage_id=vintage_id).order_by("id")
            read = _Index({series: tuple(key.split(".")) for series, key in rows.values_list("id", "key")})
            if len(self._indexes) >= REMEMBERED:
                self._indexes.pop(next(iter(self._indexes)), None)
            self._indexes[vintage_id] = read
        return self._indexes[vintage_id]


def within(period: str, start: str, end: str) -> bool:
    """Whether a period lies between two bounds; a bound is as coarse as it is written."""
    if start and period[: len(start)] < start[: len(period)]:
        return False
    return not (end and period[: len(end)] > end[: len(period)])


def _conditions(index: _Index, keys: Collection[Key] | None) -> Iterator[dict[str, Any]]:
    """The series wanted, in order: a range where all are, else batches an engine accepts."""
    if not index.keys:
        return
    if keys is None:
        yield {"series_id__gte": min(index.keys), "series_id__lte": max(index.keys)}
        return
    wanted = sorted({index.ids[key] for key in keys if key in index.ids})
    for at in range(0, len(wanted), BATCH):
        yield {"series_id__in": wanted[at : at + BATCH]}


def _vintage_id(vintage: Vintage) -> str:
    return f"{vintage.dataflow}:{vintage.number}"


def _dataflow(row: PublicDataflow) -> Dataflow:
    source = Source(**row.source | {"notes": tuple(row.source["notes"])}) if row.source else None
    return Dataflow(
        id=row.id, title=row.title, table=registry().table(row.table), kind=SeriesKind(row.kind), source=source
    )


def _vintage(row: PublicVintage) -> Vintage:
    return Vintage(
        dataflow=row.dataflow_id,
        number=row.number,
        released_at=row.released_at,
        sha256=row.sha256,
        observations=row.observations,
        approved_by=tuple(row.approved_by),
        signature=row.signature,
        key_id=row.key_id,
        generated=row.generated,
        summary=row.summary,
    )
