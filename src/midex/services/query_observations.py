"""Answer a question about published figures: which release, which series, which periods.

Key lists come only from the public catalogue; nothing here can see a restricted figure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby, islice, product
from math import prod
from operator import itemgetter

from midex.formats.sdmx.message import AGENCY, VERSION, Action, DataSet, Detail, Key, Row
from midex.formats.sdmx.rest15 import MOST_CODES, Choice, DataQuery
from midex.kernel.fault import Fault
from midex.kernel.indicator import ATTRIBUTES
from midex.kernel.period import Period
from midex.services.ports import PublicCatalogue
from midex.statistics.series import Dataflow, Vintage

ORIGIN = 3 + ATTRIBUTES.index("ORIGIN")
"""The place of a figure's origin in a row."""

GENERATED = "GENERATED"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The data sets of an answer, each streaming; at least one has a row."""

    flow: Dataflow
    vintage: Vintage
    sets: tuple[DataSet, ...]


def origins(answer: Answer) -> frozenset[str]:
    """Where the figures of an answer come from; it is used up by asking. Stops once made-up ones meet others."""
    found: set[str] = set()
    for row in chain.from_iterable(dataset.rows for dataset in answer.sets if dataset.action is not Action.DELETE):
        found.add(str(row[ORIGIN]))
        if GENERATED in found and len(found) > 1:
            break
    return frozenset(found)


def find_dataflow(catalogue: PublicCatalogue, query: DataQuery) -> Dataflow:
    """The dataflow asked for; fault F502 where there is none, F501 where the key does not fit it."""
    flow = next((flow for flow in catalogue.dataflows() if flow.id == query.flow), None)
    if flow is None or not _ours(query):
        raise Fault("F502", what=f"no dataflow {query.flow[:60]}")
    if query.key and len(query.key) != len(flow.table.dimensions):
        names = ".".join(dimension.id for dimension in flow.table.dimensions)
        raise Fault("F501", reason=f"the key of {flow.id} is {names}")
    return flow


def find_release(catalogue: PublicCatalogue, query: DataQuery) -> tuple[Dataflow, tuple[Vintage, ...]]:
    """The dataflow asked for and its releases at the moment asked for, newest first; fault F502 where none is."""
    flow = find_dataflow(catalogue, query)
    at = query.as_of
    vintages = tuple(v for v in catalogue.vintages(flow.id) if at is None or v.released_at <= at)
    if not vintages:
        raise Fault("F502", what="no release by then" if at else "no release yet")
    return flow, vintages


def _ours(query: DataQuery) -> bool:
    chosen = (query.agency, query.providers)
    return query.version in ("latest", "all", "*", VERSION) and all(c is None or AGENCY in c for c in chosen)


def query_observations(
    catalogue: PublicCatalogue, query: DataQuery, flow: Dataflow, vintages: tuple[Vintage, ...]
) -> Answer:
    """The figures asked for; fault F502 where there are none, before a byte is sent."""
    sets = [primed for dataset in _sets(catalogue, query, flow, vintages) if (primed := _primed(dataset))]
    if not sets:
        raise Fault("F502", what="no figure for this key and these periods")
    return Answer(flow=flow, vintage=vintages[0], sets=tuple(sets))


def _sets(
    catalogue: PublicCatalogue, query: DataQuery, flow: Dataflow, vintages: tuple[Vintage, ...]
) -> Iterator[DataSet]:
    """The newest release; every release with ``includeHistory``; only what changed with ``updatedAfter``."""

    def rows(vintage: Vintage) -> Iterator[Row]:
        return _rows(catalogue, query, flow, vintage.number)

    if query.history:
        for vintage in vintages:
            if query.updated_after is None or vintage.released_at > query.updated_after:
                yield DataSet(rows=rows(vintage), action=Action.REPLACE, valid_from=vintage.released_at)
        return
    newest = vintages[0]
    if query.updated_after is None:
        yield DataSet(rows=rows(newest))
    elif newest.released_at > query.updated_after:
        before = next((v for v in vintages if v.released_at <= query.updated_after), None)
        known: Callable[[], Iterator[Row]] = (lambda: rows(before)) if before else (lambda: iter(()))
        yield DataSet(rows=_missing(rows(newest), known(), tuple), action=Action.REPLACE)
        gone = (_emptied(row) for row in _missing(known(), rows(newest), itemgetter(0, 1)))
        yield DataSet(rows=gone, action=Action.DELETE)


def _primed(dataset: DataSet) -> DataSet | None:
    """The data set with its first row fetched; None where it has no row."""
    rows = iter(dataset.rows)
    first = next(rows, None)
    if first is None:
        return None
    return DataSet(rows=chain((first,), rows), action=dataset.action, valid_from=dataset.valid_from)


def _emptied(row: Row) -> Row:
    return (row[0], row[1], None, "", "", "", "", "")


def _missing(rows: Iterable[Row], others: Iterable[Row], same: Callable[[Row], object]) -> Iterator[Row]:
    """Rows for which no row in ``others`` is the ``same``; both come by key and period, neither is held."""
    remaining = iter(others)
    other = next(remaining, None)
    for row in rows:
        while other is not None and other[:2] < row[:2]:
            other = next(remaining, None)
        if other is None or same(other) != same(row):
            yield row


def _rows(catalogue: PublicCatalogue, query: DataQuery, flow: Dataflow, vintage: int) -> Iterator[Row]:
    keys = selected(catalogue, flow, query.key, vintage)
    rows: Iterator[Row] = catalogue.observations(
        flow.id,
        keys=keys,
        start=query.start.year if query.start else "",
        end=query.end.year if query.end else "",
        vintage=vintage,
    )
    if query.start or query.end:
        rows = filter(_within(query), rows)
    if query.origin:
        rows = (row for row in rows if row[ORIGIN] == query.origin)
    if query.detail in (Detail.SERIES_KEYS_ONLY, Detail.NO_DATA):
        return chain.from_iterable(islice(series, 1) for _, series in groupby(rows, itemgetter(0)))
    if query.first or query.last:
        return chain.from_iterable(_ends(series, query.first, query.last) for _, series in groupby(rows, itemgetter(0)))
    return rows


def _ends(series: Iterator[Row], first: int | None, last: int | None) -> Iterator[Row]:
    """The first and last so many of a series; both asked for, they never name a figure twice."""
    if first:
        yield from islice(series, first)
    if last:
        yield from deque(series, maxlen=last)


def _within(query: DataQuery) -> Callable[[Row], bool]:
    """Whether the whole period of a row lies between the days asked for."""
    start, end = query.start, query.end

    @lru_cache(2048)
    def lies_within(text: str) -> bool:
        period = Period.parse(text)
        return (start is None or period.first_day >= start.day) and (end is None or period.last_day <= end.day)

    return lambda row: lies_within(row[1])


def selected(catalogue: PublicCatalogue, flow: Dataflow, key: tuple[Choice, ...], vintage: int) -> list[Key] | None:
    """The series that a key chooses; None chooses all."""
    if all(codes is None for codes in key):
        return None
    fixed = [sorted(codes) for codes in key if codes is not None]
    if len(fixed) == len(key) and prod(map(len, fixed)) <= MOST_CODES:
        return list(product(*fixed))
    series = list(catalogue.series(flow.id, vintage))
    for at, codes in enumerate(key):
        if codes is not None:
            series = [chosen for chosen in series if chosen[at] in codes]
    return series
