"""A public catalogue with some hundred figures of every registered table: marks, gaps, comments, releases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice, product
from pathlib import Path

from midex.kernel.indicator import Dimension, Table
from midex.statistics.published import published
from midex.statistics.registry.catalogue import PARTICIPANTS, registry
from midex.statistics.series import Dataflow, Observation, SeriesKind, Source, Vintage
from tests.twins.public_catalogue import InMemoryCatalogue

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published"
RELEASED = (datetime(2026, 1, 31, 12, tzinfo=UTC), datetime(2026, 4, 30, 12, tzinfo=UTC))
COMMENTS = ("", "counted twice, then put right", 'called "provisional"', "Sjever & Jug <sjever>, čćžšđ")


def figures(table: Table, years: range, *, series: int = 60) -> Iterator[Observation]:
    """Observations of up to ``series`` series: some marked, some hidden, some with a comment."""
    keys = islice(product(*(_codes(dimension, table) for dimension in table.dimensions)), 0, series * 97, 97)
    for at, key in enumerate(keys):
        for year in years:
            period = f"{year}-{at % 12 + 1:02d}" if key[0] == "M" else f"{year}-Q3" if key[0] == "Q" else str(year)
            hidden = (at + year) % 11 == 0
            yield Observation(
                key,
                period,
                None if hidden else (at * 37 + year) % 4001 * 5,
                "Q" if hidden else ("A", "P", "B", "")[(at + year) % 4],
                "C" if hidden else "F",
                "6/6" if at % 3 else "",
                "GENERATED",
                COMMENTS[(at + year) % len(COMMENTS)],
            )


def _codes(dimension: Dimension, table: Table) -> tuple[str, ...]:
    if dimension.id == "FREQ":
        return tuple(frequency.value for frequency in table.frequencies)
    if dimension.id == "GEO" and "WB6" in dimension.codelist:
        return (*PARTICIPANTS, "WB6")
    if dimension.id == "UNIT":
        return (table.unit,)
    codes = [code.id for code in dimension.codelist.codes]
    # NA is Namibia, which spreadsheets and data frames like to lose
    return (*codes[:8], *(code for code in codes[8:] if code in ("AF", "NA", "XK")))


def filled_catalogue(tables: tuple[str, ...] = ()) -> InMemoryCatalogue:
    """One submitted dataflow per table, and one published elsewhere; the first table has two releases."""
    catalogue = InMemoryCatalogue()
    for table_id in tables or tuple(sorted(registry().tables)):
        table = registry().tables[table_id]
        flow = Dataflow(id=table.id, title=table.title, table=table, kind=SeriesKind.SUBMITTED)
        release(catalogue, flow, 1, list(figures(table, range(2019, 2025))))
    table = registry().table("MIGR_ASYAPPCTZA")
    first = catalogue.dataflows()[0]
    release(catalogue, first, 2, revised(list(figures(first.table, range(2019, 2025)))))
    elsewhere = Dataflow(
        id="MIGR_ASYAPPCTZA_UNHCR",
        title="Asylum applicants, as UNHCR printed them",
        table=table,
        kind=SeriesKind.PUBLISHED,
        source=Source(
            publisher="UNHCR",
            title="Refugee statistics",
            licence="CC BY 4.0",
            retrieved="2025-06-20",
            coverage="Serbia includes Kosovo*",
        ),
    )
    release(catalogue, elsewhere, 1, list(figures(table, range(2000, 2003))))
    catalogue.add(Dataflow(id="EMPTY", title="Nothing yet", table=table, kind=SeriesKind.SUBMITTED))
    return catalogue


def published_catalogue() -> InMemoryCatalogue:
    """The figures of ``data/published``, each dataflow released once."""
    catalogue = InMemoryCatalogue()
    for flow, observations in published(PUBLISHED):
        release(catalogue, flow, 1, list(observations))
    return catalogue


def revised(observations: list[Observation]) -> list[Observation]:
    """One figure withdrawn, one changed, one new."""
    _withdrawn, changed, *rest = observations
    new = changed._replace(period="1999", value=15)
    return [changed._replace(value=(changed.value or 0) + 5, obs_status="A", conf_status="F"), new, *rest]


def release(catalogue: InMemoryCatalogue, flow: Dataflow, number: int, observations: list[Observation]) -> None:
    """Add a release of ``flow``."""
    digest = sha256(repr((flow.id, observations)).encode()).hexdigest()
    vintage = Vintage(
        dataflow=flow.id,
        number=number,
        released_at=RELEASED[number - 1],
        sha256=digest,
        observations=len(observations),
        generated=flow.kind is SeriesKind.SUBMITTED,
    )
    catalogue.add(flow, vintage, observations)
